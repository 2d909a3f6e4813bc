package io.zeitgeber.simulator.trial;

import io.zeitgeber.simulator.body.Person;
import io.zeitgeber.simulator.cli.ExitCode;
import io.zeitgeber.simulator.cli.JsonOption;
import io.zeitgeber.simulator.cli.Progress;
import io.zeitgeber.simulator.cli.Shell;
import io.zeitgeber.simulator.cli.Speed;
import io.zeitgeber.simulator.cli.TimeText;
import io.zeitgeber.simulator.kafka.Connection;
import io.zeitgeber.simulator.kafka.Pace;
import io.zeitgeber.simulator.kafka.Sender;
import io.zeitgeber.simulator.record.JsonBytes;
import io.zeitgeber.simulator.record.Malformation;
import io.zeitgeber.simulator.scenario.Scenario;
import io.zeitgeber.simulator.truth.TruthFiles;
import io.zeitgeber.simulator.truth.TruthLog;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plays a scenario into Kafka, and says what it was. */
public final class TrialRun {
  private final Shell shell;
  private final Scenario scenario;
  private final Trial.Order order;
  private final Speed speed;
  private final String topic;
  private final Connection connection;
  private long tookNanos;

  public TrialRun(
      Shell shell,
      Scenario scenario,
      Trial.Order order,
      Speed speed,
      String topic,
      Connection connection) {
    this.shell = shell;
    this.scenario = scenario;
    this.order = order;
    this.speed = speed;
    this.topic = topic;
    this.connection = connection;
  }

  /** Runs it; returns the exit code. */
  public int run(@Nullable Path truthDirectory, JsonOption json) {
    try (TruthFiles files = truthDirectory == null ? null : new TruthFiles(truthDirectory);
        Sender sender = new Sender(connection, speed.unlimited() ? 20 : 2)) {
      TruthLog log = files == null ? null : new TruthLog(files, order.study());
      Trial trial = new Trial(scenario, order, log);
      enrol(trial, sender);
      long enrolled = sender.acknowledged();
      if (!sender.broken()) {
        play(trial, sender, enrolled);
      }
      if (files != null && log != null) {
        log.complete();
        close(files, trial, log);
      }
      long acknowledged = sender.acknowledged() - enrolled;
      if (!json.onStdout()) {
        words(shell.out(), trial, log, acknowledged, truthDirectory);
      }
      json.write(shell, summary(trial, log, acknowledged, sender.failed()));
      return exitCode(sender);
    }
  }

  private int exitCode(Sender sender) {
    String failure = sender.firstFailure();
    if (failure != null) {
      long open = sender.sent() - sender.acknowledged();
      shell.err().printf(Locale.ROOT, "%,d records are not acknowledged: %s%n", open, failure);
    } else if (shell.stop().requested()) {
      shell.err().println("stopped; what was sent is complete");
    }
    if (sender.broken()) {
      return sender.exitCode();
    }
    return sender.failed() > 0 ? ExitCode.FOUND : ExitCode.DONE;
  }

  private void enrol(Trial trial, Sender sender) {
    for (Person person : trial.people()) {
      byte[] value = trial.enrolment(person).value();
      String topic = connection.topics().participants();
      sender.send(topic, null, order.fromMillis(), trial.key(person), value);
      if (shell.stop().requested() || sender.broken()) {
        break;
      }
    }
    sender.flush();
  }

  private void play(Trial trial, Sender sender, long enrolled) {
    Pace pace = new Pace(speed, order.fromMillis(), shell.stop());
    long start = System.nanoTime();
    try (Progress _ =
        Progress.of(shell, "simulate", Progress.UNKNOWN, () -> sender.acknowledged() - enrolled)) {
      trial.play(
          new Trial.Outlet() {
            @Override
            public boolean due(long receivedMillis) {
              return pace.await(receivedMillis) && !sender.broken();
            }

            @Override
            public void take(int person, byte[] key, long receivedMillis, byte[] value) {
              sender.send(topic, null, receivedMillis, key, value);
            }
          });
      sender.flush();
    }
    tookNanos = System.nanoTime() - start;
  }

  private void close(TruthFiles files, Trial trial, TruthLog log) {
    malformed(files, trial.counts());
    JsonBytes json = new JsonBytes().raw("{").field("scenario").text(scenario.name());
    json.field("study").text(order.study()).field("seed").number(order.seed());
    json.field("participants").number(order.participants());
    json.field("devices").number(trial.devices().size());
    json.field("from").text(TimeText.rfc3339(order.fromMillis()));
    json.field("until").text(TimeText.rfc3339(order.untilMillis()));
    json.field("records").number(trial.counts().records).field("alerts").number(log.alerts());
    json.field("complete").raw(Boolean.toString(!shell.stop().requested()));
    files.line(TruthFiles.RUN, json.raw("}"));
  }

