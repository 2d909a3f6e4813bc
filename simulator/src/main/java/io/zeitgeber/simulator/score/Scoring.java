package io.zeitgeber.simulator.score;

import io.zeitgeber.simulator.truth.TrueDevice;
import io.zeitgeber.simulator.truth.TruthReader;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/** Puts the figures together. */
final class Scoring {
  private final TruthReader truth;
  private final TruthReader.TrueRun run;
  private final Scores scores;

  Scoring(TruthReader truth, TruthReader.TrueRun run, Scores scores) {
    this.truth = truth;
    this.run = run;
    this.scores = scores;
  }

  Report score(AlertTopic topic, Tables tables) {
    List<TrueDevice> devices = truth.devices();
    Map<String, String> regimes = ScoreCommand.regimes(devices);
    Map<String, Integer> devicesOf = new TreeMap<>();
    devices.forEach(each -> devicesOf.merge(each.regime(), 1, Integer::sum));
    TimelineTables timeline = new TimelineTables(tables, run.study());
    TimeScore times = new TimeScore(regimes);
    truth.marks(times::truth);
    timeline.marks(times);
    List<Told> told = topic.read(run);
    AlertScore alerts = new AlertScore(truth.alerts(), told);
    AlertScore corrected =
        new AlertScore(truth.alerts(), told.stream().map(Told::corrected).toList());

    alerts(alerts);
    put("", "corrected_alert", corrected.figures(AlertScore.Which.ALL, (_, _) -> true));
    time("", times.all());
    for (Map.Entry<String, Integer> regime : devicesOf.entrySet()) {
      String name = regime.getKey();
      scores.put(name, "devices", regime.getValue());
      TimeScore.Group group = times.groups().getOrDefault(name, new TimeScore.Group());
      time(name, group);
      alertsOf(alerts, name, (who, device) -> name.equals(regimes.get(who + ' ' + device)));
    }
    if (timeline.timeline()) {
      minutes(timeline);
    }
    return new Report(run, scores, timeline.timeline());
  }

  private void alerts(AlertScore score) {
    put("", "alert", score.figures(AlertScore.Which.ALL, (_, _) -> true));
    put("", "live_alert", score.figures(AlertScore.Which.LIVE, (_, _) -> true));
    put("", "retrospective_alert", score.figures(AlertScore.Which.RETROSPECTIVE, (_, _) -> true));
  }

  private void alertsOf(AlertScore score, String regime, BiPredicate<String, String> of) {
    put(regime, "alert", score.figures(AlertScore.Which.ALL, of));
    put(regime, "live_alert", score.figures(AlertScore.Which.LIVE, of));
  }

  private void put(String regime, String prefix, AlertScore.Figures figures) {
    put(regime, prefix + "_episodes", figures.episodes());
    put(regime, prefix + "s", figures.alerts());
    put(regime, prefix + "_recall", figures.recall());
    put(regime, prefix + "_precision", figures.precision());
    put(regime, prefix + "_delay_p50_s", figures.delayP50());
  }

  private void time(String regime, TimeScore.Group group) {
    put(regime, "marks", group.expected());
    put(regime, "marks_found", group.found());
    put(regime, "marks_repeated", group.repeated());
    put(regime, "time_p50_s", group.quantile(0.5));
    put(regime, "time_p95_s", group.quantile(0.95));
    put(regime, "time_p99_s", group.quantile(0.99));
    put(regime, "time_over_1s", group.overASecond());
    put(regime, "uncertainty_stated", group.stated());
    put(regime, "uncertainty_coverage", group.coverage());
  }

  private void minutes(TimelineTables timeline) {
    MinuteScore score = new MinuteScore(run.fromMillis(), run.untilMillis());
    truth.minutes(score::truth);
    timeline.minutes(score);
    agreement("wear", score.wear());
    agreement("sleep", score.asleepByStage());
    agreement("sleep_stage", score.stages());
    agreement("sleep_episode", score.episodes());
    agreement("steps", score.steps());
    agreement("screen", score.screen());
  }

  private void agreement(String name, Agreement agreement) {
    scores.put(name + "_minutes", (double) agreement.minutes());
    scores.put(name + "_agreement", agreement.share());
    scores.put(name + "_kappa", agreement.kappa());
  }

  private void put(String regime, String name, double value) {
    if (regime.isEmpty()) {
      scores.put(name, value);
    } else {
      scores.put(regime, name, value);
    }
  }
}
