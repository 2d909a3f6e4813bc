package io.zeitgeber.participant.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.observation.Source;
import io.zeitgeber.participant.rule.Alert;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * The heart-rate rule on real recordings, alert for alert against a straight calculation that reads
 * the file and goes over plain arrays: no pane, no sum, no state of ours.
 */
final class FitabaseAlertsTest {
  private static final Path FILE =
      Path.of(
          System.getProperty("zeitgeber.root", ".."),
          "../shared/data/fitabase/heartrate_seconds.csv.gz");

  private static final int ROWS_PER_BATCH = 487;

  @Test
  void alerts_ofTheRecordings_equalThoseOfAStraightCalculation() throws IOException {
    assumeThat(FILE).as("recordings beside the repository").exists();
    Map<String, Series> recordings = recordings();
    Map<String, Long> raised = new TreeMap<>();
    for (Map.Entry<String, Series> recording : recordings.entrySet()) {
      List<Decision> ours = stepped(recording.getKey(), recording.getValue());
      assertThat(ours).isEqualTo(calculated(recording.getValue()));
      raised.put(recording.getKey(), ours.stream().filter(Decision::raised).count());
    }
    boolean contract = recordings.keySet().equals(Set.of("2347167796", "4020332650", "6117666160"));
    assumeThat(contract).as("exactly the three recordings of the contract").isTrue();
    assertThat(recordings.values().stream().mapToInt(series -> series.size).sum())
        .isEqualTo(597_043);
    assertThat(raised).isEqualTo(Map.of("2347167796", 66L, "4020332650", 36L, "6117666160", 22L));
  }

  private static List<Decision> calculated(Series series) {
    List<Decision> decisions = new ArrayList<>();
    boolean high = false;
    boolean low = false;
    for (int arrived = 1; arrived < series.size; arrived++) {
      long before = series.seconds[arrived - 1];
      for (long t = (before + 9) / 10 * 10;
          t < series.seconds[arrived] && t < before + 60;
          t += 10) {
        long sum = 0;
        int samples = 0;
        for (int at = arrived; at >= 0 && series.seconds[at] > t - 60; at--) {
          if (series.seconds[at] <= t) {
            sum += series.beats[at];
            samples++;
          }
        }
        double mean = (double) sum / samples;
        if (samples < 3) {
          continue;
        }
        if (high && mean <= 115) {
          decisions.add(new Decision(false, "high-heart-rate", t, mean, samples));
        }
        if (low && mean >= 45) {
          decisions.add(new Decision(false, "low-heart-rate", t, mean, samples));
        }
        if (!high && mean > 120) {
          decisions.add(new Decision(true, "high-heart-rate", t, mean, samples));
        }
        if (!low && mean < 40) {
          decisions.add(new Decision(true, "low-heart-rate", t, mean, samples));
        }
        high = high ? mean > 115 : mean > 120;
        low = low ? mean < 45 : mean < 40;
      }
    }
    return decisions;
  }

  private static List<Decision> stepped(String id, Series series) {
    Participant participant = Participant.unknown("default", id, Protocols.OPEN);
    List<Decision> decisions = new ArrayList<>();
    for (int from = 0; from < series.size; from += ROWS_PER_BATCH) {
      Batch batch = series.batch(from, Math.min(series.size, from + ROWS_PER_BATCH));
      Outcome outcome = Step.step(participant, new Input.Observed(batch));
      participant = outcome.after();
      for (Fact fact : outcome.facts()) {
        if (fact instanceof Fact.AlertRaised(Alert alert)) {
          decisions.add(Decision.of(true, alert));
        } else if (fact instanceof Fact.AlertResolved(Alert alert, long _)) {
          decisions.add(Decision.of(false, alert));
        } else {
          assertThat(fact).isInstanceOfAny(Fact.WindowClosed.class, TimelineFact.class);
        }
      }
    }
    assertThat(participant.arrivals()).isEqualTo(series.size);
    assertThat(participant.openAlerts()).isEmpty();
    return decisions;
  }

  @Test
  void firstAlert_isTheContracts() throws IOException {
    assumeThat(FILE).as("recordings beside the repository").exists();
    Series series = recordings().get("2347167796");
    assumeThat(series).as("recording of 2347167796").isNotNull();
    Decision first = stepped("2347167796", Objects.requireNonNull(series)).getFirst();
    long t = Instant.parse("2016-04-12T08:40:40Z").getEpochSecond();
    assertThat(first).isEqualTo(new Decision(true, "high-heart-rate", t, 1402.0 / 11, 11));
  }

  private static Map<String, Series> recordings() throws IOException {
    Map<String, Series> recordings = new TreeMap<>();
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(FILE), 1 << 16),
                    StandardCharsets.US_ASCII));
        Stream<String> rows = lines.lines().skip(1)) {
      rows.forEach(
          row -> {
            int first = row.indexOf(',');
            int second = row.indexOf(',', first + 1);
            recordings
                .computeIfAbsent(row.substring(0, first), _ -> new Series())
                .add(
                    seconds(row.substring(first + 1, second)),
                    Integer.parseInt(row.substring(second + 1)));
          });
    }
    return recordings;
  }

  /** {@code M/D/YYYY h:mm:ss AM/PM}, read as UTC. */
  private static long seconds(String local) {
    int[] parts =
        Arrays.stream(local.split("[/ :]")).limit(6).mapToInt(Integer::parseInt).toArray();
    int hour = parts[3] % 12 + (local.endsWith("PM") ? 12 : 0);
    return LocalDateTime.of(parts[2], parts[0], parts[1], hour, parts[4], parts[5])
        .toEpochSecond(ZoneOffset.UTC);
  }

  /** What was decided at one instant; t in seconds. */
  private record Decision(boolean raised, String rule, long t, double mean, int samples) {
    static Decision of(boolean raised, Alert alert) {
      long t = alert.eventMicros() / 1_000_000;
      return new Decision(raised, alert.rule(), t, alert.value(), alert.samples());
    }
  }

  /** One participant's samples in the order of the file. */
  private static final class Series {
    private static final UUID TOPIC = new UUID(7, 7);
    private long[] seconds = new long[1 << 16];
    private int[] beats = new int[1 << 16];
    private int size;

    void add(long second, int beat) {
      if (size == seconds.length) {
        seconds = Arrays.copyOf(seconds, size * 2);
        beats = Arrays.copyOf(beats, size * 2);
      }
      seconds[size] = second;
      beats[size++] = beat;
    }

    Batch batch(int from, int to) {
      Batch.Builder batch = new Batch.Builder(TOPIC, "observations", 3, false, Originals.NONE);
      int source = batch.source(new Source("fitbit", "heart_rate"));
      for (int at = from; at < to; at++) {
        long micros = seconds[at] * 1_000_000;
        batch.record(at, micros, source, micros).value(beats[at]);
      }
      return batch.build();
    }
  }
}
