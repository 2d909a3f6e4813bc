package io.zeitgeber.persistence.receipt;

import java.util.UUID;

/**
 * A slice of a Kafka partition that was answered in full.
 *
 * @param cluster Kafka's cluster id
 * @param first first offset of the slice
 * @param next offset after the slice; the next receipt begins here
 * @param records how many there were; offsets may have holes
 * @param refused how many of them ingest put into the quarantine
 * @param maxReceivedMicros greatest received time that the partition has reached with this slice
 * @param polledMicros clock of the node that polled it
 */
public record Receipt(
    String cluster,
    UUID topicId,
    String topic,
    int partition,
    long first,
    long next,
    int records,
    int refused,
    long maxReceivedMicros,
    long polledMicros) {}
