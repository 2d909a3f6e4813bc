/**
 * The job that every system is given, as plain Java: read a heart-rate record, keep the rolling and
 * the tumbling minute of one participant's device, hold the mean to a personal threshold. Knows no
 * engine and no Kafka.
 */
@NullMarked
package io.zeitgeber.bench.job;

import org.jspecify.annotations.NullMarked;
