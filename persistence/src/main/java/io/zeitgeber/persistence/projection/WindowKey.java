package io.zeitgeber.persistence.projection;

/** What names a row of the table {@code windows}. */
public record WindowKey(
    String study,
    String participant,
    String device,
    String channel,
    int sizeSeconds,
    long startMicros) {}
