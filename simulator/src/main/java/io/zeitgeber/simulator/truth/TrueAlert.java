package io.zeitgeber.simulator.truth;

/**
 * An episode by the published rule over true times.
 *
 * @param raisedMillis the t at which the rule decides, true time
 * @param resolvedMillis {@link #UNRESOLVED} where nothing resolved it
 * @param mean over the minute before, in beats/min
 * @param decidableMillis when the sample was received that lets the rule decide: nobody could have
 *     raised it before
 */
public record TrueAlert(
    String study,
    String participant,
    String device,
    String rule,
    long raisedMillis,
    long resolvedMillis,
    double mean,
    long decidableMillis) {
  public static final long UNRESOLVED = Long.MAX_VALUE;

  private static final long FRESHNESS_MILLIS = 300_000;

  TrueAlert resolved(long millis) {
    return new TrueAlert(
        study, participant, device, rule, raisedMillis, millis, mean, decidableMillis);
  }

  /** Whether it could be raised while it was fresh (five minutes). */
  public boolean live() {
    return decidableMillis - raisedMillis <= FRESHNESS_MILLIS;
  }
}
