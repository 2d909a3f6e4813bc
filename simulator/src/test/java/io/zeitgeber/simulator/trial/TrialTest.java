package io.zeitgeber.simulator.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zeitgeber.simulator.scenario.Scenarios;
import io.zeitgeber.simulator.truth.TruthFiles;
import io.zeitgeber.simulator.truth.TruthLog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scenarios without Kafka: what leaves, in which order, and whether the truth is about it. */
final class TrialTest {
  private static final long DAY = 86_400_000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GOLDEN =
      "60cd4282326ee7b1fb9dd9712c986f20ef22848ae08d1554107a553f6a969e48";

  @TempDir private Path directory = Path.of("");

  private record Sent(long receivedMillis, String value) {}

  @Test
  void seed_onEveryMachine_givesTheSameBytes() throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (Sent sent : play("messy", 7, 6, 1, null)) {
      digest.update(Long.toString(sent.receivedMillis()).getBytes(StandardCharsets.US_ASCII));
      digest.update(sent.value().getBytes(StandardCharsets.UTF_8));
    }
    assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(GOLDEN);
  }

  static List<String> names() {
    return Scenarios.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void records_ofEveryScenario_leaveInOrderOfReceivedTime(String scenario) throws Exception {
    List<Sent> all = play(scenario, 1, 3, 0.5, null);
    assertThat(all).hasSizeGreaterThan(3 * 3000);
    for (int i = 1; i < all.size(); i++) {
      assertThat(all.get(i).receivedMillis())
          .isGreaterThanOrEqualTo(all.get(i - 1).receivedMillis());
    }
  }

  @Test
  void person_inALargerTrial_livesTheSameDays() throws Exception {
    assertThat(ofPerson("P002", play("mixed", 3, 4, 1, null)))
        .isEqualTo(ofPerson("P002", play("mixed", 3, 9, 1, null)))
        .hasSizeGreaterThan(1000);
  }

  @Test
  void truth_knowsTheTimeOfEachDistinctRecordThatIsWell() throws Exception {
    Map<String, Integer> sent = new HashMap<>();
    for (Sent each : play("step-1h", 5, 4, 2, directory)) {
      JsonNode json = JSON.readTree(each.value());
      if (!json.path("channel").asText().equals("sleep_stage")) {
        sent.merge(key(json, json.path("time").asLong()), 1, Integer::sum);
      }
    }
    int known = 0;
    for (JsonNode line : lines(TruthFiles.TIMES)) {
      if (line.path("channel").asText().equals("sleep_stage")) {
        continue;
      }
      long at = 0;
      long ahead = 0;
      for (int i = 0; i < line.path("true_ms").size(); i++) {
        at += line.path("true_ms").path(i).asLong();
        ahead += line.path("ahead_ms").path(i).asLong();
        assertThat(sent).containsKey(key(line, at + ahead));
        known++;
      }
    }
    assertThat(known).isGreaterThan(sent.size() * 99 / 100);
    assertThat(lines(TruthFiles.CLOCK_STEPS)).hasSizeGreaterThanOrEqualTo(8);
    assertThat(lines(TruthFiles.ALERTS)).hasSizeGreaterThan(5);
    assertThat(lines(TruthFiles.MINUTES)).hasSize(8);
  }

  @Test
  void malformedShare_isMet_andCounted() throws Exception {
    List<Sent> all = play("messy", 2, 5, 1, directory);
    long counted = 0;
    long wrongUnits = 0;
    for (JsonNode line : lines(TruthFiles.MALFORMED)) {
      boolean unit = line.path("kind").asText().equals("wrong_unit");
      wrongUnits += unit ? line.path("records").asLong() : 0;
      counted += unit ? 0 : line.path("records").asLong();
    }
    assertThat(counted).isBetween(all.size() / 150L, all.size() / 70L);
    assertThat(all.stream().filter(each -> each.value().contains("\"unit\":\"Hz\"")).count())
        .isEqualTo(wrongUnits);
    assertThat(all).anyMatch(each -> each.value().contains("\"firmware\":\"2.0.0\""));
    assertThat(all).anyMatch(each -> each.value().contains("\"withdrawn\":true"));
    assertThat(all).anyMatch(each -> each.value().contains("\"sent_at\":"));
  }

  @Test
  void trustedClock_isNeverOff_andNothingIsReceivedBeforeItWasMeasured() throws Exception {
    for (Sent each : play("trusted", 1, 3, 0.5, null)) {
      JsonNode json = JSON.readTree(each.value());
      assertThat(each.receivedMillis()).isGreaterThanOrEqualTo(json.path("time").asLong());
    }
  }

  private List<Sent> play(
      String scenario,
      long seed,
      int participants,
      double days,
      @org.jspecify.annotations.Nullable Path truth)
      throws Exception {
    List<Sent> sent = new ArrayList<>();
    var world = Scenarios.read(scenario);
    long from = world.start().toEpochMilli();
    Trial.Order order =
        new Trial.Order("S", participants, seed, from, from + (long) (days * DAY), true);
    try (TruthFiles files = truth == null ? null : new TruthFiles(truth)) {
      TruthLog log = files == null ? null : new TruthLog(files, "S");
      Trial trial = new Trial(world, order, log);
      trial.play(
          new Trial.Outlet() {
            @Override
            public boolean due(long receivedMillis) {
              return true;
            }

            @Override
            public void take(int person, byte[] key, long receivedMillis, byte[] value) {
              sent.add(new Sent(receivedMillis, new String(value, StandardCharsets.UTF_8)));
            }
          });
      if (files != null && log != null) {
        log.complete();
        TrialRun.malformed(files, trial.counts());
      }
    }
    return sent;
  }

  private static List<String> ofPerson(String id, List<Sent> all) {
    return all.stream()
        .map(Sent::value)
        .filter(value -> value.contains("\"participant\":\"" + id + "\""))
        .toList();
  }

  private static String key(JsonNode of, long deviceMillis) {
    return of.path("participant").asText()
        + of.path("device").asText()
        + of.path("channel").asText()
        + deviceMillis;
  }

  private List<JsonNode> lines(String file) throws IOException {
    Path path = directory.resolve(file);
    List<JsonNode> lines = new ArrayList<>();
    try (InputStream in = Files.newInputStream(path);
        InputStream unpacked = file.endsWith(".gz") ? new GZIPInputStream(in) : in;
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(unpacked, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(JSON.readTree(line));
      }
    }
    return lines;
  }
}
