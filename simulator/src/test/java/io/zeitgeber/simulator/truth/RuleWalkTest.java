package io.zeitgeber.simulator.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The published rule, case by case. Times are seconds after a whole ten seconds. */
final class RuleWalkTest {
  private static final long START = 1_767_571_200_000L;

  private final List<TrueAlert> ended = new ArrayList<>();
  private final RuleWalk rule = new RuleWalk("S", "P", "D", 120, 40, ended::add);

  @Test
  void meanAboveTheLimit_raisesAtTheTThatALaterSamplePasses() {
    sample(1, 130);
    sample(6, 130);
    sample(9, 130);
    sample(10, 130);
    assertThat(ended).isEmpty();
    // Passes t = 10, at which four samples in (-50, 10] decide.
    sample(11, 130);
    rule.end();
    assertThat(ended)
        .containsExactly(
            new TrueAlert(
                "S",
                "P",
                "D",
                "high-heart-rate",
                START + 10_000,
                TrueAlert.UNRESOLVED,
                130,
                START + 11_000));
  }

  @Test
  void fewerThanThreeSamples_decideNothing() {
    sample(1, 200);
    sample(9, 200);
    sample(75, 200);
    rule.end();
    assertThat(ended).isEmpty();
  }

  @Test
  void alert_resolvesWhenTheMeanIsBackByTheMargin() {
    for (int s = 1; s < 60; s += 5) {
      sample(s, 130);
    }
    for (int s = 61; s < 400; s += 5) {
      sample(s, 116);
    }
    for (int s = 401; s < 520; s += 5) {
      sample(s, 100);
    }
    rule.end();
    assertThat(ended).hasSize(1);
    // Within 116 it stays; the first t with a mean of at most 115 has one sample of 100 in twelve.
    assertThat(ended.getFirst().resolvedMillis()).isEqualTo(START + 410_000);
  }

  @Test
  void gap_decidesNothing_andLeavesTheAlertOpen() {
    for (int s = 1; s < 60; s += 5) {
      sample(s, 130);
    }
    for (int s = 7201; s < 7260; s += 5) {
      sample(s, 80);
    }
    rule.end();
    assertThat(ended).hasSize(1);
    assertThat(ended.getFirst().resolvedMillis()).isEqualTo(START + 7_220_000);
  }

  @Test
  void lowAndHigh_areIndependent() {
    for (int s = 1; s < 120; s += 5) {
      sample(s, 30);
    }
    for (int s = 121; s < 300; s += 5) {
      sample(s, 150);
    }
    rule.end();
    assertThat(ended)
        .extracting(TrueAlert::rule)
        .containsExactly("low-heart-rate", "high-heart-rate");
  }

  private void sample(int second, double value) {
    rule.sample(START + second * 1000L, value, START + second * 1000L);
  }
}
