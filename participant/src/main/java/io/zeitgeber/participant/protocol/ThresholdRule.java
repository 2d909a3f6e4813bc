package io.zeitgeber.participant.protocol;

/**
 * Raises an alert when the mean over a rolling window passes a personal limit.
 *
 * @param highRule id of the rule for the upper bound, for example {@code high-heart-rate}
 * @param lowRule id of the rule for the lower bound
 * @param everyMicros how often the rule decides: at whole multiples of it since the epoch
 * @param windowMicros length of the window (t − window, t]; a whole multiple of {@code every}
 * @param minSamples fewer samples in the window decide nothing
 * @param clearMargin how far back inside the limit the mean must come before the alert resolves
 * @param high default upper limit, in the channel's unit
 * @param low default lower limit
 */
public record ThresholdRule(
    String channel,
    String highRule,
    String lowRule,
    long everyMicros,
    long windowMicros,
    int minSamples,
    double clearMargin,
    double high,
    double low) {}
