package io.zeitgeber.service.decode;

import java.util.UUID;

/**
 * The partition that a slice comes from.
 *
 * @param logAppendTime whether received times are the broker's own rather than the producers'
 * @param receivedIsDevice whether the topic's producers are the devices themselves
 */
public record Place(
    UUID topicId, String topic, int partition, boolean logAppendTime, boolean receivedIsDevice) {

  /** Of a topic whose producers are not the devices. */
  public Place(UUID topicId, String topic, int partition, boolean logAppendTime) {
    this(topicId, topic, partition, logAppendTime, false);
  }
}
