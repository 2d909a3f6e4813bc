package io.zeitgeber.service.decode;

import java.util.UUID;

/**
 * The partition that a slice comes from.
 *
 * @param logAppendTime whether received times are the broker's own rather than the producers'
 */
public record Place(UUID topicId, String topic, int partition, boolean logAppendTime) {}
