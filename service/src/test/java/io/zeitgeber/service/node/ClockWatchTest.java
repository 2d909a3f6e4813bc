package io.zeitgeber.service.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ClockWatchTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<String> audit = new ArrayList<>();

  @Test
  void clockMoreThanTwoSecondsApart_isAMetricAndALineOfTheAudit() {
    look(Duration.ofMillis(-2_500), Duration.ofMillis(1_900));
    assertThat(audit)
        .containsExactly(
            "clock/postgresql: the clock of postgresql is 2.5 s behind this node's: set both by"
                + " NTP");
    assertThat(ahead("postgresql")).isEqualTo(-2.5);
    assertThat(ahead("kafka")).isEqualTo(1.9);
  }

  @Test
  void clockThatCannotBeAsked_isNotKnown() {
    try (ClockWatch watch =
        new ClockWatch(
            Map.of(
                "kafka",
                () -> {
                  throw new IllegalStateException("away");
                }),
            meters,
            (what, detail) -> audit.add(what))) {
      watch.look();
    }
    assertThat(ahead("kafka")).isNaN();
    assertThat(audit).isEmpty();
  }

  private void look(Duration postgresql, Duration kafka) {
    try (ClockWatch watch =
        new ClockWatch(
            Map.of("postgresql", () -> postgresql, "kafka", () -> kafka),
            meters,
            (what, detail) -> audit.add(what + ": " + detail))) {
      watch.look();
      assertThat(ahead("postgresql")).isNotNaN();
    }
  }

  private double ahead(String of) {
    return meters.get("zeitgeber.clock.ahead.seconds").tag("of", of).gauge().value();
  }
}
