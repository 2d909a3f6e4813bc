package io.zeitgeber.simulator.cohort;

import io.zeitgeber.simulator.cli.Failure;
import io.zeitgeber.simulator.record.JsonBytes;
import io.zeitgeber.simulator.record.Malformation;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * Writes what was really so, as JSON Lines: {@code episodes.jsonl} (what should be found), {@code
 * samples.jsonl} (how much of everything was sent, and its sum) and {@code malformed.jsonl} (what
 * has to be refused). docs/simulator.md has the schema.
 */
final class Truth implements AutoCloseable {
  private final Path directory;
  private final Plan plan;
  private final BufferedWriter episodes;

  Truth(Path directory, Plan plan) {
    this.directory = directory;
    this.plan = plan;
    try {
      Files.createDirectories(directory);
      episodes = Files.newBufferedWriter(directory.resolve("episodes.jsonl"));
    } catch (IOException e) {
      throw Failure.wrongInput("The truth can't be written to " + directory + ": " + e);
    }
  }

  void episode(Person person, Episode episode) {
    long from = Math.max(plan.startMicros(), episode.fromMicros());
    long until = Math.min(plan.endMicros(), episode.untilMicros());
    JsonBytes line =
        begin(person.id())
            .field("channel")
            .text("heart_rate")
            .field("kind")
            .text(episode.kind().name().toLowerCase(Locale.ROOT))
            .field("from")
            .text(time(from))
            .field("until")
            .text(time(until))
            .field("bpm")
            .number(Math.rint(episode.bpm() * 10) / 10)
            .field("limit")
            .number(episode.limit())
            .raw("}");
    write(episodes, line.toString());
  }

  /** Writes what can be said at the end only. */
  void complete(Cohort cohort) {
    try (BufferedWriter samples = Files.newBufferedWriter(directory.resolve("samples.jsonl"))) {
      for (Watch watch : cohort.watches()) {
        count(samples, watch, "heart_rate", watch.heartRates());
        count(samples, watch, "steps", watch.stepCounts());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (BufferedWriter malformed = Files.newBufferedWriter(directory.resolve("malformed.jsonl"))) {
      for (Map.Entry<Malformation, Long> kind : cohort.malformed().made().entrySet()) {
        JsonBytes line = new JsonBytes().raw("{").field("kind");
        line.text(kind.getKey().id());
        write(malformed, line.field("records").number(kind.getValue()).raw("}").toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      episodes.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void count(BufferedWriter to, Watch watch, String channel, Watch.Count count) {
    if (count.records == 0) {
      return;
    }
    JsonBytes line =
        begin(watch.wearer().person().id())
            .field("device")
            .text(watch.device())
            .field("channel")
            .text(channel)
            .field("records")
            .number(count.records)
            .field("sum")
            .number(count.sum)
            .field("first")
            .text(time(count.firstMicros))
            .field("last")
            .text(time(count.lastMicros))
            .raw("}");
    write(to, line.toString());
  }

  private JsonBytes begin(String participant) {
    return new JsonBytes()
        .raw("{")
        .field("study")
        .text(plan.study())
        .field("participant")
        .text(participant);
  }

  private static String time(long micros) {
    return Instant.ofEpochSecond(
            Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000)
        .toString();
  }

  private static void write(BufferedWriter to, String line) {
    try {
      to.write(line);
      to.newLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
