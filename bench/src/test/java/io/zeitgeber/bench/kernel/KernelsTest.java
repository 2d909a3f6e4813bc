package io.zeitgeber.bench.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Outcome;
import io.zeitgeber.persistence.journal.StoredEntry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The kernels do the work that they are said to measure. */
class KernelsTest {
  private static final int EACH = 256;

  @Test
  void step_ofEighteenHours_closesEveryMinuteAndRaisesAlerts() {
    List<Fact> facts =
        new Beats(EACH).outcomes().stream().map(Outcome::facts).flatMap(List::stream).toList();

    assertThat(facts)
        .filteredOn(fact -> fact instanceof Fact.WindowClosed)
        .hasSizeGreaterThan(1_000);
    assertThat(facts).filteredOn(fact -> fact instanceof Fact.AlertRaised).isNotEmpty();
    assertThat(facts).filteredOn(fact -> fact instanceof Fact.Refused).isEmpty();
  }

  @Test
  void step_cutDifferently_givesTheSameFacts() {
    assertThat(facts(EACH)).isEqualTo(facts(16));
  }

  private static List<Fact> facts(int each) {
    return new Beats(each).outcomes().stream().map(Outcome::facts).flatMap(List::stream).toList();
  }

  @Test
  void encode_ofEveryStep_isChainedSealedAndShorterThanItsColumns() {
    EncodeKernel kernel = new EncodeKernel();
    kernel.each = EACH;
    kernel.steps();

    List<StoredEntry> entries = kernel.sealed();

    assertThat(entries).hasSize(Beats.SAMPLES / EACH);
    kernel.chain();
    long bytes = entries.stream().mapToLong(entry -> entry.payload().length).sum();
    assertThat(bytes / (double) Beats.SAMPLES).isBetween(1.0, 8.0);
  }

  @Test
  void decode_ofTheCommonForm_takesEveryRecord() {
    DecodeKernel kernel = new DecodeKernel();
    kernel.records();

    assertThat(kernel.inPlace()).isEqualTo(60_000);
    assertThat(kernel.strict()).isEqualTo(60_000);
    assertThat(kernel.share()).hasSize(500);
  }
}
