package io.zeitgeber.simulator.score;

import io.zeitgeber.simulator.record.JsonBytes;
import io.zeitgeber.simulator.truth.TruthReader.TrueRun;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures for people and for programs. */
final class Report {
  private static final String ROW = "%-16s %7s %8s %6s %9s %9s %9s %7s %9s %9s %7s %9s %9s%n";

  private final TrueRun run;
  private final Scores scores;
  private final boolean timeline;

  Report(TrueRun run, Scores scores, boolean timeline) {
    this.run = run;
    this.scores = scores;
    this.timeline = timeline;
  }

  void words(PrintStream out) {
    out.printf(
        Locale.ROOT,
        "Scenario %s, study %s, %d participants%n%n",
        run.scenario(),
        run.study(),
        run.participants());
    out.printf(
        Locale.ROOT,
        ROW,
        "regime",
        "devices",
        "marks",
        "found",
        "time p50",
        "p95",
        "p99",
        "> 1 s",
        "within ±",
        "episodes",
        "recall",
        "precision",
        "delay p50");
    scores.regimes().forEach((name, figures) -> row(out, name, figures));
    row(out, "all", scores.overall());
    out.println();
    alerts(out, "live alerts", "live_alert");
    alerts(out, "retrospective", "retrospective_alert");
    alerts(out, "with their notes", "corrected_alert");
    if (!timeline) {
      out.println("no timeline in this instance: times are from the windows, minutes not scored");
      return;
    }
    out.printf(
        Locale.ROOT, "%n%-16s %9s %10s %7s%n", "by the minute", "minutes", "agreement", "kappa");
    for (String channel :
        new String[] {"wear", "sleep", "sleep_stage", "sleep_episode", "steps", "screen"}) {
      out.printf(
          Locale.ROOT,
          "%-16s %9s %10s %7s%n",
          channel,
          count(figure(scores.overall(), channel + "_minutes")),
          percent(figure(scores.overall(), channel + "_agreement")),
          decimal(figure(scores.overall(), channel + "_kappa")));
    }
  }

  private static void row(PrintStream out, String name, Map<String, Double> figures) {
    out.printf(
        Locale.ROOT,
        ROW,
        name,
        count(figure(figures, "devices")),
        count(figure(figures, "marks")),
        percent(figure(figures, "marks_found")),
        seconds(figure(figures, "time_p50_s")),
        seconds(figure(figures, "time_p95_s")),
        seconds(figure(figures, "time_p99_s")),
        percent(figure(figures, "time_over_1s")),
        percent(figure(figures, "uncertainty_coverage")),
        count(figure(figures, "alert_episodes")),
        percent(figure(figures, "alert_recall")),
        percent(figure(figures, "alert_precision")),
        seconds(figure(figures, "alert_delay_p50_s")));
  }

  private void alerts(PrintStream out, String title, String prefix) {
    out.printf(
        Locale.ROOT,
        "%-16s %s alerts, precision %s; %s episodes, recall %s; median delay %s%n",
        title,
        count(figure(scores.overall(), prefix + "s")),
        percent(figure(scores.overall(), prefix + "_precision")),
        count(figure(scores.overall(), prefix + "_episodes")),
        percent(figure(scores.overall(), prefix + "_recall")),
        seconds(figure(scores.overall(), prefix + "_delay_p50_s")));
  }

  private static double figure(Map<String, Double> figures, String name) {
    return figures.getOrDefault(name, Double.NaN);
  }

  private static String count(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%,d", (long) value);
  }

  private static String percent(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.1f%%", 100 * value);
  }

  private static String decimal(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
  }

  /** In the unit that people would take. */
  static String seconds(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    if (value < 1) {
      return String.format(Locale.ROOT, "%.0f ms", value * 1000);
    }
    if (value < 120) {
      return String.format(Locale.ROOT, "%.1f s", value);
    }
    return value < 7200
        ? String.format(Locale.ROOT, "%.0f min", value / 60)
        : value < 172_800
            ? String.format(Locale.ROOT, "%.1f h", value / 3600)
            : String.format(Locale.ROOT, "%.1f d", value / 86_400);
  }

  String json(List<Requirement> missed) {
    JsonBytes json = new JsonBytes().raw("{").field("command").text("score");
    json.field("scenario").text(run.scenario()).field("study").text(run.study());
    json.field("participants").number(run.participants());
    figures(json, scores.overall());
    json.field("regimes").raw("{");
    scores
        .regimes()
        .forEach(
            (name, figures) -> {
              json.field(name).raw("{");
              figures(json, figures);
              json.raw("}");
            });
    json.raw("}").field("missed").raw("[");
    for (int i = 0; i < missed.size(); i++) {
      json.raw(i == 0 ? "" : ",").text(missed.get(i).toString());
    }
    return json.raw("]}").toString();
  }

  private static void figures(JsonBytes json, Map<String, Double> figures) {
    figures.forEach(
        (name, value) -> {
          json.field(name);
          if (Double.isNaN(value)) {
            json.raw("null");
          } else {
            json.number(Math.rint(value * 1e6) / 1e6);
          }
        });
  }
}
