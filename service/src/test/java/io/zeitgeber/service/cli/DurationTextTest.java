package io.zeitgeber.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class DurationTextTest {
  private final DurationText text = new DurationText();

  @ParameterizedTest
  @CsvSource({"250ms,PT0.25S", "30s,PT30S", "5m,PT5M", "2h,PT2H", "1d,PT24H"})
  void duration_asPeopleTypeIt_isRead(String typed, String iso) {
    assertThat(text.convert(typed)).isEqualTo(Duration.parse(iso));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "s", "-5s", "1.5h", "9999999999d"})
  void rubbish_isRefusedWithExamples(String typed) {
    assertThatThrownBy(() -> text.convert(typed))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("write 30s");
  }
}
