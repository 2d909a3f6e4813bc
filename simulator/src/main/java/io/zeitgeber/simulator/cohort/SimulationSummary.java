package io.zeitgeber.simulator.cohort;

import io.zeitgeber.simulator.cli.JsonOption;
import io.zeitgeber.simulator.cli.Progress;
import io.zeitgeber.simulator.cli.Shell;
import io.zeitgeber.simulator.cli.Speed;
import io.zeitgeber.simulator.cli.TimeText;
import io.zeitgeber.simulator.kafka.Connection;
import io.zeitgeber.simulator.kafka.Sender;
import io.zeitgeber.simulator.record.JsonBytes;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says what was simulated, in words and as JSON. */
final class SimulationSummary {
  private final Plan plan;
  private final Tally tally;
  private final Sender sender;
  private final Connection connection;
  private final List<String> topics;
  private final Speed speed;
  private final long heartRates;
  private final long steps;
  private final long malformed;
  private final int watches;

  SimulationSummary(
      Plan plan,
      Cohort cohort,
      Tally tally,
      Sender sender,
      Connection connection,
      List<String> topics,
      Speed speed) {
    this.plan = plan;
    this.tally = tally;
    this.sender = sender;
    this.connection = connection;
    this.topics = topics;
    this.speed = speed;
    this.watches = cohort.watches().size();
    this.malformed = cohort.malformed().made().values().stream().mapToLong(Long::longValue).sum();
    this.heartRates =
        cohort.watches().stream().mapToLong(watch -> watch.heartRates().records).sum();
    this.steps = cohort.watches().stream().mapToLong(watch -> watch.stepCounts().records).sum();
  }

  int exitCode() {
    return Tally.exitCode(sender);
  }

  void show(Shell shell, JsonOption json, @Nullable Path truth) {
    if (!json.onStdout()) {
      words(shell.out(), truth);
    }
    json.write(shell, toJson(shell.stop().requested()));
    String failure = sender.firstFailure();
    if (shell.stop().requested() && failure == null) {
      shell.err().println("stopped; what was sent is complete");
    }
    if (failure != null) {
      shell
          .err()
          .printf(
              Locale.ROOT,
              "%,d records are not acknowledged: %s%n",
              sender.sent() - sender.acknowledged(),
              failure);
    }
  }

  private void words(PrintStream out, @Nullable Path truth) {
    String from = TimeText.rfc3339(plan.startMicros() / 1000);
    out.printf(
        Locale.ROOT,
        "Simulated %s of %s of study %s, from %s (seed %d, speed %s)%n",
        TimeText.words(spanned()),
        Progress.counted(plan.participants(), "participant"),
        plan.study(),
        from,
        plan.seed(),
        speed);
    out.printf(
        Locale.ROOT,
        "  heart_rate  %,12d records   %,d watches, a sample every %s%n",
        heartRates,
        watches,
        TimeText.words(Duration.ofNanos(plan.everyMicros() * 1000)));
    out.printf(Locale.ROOT, "  steps       %,12d records   by the minute%n", steps);
    if (malformed > 0) {
      out.printf(Locale.ROOT, "  malformed   %,12d records   to be refused%n", malformed);
    }
    out.printf(
        Locale.ROOT,
        "  episodes    %,12d intended  %,d above, %,d below the person's limit%n",
        tally.tachycardias + tally.bradycardias,
        tally.tachycardias,
        tally.bradycardias);
    out.printf(
        Locale.ROOT,
        "Kafka at %s acknowledged %,d records in topic %s, in %s (%s)%n",
        connection.bootstrap(),
        tally.acknowledged,
        String.join(", ", topics),
        TimeText.words(Duration.ofNanos(tally.tookNanos)),
        Progress.rate(perSecond()));
    if (truth != null) {
      out.println("truth: " + truth);
    }
    out.println("next:  ./zeitgeber alerts     what was raised");
    out.println("       ./zeitgeber status     whether the service has caught up");
  }

  private Duration spanned() {
    long micros = Math.max(0, tally.lastMicros - plan.startMicros());
    boolean whole = !plan.endless() && tally.records >= heartRates + steps && micros > 0;
    long shown =
        whole ? Math.max(micros, Math.min(plan.spanMicros(), micros + plan.everyMicros())) : micros;
    return Duration.ofNanos(shown * 1000);
  }

  private double perSecond() {
    return tally.tookNanos <= 0 ? 0 : tally.acknowledged * 1e9 / tally.tookNanos;
  }

  private String toJson(boolean stopped) {
    JsonBytes json = new JsonBytes().raw("{").field("command").text("simulate");
    json.field("study").text(plan.study()).field("seed").number(plan.seed());
    json.field("participants").number(plan.participants()).field("watches").number(watches);
    json.field("start").text(TimeText.rfc3339(plan.startMicros() / 1000));
    json.field("simulated_s").number(spanned().toMillis() / 1000.0);
    json.field("every_s").number(plan.everyMicros() / 1e6);
    json.field("speed").text(speed.toString());
    json.field("kafka").text(connection.bootstrap());
    json.field("topics").raw("[");
    for (int i = 0; i < topics.size(); i++) {
      json.raw(i == 0 ? "" : ",").text(topics.get(i));
    }
    json.raw("]").field("records").number(tally.records);
    json.field("acknowledged").number(tally.acknowledged);
    json.field("failed").number(sender.failed());
    json.field("heart_rate").number(heartRates).field("steps").number(steps);
    json.field("malformed").number(malformed);
    json.field("tachycardias").number(tally.tachycardias);
    json.field("bradycardias").number(tally.bradycardias);
    json.field("duration_s").number(Math.rint(tally.tookNanos / 1e6) / 1000);
    json.field("records_per_s").number(Math.round(perSecond()));
    return json.field("stopped").raw(Boolean.toString(stopped)).raw("}").toString();
  }
}
