package io.zeitgeber.participant.sum;

/** Placeholder until the exact accumulator lands. */
public final class ExactSum {}
