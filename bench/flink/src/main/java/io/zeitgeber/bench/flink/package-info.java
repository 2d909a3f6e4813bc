/**
 * The job on Flink, in a process and on a class path of its own: Kafka source, keyed process
 * function, exactly-once Kafka sink, on a local cluster of two slots.
 */
@NullMarked
package io.zeitgeber.bench.flink;

import org.jspecify.annotations.NullMarked;
