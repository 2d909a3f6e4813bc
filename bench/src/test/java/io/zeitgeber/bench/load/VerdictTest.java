package io.zeitgeber.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class VerdictTest {
  private static final Alert RAISED = new Alert("P1", true, 10_000);
  private static final Alert RESOLVED = new Alert("P1", false, 90_000);

  @Test
  void verdict_ofEachAlertOnce_isRight() {
    assertThat(Verdict.of(Map.of(RAISED, 5L, RESOLVED, 9L), Map.of(RAISED, 1, RESOLVED, 1)))
        .isEqualTo(new Verdict(2, 2, 0, 0, 0))
        .matches(Verdict::isRight);
  }

  @Test
  void verdict_ofMissingRepeatedOrInventedAlerts_namesThem() {
    Alert invented = new Alert("P2", true, 10_000);
    Verdict verdict = Verdict.of(Map.of(RAISED, 5L, RESOLVED, 9L), Map.of(RAISED, 3, invented, 1));
    assertThat(verdict).isEqualTo(new Verdict(2, 1, 1, 1, 2));
    assertThat(verdict.isRight()).isFalse();
  }

  @Test
  void alert_ofAnotherRule_isNone() throws IOException {
    assertThat(alert("{\"lifecycle\":\"raised\",\"rule\":\"low-battery\"}")).isEmpty();
    assertThat(alert("{\"lifecycle\":\"acknowledged\",\"rule\":\"high-heart-rate\"}")).isEmpty();
    assertThat(
            alert(
                "{\"lifecycle\":\"raised\",\"participant\":\"P1\",\"rule\":\"high-heart-rate\","
                    + "\"event_time\":\"1970-01-01T00:00:10Z\",\"origins\":[{\"records\":1}]}"))
        .contains(RAISED);
  }

  private static java.util.Optional<Alert> alert(String json) throws IOException {
    return Alert.read(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void count_withUnit_isExact() {
    assertThat(new Count().convert("10M")).isEqualTo(10_000_000);
    assertThat(new Count().convert("1.5k")).isEqualTo(1500);
    assertThat(new Count().convert("7")).isEqualTo(7);
    assertThatThrownBy(() -> new Count().convert("-1")).isInstanceOf(TypeConversionException.class);
    assertThat(new Span().convert("90s")).isEqualTo(Duration.ofSeconds(90));
    assertThatThrownBy(() -> new Span().convert("90")).isInstanceOf(TypeConversionException.class);
  }
}
