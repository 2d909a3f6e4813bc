package io.zeitgeber.service.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ObservationIntakeTest {
  private static final int SLICE_BYTES = 20_000;

  private final ObservationIntake intake = new ObservationIntake(Set.of());

  @Test
  void fewParticipants_aSliceIsFullWhereItSaysSo() {
    int records = untilFull(3);

    assertThat(intake.gatheredBytes()).isBetween((long) SLICE_BYTES, SLICE_BYTES + 200L);
    assertThat(records).isGreaterThan(3 * 64);
  }

  @Test
  void manyParticipants_aSliceGoesOn_untilEachHasEnough_orItIsEightTimesAsLarge() {
    int records = untilFull(8);

    assertThat(records).isEqualTo(8 * 64);
    assertThat(intake.gatheredBytes()).isGreaterThan(2L * SLICE_BYTES);

    intake.cut();
    untilFull(5_000);

    assertThat(intake.gatheredBytes()).isBetween(8L * SLICE_BYTES, 8L * SLICE_BYTES + 200L);
  }

  private int untilFull(int participants) {
    int records = 0;
    while (!intake.isFull(SLICE_BYTES)) {
      String json =
          """
          {"participant":"P%d","device":"watch-1","channel":"heart_rate",\
          "time":"2026-01-05T08:00:%02dZ","value":70}\
          """
              .formatted(records % participants, records % 60);
      intake.deserializer().deserialize("observations", json.getBytes(StandardCharsets.UTF_8));
      records++;
    }
    return records;
  }
}
