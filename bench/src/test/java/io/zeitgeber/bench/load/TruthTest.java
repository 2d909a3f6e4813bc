package io.zeitgeber.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.bench.job.HeartRate;
import io.zeitgeber.bench.job.HeartRateReader;
import io.zeitgeber.bench.job.Outcome;
import io.zeitgeber.bench.job.Threshold;
import io.zeitgeber.bench.job.Vitals;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The truth and the job were written apart: where they agree, both read the rule the same way. */
class TruthTest {
  private static final int PARTICIPANTS = 20;
  private static final int RECORDS = 40_000;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void alerts_ofAnySeed_areThoseOfTheJob(long seed) throws IOException {
    Hearts hearts = new Hearts(PARTICIPANTS, seed);
    Truth truth = new Truth(hearts);
    Map<Alert, Integer> said = new HashMap<>();
    Map<String, Vitals> states = new HashMap<>();
    HeartRateReader reader = new HeartRateReader();
    HeartRate record = new HeartRate();
    for (int i = 0; i < RECORDS; i++) {
      hearts.advance();
      truth.take();
      reader.read(hearts.json(), record);
      Threshold bounds = new Threshold(hearts.high(hearts.participant()), 40);
      states
          .computeIfAbsent(record.source, _ -> new Vitals())
          .take(record.timeMillis, record.value, bounds, saying(record.source, bounds, said));
    }

    assertThat(truth.expected()).hasSizeGreaterThan(100);
    assertThat(Verdict.of(truth.expected(), said).isRight()).isTrue();
  }

  private static Vitals.Conclusions saying(
      String source, Threshold bounds, Map<Alert, Integer> said) {
    return new Vitals.Conclusions() {
      @Override
      public void alert(boolean raised, boolean high, long atMillis, double mean, int samples) {
        Outcome outcome = Outcome.alert(source, raised, high, atMillis, mean, samples, bounds);
        try {
          Alert.read(outcome.valueBytes()).ifPresent(alert -> said.merge(alert, 1, Integer::sum));
        } catch (IOException wrong) {
          throw new AssertionError(outcome.json(), wrong);
        }
      }

      @Override
      public void minute(
          long startMillis, int count, double sum, double squares, double least, double most) {
        assertThat(count).isBetween(1, 60);
        assertThat(startMillis % 60_000).isZero();
        assertThat(sum).isBetween(count * least, count * most);
      }
    };
  }

  @Test
  void samples_ofAnyone_lieAwayFromTheWholeSecond() {
    Hearts hearts = new Hearts(100, 7);
    for (int i = 0; i < 10_000; i++) {
      hearts.advance();
      assertThat(hearts.timeMillis() % 1000).isBetween(300L, 720L);
      assertThat(hearts.stampMillis() - hearts.timeMillis()).isBetween(60L, 200L);
    }
  }

  @Test
  void hearts_ofOneSeed_beatTheSame() {
    Hearts one = new Hearts(13, 5);
    Hearts other = new Hearts(13, 5);
    for (int i = 0; i < 1000; i++) {
      one.advance();
      other.advance();
      assertThat(one.json()).isEqualTo(other.json());
    }
    assertThat(new String(one.json(), StandardCharsets.UTF_8))
        .startsWith("{\"study\":\"S1\",\"participant\":\"P0000")
        .contains("\"channel\":\"heart_rate\",\"time\":17675");
  }

  @Test
  void state_writtenAndRead_goesOnTheSame() {
    Map<Alert, Integer> said = new HashMap<>();
    Threshold bounds = new Threshold(100, 40);
    Vitals whole = new Vitals();
    Vitals passed = new Vitals();
    Map<Alert, Integer> saidPassed = new HashMap<>();
    for (int second = 0; second < 600; second++) {
      long at = Hearts.START_MILLIS + second * 1000L + 500;
      double value = second / 100 % 2 == 0 ? 70 : 130;
      whole.take(at, value, bounds, saying("P1/w", bounds, said));
      passed.take(at, value, bounds, saying("P1/w", bounds, saidPassed));
      Vitals next = new Vitals();
      next.set(passed);
      passed = next;
    }
    assertThat(saidPassed).isEqualTo(said).hasSize(5);
    assertThat(passed.toBytes()).isEqualTo(whole.toBytes());
  }
}
