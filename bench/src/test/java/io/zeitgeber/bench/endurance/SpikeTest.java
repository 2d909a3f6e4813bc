package io.zeitgeber.bench.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.bench.latency.Delays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpikeTest {
  private static final Delays CALM = p99(40);

  private static Delays p99(double millis) {
    return new Delays(100, 10, 20, millis, millis, millis);
  }

  @Test
  void spike_afterWhichLatencyFalls_isBackWhenNoLaterStretchIsWorse() {
    assertThat(SpikeCommand.backS(CALM, List.of(p99(900), p99(60), p99(300), p99(90), p99(50))))
        .isEqualTo(15);
  }

  @Test
  void spike_afterWhichLatencyStays_isNotBack() {
    assertThat(SpikeCommand.backS(CALM, List.of(p99(60), p99(400)))).isInfinite();
  }

  @Test
  void spike_withoutAnAlertInAStretch_isNotKnownToBeOver() {
    assertThat(SpikeCommand.backS(CALM, List.of(p99(60), Delays.NONE))).isNaN();
    assertThat(SpikeCommand.backS(Delays.NONE, List.of(p99(60)))).isNaN();
  }
}
