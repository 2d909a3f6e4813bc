package io.zeitgeber.service.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.zeitgeber.service.chaos.ServiceProcess.Setup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Real heart rates through the real service: the alerts that come out of Kafka are, one for one,
 * those of a straight calculation that reads the rows and knows nothing of panes or windows.
 */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Infrastructure.STEADY)
final class RealRecordingTest {
  private static final Path FILE =
      Path.of(System.getProperty("zeitgeber.root", ".."))
          .resolve("../shared/data/fitabase/heartrate_seconds.csv.gz");
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("M/d/yyyy h:mm:ss a", Locale.US);
  private static final String NAME = "real";

  private record Row(String participant, long seconds, int value) {}

  private final Infrastructure at = Infrastructure.steady();

  @Test
  void recordedHeartRates_throughTheService_alertsOfAStraightCalculation_nobodySilentButInGaps()
      throws Exception {
    Assumptions.assumeTrue(Files.exists(FILE), () -> "no recording at " + FILE);
    List<Row> rows = read();
    at.createDatabase(NAME);
    Setup setup = new Setup(at, NAME, NAME, List.of("obs-real"), "");
    Progress progress = new Progress(setup);
    Map<String, List<String>> expected = straight(rows);
    ServiceProcess service = ServiceProcess.start(setup, "a").awaitReady();
    try (KafkaProducer<byte[], byte[]> producer = Load.producer(at)) {
      Load.keyed(producer, "obs-real", rows.stream().map(RealRecordingTest::record).toList());
      progress.awaitAllReceipted(Infrastructure.PATIENCE);
      await("all alerts are delivered")
          .atMost(Infrastructure.PATIENCE)
          .untilAsserted(() -> assertThat(delivered(progress, setup)).isEqualTo(expected));
      assertThat(service.cli("rebuild", "windows")).as("rebuilt from zero: the same").isZero();
      String again = setup.alerts() + "-again";
      assertThat(
              service.cli(
                  "rebuild", "alerts", "--to-topic", again, "--alerts-topic", setup.alerts()))
          .as("rebuilt from zero: the same, in the same order")
          .isZero();
    } finally {
      assertThat(service.stop()).isEqualTo(143);
    }
    assertThat(progress.received()).isEqualTo(rows.size());
    assertThat(silences(progress, setup)).isEqualTo(gaps(rows));
    assertThat(History.of(at, NAME).refused()).isZero();
  }

  private static List<Row> read() throws IOException {
    List<Row> rows = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(FILE)), StandardCharsets.UTF_8))) {
      lines.readLine();
      String line;
      while ((line = lines.readLine()) != null) {
        List<String> cells = List.of(line.split(",", -1));
        long seconds = LocalDateTime.parse(cells.get(1), LOCAL).toEpochSecond(ZoneOffset.UTC);
        rows.add(new Row(cells.get(0), seconds, Integer.parseInt(cells.get(2))));
      }
    }
    rows.sort(Comparator.comparingLong(Row::seconds));
    return rows;
  }

  private static Load.Sent record(Row row) {
    return new Load.Sent(
        row.participant(),
        row.seconds() * 1000,
        "{\"participant\":\"%s\",\"device\":\"fitbit\",\"time\":%d,\"bpm\":%d}"
            .formatted(row.participant(), row.seconds() * 1000, row.value()));
  }

  /** The rule as the contract says it, from the rows alone: "t lifecycle mean samples". */
  private static Map<String, List<String>> straight(List<Row> rows) {
    Map<String, List<Row>> byParticipant = new TreeMap<>();
    for (Row row : rows) {
      byParticipant.computeIfAbsent(row.participant(), _ -> new ArrayList<>()).add(row);
    }
    Map<String, List<String>> alerts = new TreeMap<>();
    byParticipant.forEach(
        (participant, own) -> {
          List<String> mine = new ArrayList<>();
          boolean high = false;
          boolean low = false;
          for (int i = 1; i < own.size(); i++) {
            long from = own.get(i - 1).seconds();
            for (long t = Math.ceilDiv(from, 10) * 10; t < own.get(i).seconds(); t += 10) {
              if (t - 60 >= from) {
                break; // nothing is left in the window, and nothing will be before the next row
              }
              long sum = 0;
              int count = 0;
              for (int k = i - 1; k >= 0 && own.get(k).seconds() > t - 60; k--) {
                sum += own.get(k).value();
                count++;
              }
              if (count < 3) {
                continue;
              }
              double mean = (double) sum / count;
              if (high && mean <= 115) {
                high = false;
                mine.add(t + " resolved " + mean + " " + count);
              }
              if (low && mean >= 45) {
                low = false;
                mine.add(t + " resolved " + mean + " " + count);
              }
              if (!high && mean > 120) {
                high = true;
                mine.add(t + " raised " + mean + " " + count);
              }
              if (!low && mean < 40) {
                low = true;
                mine.add(t + " raised " + mean + " " + count);
              }
            }
          }
          if (!mine.isEmpty()) {
            alerts.put(participant, mine);
          }
        });
    return alerts;
  }

  /**
   * Watches that lay in a drawer for more than 36 h: the rows' own gaps and no others. That it is
   * years later now makes nobody silent.
   */
  private static Map<String, List<String>> gaps(List<Row> rows) {
    Map<String, List<String>> gaps = new TreeMap<>();
    Map<String, Long> last = new TreeMap<>();
    for (Row row : rows) {
      Long before = last.put(row.participant(), row.seconds());
      if (before != null && row.seconds() - before >= 36 * 3600) {
        List<String> mine = gaps.computeIfAbsent(row.participant(), _ -> new ArrayList<>());
        mine.add((before + 36 * 3600) + " raised");
        mine.add(row.seconds() + " resolved");
      }
    }
    return gaps;
  }

  private static Map<String, List<String>> silences(Progress progress, Setup setup)
      throws IOException {
    Map<String, List<String>> silences = new TreeMap<>();
    for (JsonNode alert : progress.committed(setup.alerts())) {
      if (alert.get("rule").asText().equals("no-data")) {
        silences
            .computeIfAbsent(alert.get("participant").asText(), _ -> new ArrayList<>())
            .add(
                java.time.Instant.parse(alert.get("event_time").asText()).getEpochSecond()
                    + " "
                    + alert.get("lifecycle").asText());
      }
    }
    return silences;
  }

  private static Map<String, List<String>> delivered(Progress progress, Setup setup)
      throws IOException {
    Map<String, List<String>> alerts = new TreeMap<>();
    for (JsonNode alert : progress.committed(setup.alerts())) {
      if (!alert.get("kind").asText().equals("physiology")) {
        continue;
      }
      alerts
          .computeIfAbsent(alert.get("participant").asText(), _ -> new ArrayList<>())
          .add(
              java.time.Instant.parse(alert.get("event_time").asText()).getEpochSecond()
                  + " "
                  + alert.get("lifecycle").asText()
                  + " "
                  + alert.get("value").asDouble()
                  + " "
                  + alert.get("samples").asInt());
    }
    return alerts;
  }
}
