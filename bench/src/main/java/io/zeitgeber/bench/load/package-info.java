/**
 * What every system is given and what it must find: a cohort of hearts from a seed, its records in
 * Kafka, and the alerts that the published rule demands, computed from the samples themselves by
 * code that no system shares.
 */
@NullMarked
package io.zeitgeber.bench.load;

import org.jspecify.annotations.NullMarked;
