package io.zeitgeber.persistence.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonTest {
  private static final int SEED = 7;

  @Test
  void time_ofAnyInstant_isAsTheLibraryWritesIt() {
    Random random = new Random(SEED);
    for (int round = 0; round < 20_000; round++) {
      long micros = random.nextLong() >> random.nextInt(8, 40);
      micros -= round % 3 == 0 ? micros % 1000 : round % 3 == 1 ? micros % 1_000_000 : 0;
      String library = Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
      assertThat(new Json().begin('{').time("t", micros).end('}').toString())
          .isEqualTo("{\"t\":\"" + library + "\"}");
    }
  }

  @Test
  void text_withWhatJsonForbids_isEscapedAndTheRestLeftAsItIs() {
    assertThat(new Json().begin('{').field("a", "\"x\\y\n\u0001é").end('}').toString())
        .isEqualTo("{\"a\":\"\\\"x\\\\y\\u000a\\u0001é\"}");
    assertThat(new Json().begin('{').field("a", "").field("b", "plain").end('}').toString())
        .isEqualTo("{\"a\":\"\",\"b\":\"plain\"}");
  }
}
