package io.zeitgeber.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SliceTest {

  /** Approved for ever: a participant that changed its slice would be read twice, or never. */
  @ParameterizedTest
  @CsvSource({"'', 9", "S1/P001, 15", "default/2347167796, 6", "Ä/x, 15"})
  void slice_isTheSameForEver(String entity, int slice) {
    assertThat(Slice.of(entity)).isEqualTo(slice);
  }

  @Test
  void slices_shareParticipantsEvenly() {
    int[] counts = new int[Slice.COUNT];
    for (int at = 0; at < 16_000; at++) {
      counts[Slice.of("S1/P" + at)]++;
    }
    for (int count : counts) {
      assertThat(count).isBetween(850, 1_150);
    }
  }
}
