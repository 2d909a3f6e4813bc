package io.zeitgeber.participant.timeline;

/** Where a result stands: by which rule, on which channel, of which device. */
public record Lane(String rule, String channel, String device) {}
