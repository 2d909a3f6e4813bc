/**
 * {@code bench cohort}: many participants at an equal total rate: throughput, latency, memory,
 * rows, and what a restart costs when everyone sleeps in the journal.
 */
@NullMarked
package io.zeitgeber.bench.cohort;

import org.jspecify.annotations.NullMarked;
