package io.zeitgeber.persistence.timeline;

/**
 * A lane of a participant's timeline.
 *
 * @param rule empty for what was observed
 */
record LaneKey(String study, String participant, String channel, String device, String rule) {}
