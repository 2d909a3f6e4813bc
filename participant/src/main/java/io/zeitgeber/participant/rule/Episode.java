package io.zeitgeber.participant.rule;

import java.util.ArrayList;
import java.util.List;

/**
 * A while for which an alert was raised.
 *
 * @param rule name of the alert
 * @param fromMicros the t at which it was raised
 * @param toMicros the t at which it was resolved; the greatest long where it is not
 */
public record Episode(String rule, long fromMicros, long toMicros) {

  /** So many are remembered of a rule; the oldest in event time go first. */
  static final int MOST = 32;

  /** Adds one, in the order of their beginnings. */
  static List<Episode> with(List<Episode> past, Episode more) {
    List<Episode> after = new ArrayList<>(past);
    int at = after.size();
    while (at > 0 && after.get(at - 1).fromMicros > more.fromMicros) {
      at--;
    }
    after.add(at, more);
    return List.copyOf(after.subList(Math.max(0, after.size() - MOST), after.size()));
  }

  /** Whether another of the same rule lies so close that it is the same happening. */
  boolean meets(Episode other, long apartMicros) {
    return rule.equals(other.rule)
        && other.fromMicros - apartMicros <= toMicros
        && (other.toMicros == Long.MAX_VALUE || other.toMicros + apartMicros >= fromMicros);
  }

  /** The same at another time. */
  Episode shifted(long byMicros) {
    return new Episode(
        rule,
        fromMicros + byMicros,
        toMicros == Long.MAX_VALUE ? Long.MAX_VALUE : toMicros + byMicros);
  }
}
