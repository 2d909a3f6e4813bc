package io.zeitgeber.persistence.projection;

/** What names a row of the table {@code windows}. */
public record WindowKey(
    String study,
    String participant,
    String device,
    String channel,
    int sizeSeconds,
    long startMicros) {

  boolean isOf(String study, String participant, String device, String channel) {
    return this.participant.equals(participant)
        && this.channel.equals(channel)
        && this.device.equals(device)
        && this.study.equals(study);
  }
}
