package io.zeitgeber.participant.observation;

/**
 * What is wrong with one record.
 *
 * @param reason the code
 * @param detail which field and what was expected; never the value that was sent
 */
public record Flaw(Refusal reason, String detail) {}