  static void malformed(TruthFiles files, Trial.Counts counts) {
    for (Map.Entry<Malformation, Long> kind : counts.malformed.entrySet()) {
      malformed(files, kind.getKey().id(), kind.getValue());
    }
    if (counts.wrongUnits > 0) {
      malformed(files, "wrong_unit", counts.wrongUnits);
    }
  }

  private static void malformed(TruthFiles files, String kind, long records) {
    files.line(
        TruthFiles.MALFORMED,
        new JsonBytes()
            .raw("{")
            .field("kind")
            .text(kind)
            .field("records")
            .number(records)
            .raw("}"));
  }

  private void words(
      PrintStream out,
      Trial trial,
      @Nullable TruthLog log,
      long acknowledged,
      @Nullable Path truthDirectory) {
    Trial.Counts counts = trial.counts();
    out.printf(
        Locale.ROOT,
        "Simulated scenario %s: %s with %s, study %s, %s to %s (seed %d, speed %s)%n",
        scenario.name(),
        Progress.counted(order.participants(), "participant"),
        Progress.counted(trial.devices().size(), "device"),
        order.study(),
        TimeText.rfc3339(order.fromMillis()),
        TimeText.rfc3339(order.untilMillis()),
        order.seed(),
        speed);
    counts.byChannel.forEach(
        (channel, records) -> out.printf(Locale.ROOT, "  %-18s %,12d%n", channel, records));
    long refused =
        counts.wrongUnits + counts.malformed.values().stream().mapToLong(Long::longValue).sum();
    if (refused > 0) {
      out.printf(Locale.ROOT, "  %-18s %,12d%n", "to be refused", refused);
    }
    out.printf(
        Locale.ROOT,
        "  episodes lived     %,12d  above %,d, below %,d%s%n",
        counts.tachycardias + counts.bradycardias,
        counts.tachycardias,
        counts.bradycardias,
        log == null ? "" : String.format(Locale.ROOT, "; by the rule %,d", log.alerts()));
    out.printf(
        Locale.ROOT,
        "Kafka at %s acknowledged %,d records in topic %s, in %s (%s)%n",
        connection.bootstrap(),
        acknowledged,
        topic,
        TimeText.words(Duration.ofNanos(tookNanos)),
        Progress.rate(tookNanos <= 0 ? 0 : acknowledged * 1e9 / tookNanos));
    if (truthDirectory != null) {
      out.println("truth: " + truthDirectory);
      out.println("next:  ./zeitgeber score --truth " + truthDirectory);
    }
  }

  private String summary(Trial trial, @Nullable TruthLog log, long acknowledged, long failed) {
    Trial.Counts counts = trial.counts();
    JsonBytes json = new JsonBytes().raw("{").field("command").text("simulate");
    json.field("scenario").text(scenario.name()).field("study").text(order.study());
    json.field("seed").number(order.seed()).field("participants").number(order.participants());
    json.field("devices").number(trial.devices().size());
    json.field("start").text(TimeText.rfc3339(order.fromMillis()));
    json.field("until").text(TimeText.rfc3339(order.untilMillis()));
    json.field("kafka").text(connection.bootstrap()).field("topic").text(topic);
    json.field("records").number(counts.records).field("acknowledged").number(acknowledged);
    json.field("failed").number(failed).field("channels").raw("{");
    counts.byChannel.forEach((channel, records) -> json.field(channel).number(records));
    long malformed = counts.malformed.values().stream().mapToLong(Long::longValue).sum();
    json.raw("}").field("malformed").number(malformed);
    json.field("wrong_units").number(counts.wrongUnits);
    json.field("tachycardias").number(counts.tachycardias);
    json.field("bradycardias").number(counts.bradycardias);
    if (log != null) {
      json.field("alerts").number(log.alerts());
    }
    json.field("duration_s").number(Math.rint(tookNanos / 1e6) / 1000);
    double perSecond = tookNanos <= 0 ? 0 : acknowledged * 1e9 / tookNanos;
    json.field("records_per_s").number(Math.round(perSecond));
    json.field("stopped").raw(Boolean.toString(shell.stop().requested()));
    return json.raw("}").toString();
  }
}
