/**
 * {@code bench latency}: from a record's place on the producer's schedule to the alert that it
 * decides being visible for a read_committed reader.
 */
@NullMarked
package io.zeitgeber.bench.latency;

import org.jspecify.annotations.NullMarked;
