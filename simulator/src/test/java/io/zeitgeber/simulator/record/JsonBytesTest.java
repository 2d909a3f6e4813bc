package io.zeitgeber.simulator.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonBytesTest {

  @ParameterizedTest
  @ValueSource(
      longs = {0, 7, 10, 99, 100, 1_460_409_420_000L, -1, -100, Long.MAX_VALUE, Long.MIN_VALUE})
  void number_whole_isWrittenAsJavaWritesIt(long number) {
    assertThat(new JsonBytes().number(number)).hasToString(Long.toString(number));
  }

  @ParameterizedTest
  @CsvSource({
    "1460409420000000, 1460409420000",
    "1460409420000500, 1460409420000.5",
    "1460409420000050, 1460409420000.05",
    "1460409420000007, 1460409420000.007",
    "1460409420000070, 1460409420000.07",
    "0, 0"
  })
  void micros_asMillis_keepTheirFraction(long micros, String millis) {
    assertThat(new JsonBytes().millis(micros)).hasToString(millis);
  }

  @Test
  void text_withQuotesControlsAndLetters_survivesAParser() throws Exception {
    String text = "a\"b\\c\nd\u0001e\u00e9\uD83D\uDE00";
    String json = new JsonBytes().text(text).toString();
    assertThat(new ObjectMapper().readTree(json).asText()).isEqualTo(text);
  }

  @Test
  void fields_ofAnObject_areSeparated() {
    assertThat(new JsonBytes().raw("{").field("a").number(1L).field("b").number(2.5).raw("}"))
        .hasToString("{\"a\":1,\"b\":2.5}");
  }
}
