package io.zeitgeber.simulator.score;

/**
 * An alert as the topic tells it.
 *
 * @param resolvedMillis {@link Long#MAX_VALUE} while it is open
 * @param triggeredMillis when the record was received that made the rule decide
 */
record Told(
    String participant,
    String device,
    String rule,
    long raisedMillis,
    long resolvedMillis,
    long triggeredMillis,
    boolean live) {}
