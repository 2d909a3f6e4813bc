package io.zeitgeber.participant.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.observation.Source;
import io.zeitgeber.participant.timeline.Entry;
import io.zeitgeber.participant.timeline.Result;
import io.zeitgeber.participant.timeline.Standing;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Heart rate, steps and sleep of one real wearer for ten days on one timeline. Days, nights and
 * gaps below were read off the recording itself.
 */
final class FitabaseTimelineTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("zeitgeber.root", "."), "../shared/data/fitabase");
  private static final String WEARER = "2347167796";
  private static final long FROM = micros(LocalDateTime.of(2016, 4, 13, 0, 0));
  private static final long TO = micros(LocalDateTime.of(2016, 4, 23, 0, 0));
  private static final long MINUTE = 60_000_000L;
  private static final UUID TOPIC = new UUID(1, 1);
  private static List<Row> rows = List.of();

  /** One line of a recording, stamped with its end. */
  private record Row(String channel, long start, long duration, double value, String code) {
    long received() {
      return start + duration;
    }
  }

  @BeforeAll
  static void read() {
    Assumptions.assumeTrue(Files.exists(FOLDER), "recordings beside the repository");
    List<Row> all = new ArrayList<>();
    lines("heartrate_seconds.csv.gz")
        .forEach(f -> all.add(new Row("heart_rate", time(f[1]), 0, Double.parseDouble(f[2]), "")));
    lines("minuteStepsNarrow.csv.gz")
        .forEach(f -> all.add(new Row("steps", time(f[1]), MINUTE, Double.parseDouble(f[2]), "")));
    String[] stages = {"", "ASLEEP", "RESTLESS", "AWAKE"};
    lines("minuteSleep_merged.csv.gz")
        .forEach(
            f ->
                all.add(
                    new Row("sleep_stage", time(f[1]), MINUTE, 0, stages[Integer.parseInt(f[2])])));
    all.removeIf(row -> row.start < FROM || row.start >= TO);
    all.sort(Comparator.comparingLong(Row::received));
    rows = List.copyOf(all);
  }

  @Test
  void results_ofOneWearer_joinTheChannels() {
    Map<String, Result> last = last(facts(new SplittableRandom(1)));
    if (Boolean.getBoolean("zeitgeber.show")) {
      last.values().forEach(FitabaseTimelineTest::show);
    }
    long asleep = rows.stream().filter(row -> row.code.equals("ASLEEP")).count();
    double stated =
        standing(last, "sleep-episode").mapToDouble(result -> value(result.entry())).sum();
    assertThat(stated).isBetween(asleep * 0.9, (double) asleep);
    long pulseMinutes =
        rows.stream()
            .filter(row -> row.channel.equals("heart_rate"))
            .mapToLong(row -> row.start / MINUTE)
            .distinct()
            .count();
    long worn =
        standing(last, "wear")
            .filter(result -> "worn".equals(result.entry().code()))
            .mapToLong(result -> length(result.entry()))
            .sum();
    assertThat(worn / MINUTE).isBetween((long) (pulseMinutes * 0.98), (long) (pulseMinutes * 1.02));
    assertThat(standing(last, "heart-rate-at-rest").map(result -> value(result.entry())))
        .isNotEmpty()
        .allSatisfy(rate -> assertThat(rate).isBetween(45.0, 130.0));
    assertThat(standing(last, "steps-while-asleep"))
        .hasSameSizeAs(standing(last, "sleep-episode").toList());
  }

  @Test
  void wear_isWithoutOverlapAndWithoutShortRuns() {
    List<Entry> runs =
        standing(last(facts(new SplittableRandom(2))), "wear")
            .map(Result::entry)
            .sorted(Comparator.comparingLong(Entry::startMicros))
            .toList();
    for (int at = 1; at < runs.size(); at++) {
      assertThat(runs.get(at).startMicros()).isEqualTo(runs.get(at - 1).endMicros());
      assertThat(runs.get(at).code()).isNotEqualTo(runs.get(at - 1).code());
    }
    assertThat(runs.subList(0, runs.size() - 1))
        .allSatisfy(run -> assertThat(length(run)).isGreaterThanOrEqualTo(5 * MINUTE));
  }

  @Test
  void cuts_ofAnyKind_giveTheSameResults() {
    List<Fact> one = facts(new SplittableRandom(3));
    for (long seed = 4; seed < 6; seed++) {
      assertThat(facts(new SplittableRandom(seed))).isEqualTo(one);
    }
  }

  @Test
  void whatIsRemembered_isBounded() {
    int most = 0;
    Participant participant = Participant.unknown("S1", WEARER, Protocols.OPEN);
    for (int from = 0; from < rows.size(); from += 400) {
      participant = Step.step(participant, batch(from, Math.min(rows.size(), from + 400))).after();
      most = Math.max(most, participant.toBytes().length);
    }
    assertThat(most).isLessThan(24_000);
    if (Boolean.getBoolean("zeitgeber.show")) {
      System.out.println("state at most " + most + " bytes");
    }
  }

  /** The facts of the timeline, from batches of any size, the state written and read between. */
  private static List<Fact> facts(SplittableRandom random) {
    List<Fact> facts = new ArrayList<>();
    Participant participant = Participant.unknown("S1", WEARER, Protocols.OPEN);
    int from = 0;
    while (from < rows.size()) {
      int to = Math.min(rows.size(), from + 1 + random.nextInt(random.nextInt(4) == 0 ? 5 : 900));
      Outcome outcome = Step.step(participant, batch(from, to));
      participant = outcome.after();
      if (random.nextInt(20) == 0) {
        participant = Participant.fromBytes(participant.toBytes(), Protocols.OPEN);
      }
      outcome.facts().stream().filter(TimelineFact.class::isInstance).forEach(facts::add);
      from = to;
    }
    return facts;
  }

  private static Input batch(int from, int to) {
    Batch.Builder batch = new Batch.Builder(TOPIC, "observations", 0, false, Originals.NONE);
    for (int at = from; at < to; at++) {
      Row row = rows.get(at);
      int source = batch.source(new Source("fitbit", row.channel));
      batch.record(at, row.received(), source, row.start);
      if (row.code.isEmpty()) {
        batch.value(row.value);
      } else {
        batch.code(row.code);
      }
      if (row.duration > 0) {
        batch.duration(row.duration);
      }
    }
    return new Input.Observed(batch.build());
  }

  /** The last version of each result. */
  private static Map<String, Result> last(List<Fact> facts) {
    Map<String, Result> last = new TreeMap<>();
    Map<String, Integer> versions = new HashMap<>();
    for (Fact fact : facts) {
      if (fact instanceof TimelineFact.ResultStated(Result result)) {
        String key = result.rule() + "/" + result.entry().startMicros();
        assertThat(result.version()).isGreaterThanOrEqualTo(versions.getOrDefault(key, 1));
        versions.put(key, result.version());
        last.put(key, result);
      }
    }
    return last;
  }

  private static Stream<Result> standing(Map<String, Result> last, String rule) {
    return last.values().stream()
        .filter(result -> result.rule().equals(rule) && result.standing() != Standing.WITHDRAWN);
  }

  private static double value(Entry entry) {
    Double value = entry.value();
    return value == null ? Double.NaN : value;
  }

  private static long length(Entry entry) {
    return entry.endMicros() - entry.startMicros();
  }

  private static void show(Result result) {
    Entry entry = result.entry();
    System.out.printf(
        Locale.ROOT,
        "%-20s %s to %s  %s %s  v%d %s%s%n",
        entry.channel(),
        Instant.ofEpochSecond(entry.startMicros() / 1_000_000),
        Instant.ofEpochSecond(entry.endMicros() / 1_000_000),
        entry.value(),
        entry.code(),
        result.version(),
        result.standing(),
        result.goesOn() ? ", goes on" : "");
  }

  private static Stream<String[]> lines(String file) {
    List<String[]> lines = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(FOLDER.resolve(file)), 1 << 16),
                StandardCharsets.UTF_8))) {
      String line = reader.readLine();
      while (line != null) {
        if (line.startsWith(WEARER)) {
          lines.add(line.split(",", -1));
        }
        line = reader.readLine();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines.stream();
  }

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("M/d/yyyy h:mm:ss a", Locale.US);

  private static long time(String text) {
    return micros(LocalDateTime.parse(text, TIME));
  }

  private static long micros(LocalDateTime time) {
    return time.toEpochSecond(ZoneOffset.UTC) * 1_000_000;
  }
}
