package io.zeitgeber.simulator.score;

import io.zeitgeber.simulator.truth.TrueAlert;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Alerts against true episodes of the same participant, device and rule. They belong together where
 * [raised, resolved] overlaps the episode widened by a minute on each side. Precision counts
 * alerts, recall counts episodes.
 */
final class AlertScore {
  private static final long WIDENED_MILLIS = 60_000;

  private final Map<String, List<TrueAlert>> episodes = new HashMap<>();
  private final Map<String, List<Told>> told = new HashMap<>();

  AlertScore(List<TrueAlert> trueAlerts, List<Told> toldAlerts) {
    for (TrueAlert each : trueAlerts) {
      episodes
          .computeIfAbsent(
              key(each.participant(), each.device(), each.rule()), _ -> new ArrayList<>())
          .add(each);
    }
    for (Told each : toldAlerts) {
      told.computeIfAbsent(
              key(each.participant(), each.device(), each.rule()), _ -> new ArrayList<>())
          .add(each);
    }
  }

  private static String key(String participant, String device, String rule) {
    return participant + ' ' + device + ' ' + rule;
  }

  private static boolean overlap(TrueAlert episode, Told alert) {
    long until =
        episode.resolvedMillis() == TrueAlert.UNRESOLVED
            ? Long.MAX_VALUE
            : episode.resolvedMillis() + WIDENED_MILLIS;
    return alert.raisedMillis() <= until
        && alert.resolvedMillis() >= episode.raisedMillis() - WIDENED_MILLIS;
  }

  /** Which alerts and episodes count. */
  enum Which {
    ALL,
    LIVE,
    RETROSPECTIVE;

    boolean takes(boolean live) {
      return switch (this) {
        case ALL -> true;
        case LIVE -> live;
        case RETROSPECTIVE -> !live;
      };
    }
  }

  /**
   * The figures of some devices; NaN where there is nothing to count.
   *
   * @param episodes true ones that could be told so
   * @param delayP50 median seconds from the true time of raising to the reception of the record
   *     that made it known
   */
  record Figures(
      int episodes,
      int alerts,
      double recall,
      double precision,
      double delayP50,
      int missed,
      int wrong) {}

  /** Counts over the devices that {@code taken} takes. */
  Figures figures(Which which, java.util.function.BiPredicate<String, String> taken) {
    int alerts = 0;
    int right = 0;
    int all = 0;
    int found = 0;
    List<Double> delays = new ArrayList<>();
    for (Map.Entry<String, List<Told>> entry : told.entrySet()) {
      List<TrueAlert> candidates = episodes.getOrDefault(entry.getKey(), List.of());
      for (Told alert : entry.getValue()) {
        if (which.takes(alert.live()) && taken.test(alert.participant(), alert.device())) {
          alerts++;
          right += candidates.stream().anyMatch(each -> overlap(each, alert)) ? 1 : 0;
        }
      }
    }
    for (Map.Entry<String, List<TrueAlert>> entry : episodes.entrySet()) {
      List<Told> candidates = told.getOrDefault(entry.getKey(), List.of());
      for (TrueAlert episode : entry.getValue()) {
        if (!which.takes(episode.live()) || !taken.test(episode.participant(), episode.device())) {
          continue;
        }
        all++;
        // What could be told live has to be; what could not may be told either way.
        long first =
            candidates.stream()
                .filter(each -> overlap(episode, each) && (which != Which.LIVE || each.live()))
                .mapToLong(Told::triggeredMillis)
                .min()
                .orElse(Long.MIN_VALUE);
        if (first != Long.MIN_VALUE) {
          found++;
          delays.add((first - episode.raisedMillis()) / 1000.0);
        }
      }
    }
    return new Figures(
        all,
        alerts,
        all == 0 ? Double.NaN : (double) found / all,
        alerts == 0 ? Double.NaN : (double) right / alerts,
        Quantiles.of(delays).at(0.5),
        all - found,
        alerts - right);
  }
}
