package io.zeitgeber.bench.floor;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.bench.load.Hearts;
import io.zeitgeber.bench.load.Truth;
import org.junit.jupiter.api.Test;

class InPlaceTest {

  @Test
  void scan_ofManyParticipants_findsEachValueAndTime() {
    Hearts hearts = new Hearts(5000, 3);
    Truth truth = new Truth(hearts);
    InPlace scan = new InPlace();
    for (int i = 0; i < 20_000; i++) {
      hearts.advance();
      truth.take();
      assertThat(scan.deserialize("topic", hearts.json()).toString())
          .endsWith(" at " + hearts.timeMillis());
    }
    assertThat(scan.records()).isEqualTo(truth.records());
    assertThat(scan.sum()).isEqualTo(truth.sum());
  }
}
