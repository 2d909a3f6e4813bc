package io.zeitgeber.participant.timeline;

/**
 * What a rule concludes about a stretch of time, as it is stated now. Rule, channel, device and
 * start name it through its versions.
 *
 * @param rule names the rule; its parameters are the protocol's
 * @param version 1, and one more for each change but for the growth of what still goes on
 * @param goesOn the end is only as far as is known
 */
public record Result(String rule, Entry entry, int version, Standing standing, boolean goesOn) {}
