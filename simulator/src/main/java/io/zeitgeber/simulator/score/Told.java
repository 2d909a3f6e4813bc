package io.zeitgeber.simulator.score;

/**
 * An alert as the topic tells it.
 *
 * @param resolvedMillis {@link Long#MAX_VALUE} while it is open
 * @param triggeredMillis when the record was received that made the rule decide
 * @param movedMillis how far a later correction of the clock moved what it was decided on
 */
record Told(
    String participant,
    String device,
    String rule,
    long raisedMillis,
    long resolvedMillis,
    long triggeredMillis,
    boolean live,
    long movedMillis) {

  /** As it was raised, of nothing that has moved since. */
  Told(
      String participant,
      String device,
      String rule,
      long raisedMillis,
      long resolvedMillis,
      long triggeredMillis,
      boolean live) {
    this(participant, device, rule, raisedMillis, resolvedMillis, triggeredMillis, live, 0);
  }

  Told resolved(long millis) {
    return new Told(
        participant, device, rule, raisedMillis, millis, triggeredMillis, live, movedMillis);
  }

  /** A further correction of its evidence. */
  Told noted(long moreMillis) {
    return new Told(
        participant,
        device,
        rule,
        raisedMillis,
        resolvedMillis,
        triggeredMillis,
        live,
        movedMillis + moreMillis);
  }

  /** Where its evidence lies by all that was noted. */
  Told corrected() {
    long resolved =
        resolvedMillis == Long.MAX_VALUE ? Long.MAX_VALUE : resolvedMillis + movedMillis;
    return new Told(
        participant, device, rule, raisedMillis + movedMillis, resolved, triggeredMillis, live);
  }
}
