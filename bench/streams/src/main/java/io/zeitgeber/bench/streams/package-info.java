/**
 * The job on Kafka Streams, in a process and on a class path of its own: exactly_once_v2, state in
 * RocksDB with its changelog, thresholds in a global table.
 */
@NullMarked
package io.zeitgeber.bench.streams;

import org.jspecify.annotations.NullMarked;
