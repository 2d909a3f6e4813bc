package io.zeitgeber.participant.observation;

import java.util.UUID;

/**
 * The place of one record in Kafka: its identity.
 *
 * @param topicId Kafka's id of the topic, which survives no re-creation
 * @param topic the topic's name, for people
 */
public record Origin(UUID topicId, String topic, int partition, long offset) {}
