package io.zeitgeber.bench.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CurveTest {

  @Test
  void rate_betweenReadings_isTakenFromStraightLines() {
    Curve curve = new Curve();
    curve.add(0, 0);
    curve.add(1_000_000_000L, 100);
    curve.add(1_500_000_000L, 100);
    curve.add(2_000_000_000L, 300);
    assertThat(curve.nanosAt(50)).isEqualTo(500_000_000L);
    assertThat(curve.nanosAt(200)).isEqualTo(1_500_000_000L);
    assertThat(curve.perSecond(50, 200)).isCloseTo(150, within(1e-9));
    assertThat(curve.firstNanos()).isEqualTo(1_000_000_000L);
    assertThatThrownBy(() -> curve.nanosAt(301)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void metrics_ofANode_areSummedAndBounded() {
    Metrics metrics =
        new Metrics(
            """
            # TYPE a_total counter
            a_total{fate="x"} 3.0
            a_total{fate="y"} 4.0
            a_total_more 9.0
            h_seconds_bucket{le="0.1"} 90
            h_seconds_bucket{le="0.5"} 99
            h_seconds_bucket{le="+Inf"} 100
            h_seconds_count 100
            """);
    assertThat(metrics.sum("a_total")).isEqualTo(7);
    assertThat(metrics.sum("a_total", "fate=\"y\"")).isEqualTo(4);
    assertThat(metrics.quantile("h_seconds", 0.99)).isEqualTo(0.5);
    assertThat(metrics.quantile("none_seconds", 0.99)).isZero();
  }
}
