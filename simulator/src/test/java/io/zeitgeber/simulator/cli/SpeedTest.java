package io.zeitgeber.simulator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SpeedTest {

  @ParameterizedTest
  @CsvSource({"1x,1,false", "600x,600,true", "0.5X,0.5,false", "max,Infinity,true"})
  void speed_asWritten_isRead(String text, double factor, boolean aboveLive) {
    Speed speed = Speed.parse(text);
    assertThat(speed.factor()).isEqualTo(factor);
    assertThat(speed.aboveLive()).isEqualTo(aboveLive);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "0x", "-1x", "10", "fast", "NaNx"})
  void speed_ofAnotherForm_isRefused(String text) {
    assertThatThrownBy(() -> Speed.parse(text)).hasMessageContaining("MAX, or a factor");
  }

  @ParameterizedTest
  @CsvSource({"250ms,250", "90s,90000", "1h30m,5400000", "7d,604800000", "PT5M,300000"})
  void duration_asWritten_isRead(String text, long millis) {
    assertThat(TimeText.duration(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "0s", "-5s", "5 parsecs"})
  void duration_ofAnotherForm_isRefused(String text) {
    assertThatThrownBy(() -> TimeText.duration(text)).hasMessageContaining("no duration");
  }

  @Test
  void duration_inWords_isShort() {
    assertThat(TimeText.words(Duration.ofMinutes(90))).isEqualTo("1h 30m");
    assertThat(TimeText.words(Duration.ofMillis(1400))).isEqualTo("1.4s");
    assertThat(TimeText.words(Duration.ofDays(2))).isEqualTo("2d");
  }
}
