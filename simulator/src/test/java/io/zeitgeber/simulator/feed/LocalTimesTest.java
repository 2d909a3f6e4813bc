package io.zeitgeber.simulator.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LocalTimesTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource({
    "4/12/2016 7:19:05 AM,   2016-04-12T07:19:05Z",
    "04/12/2016 07:19:05 pm, 2016-04-12T19:19:05Z",
    "4/12/2016 12:00:00 AM,  2016-04-12T00:00:00Z",
    "4/12/2016 12:59:59 PM,  2016-04-12T12:59:59Z",
    "4/12/2016 7:19 AM,      2016-04-12T07:19:00Z",
    "4/12/2016 19:19:05,     2016-04-12T19:19:05Z",
    "4/12/2016 0:00,         2016-04-12T00:00:00Z",
    "2016-04-12 19:19:05,    2016-04-12T19:19:05Z",
    "2016-04-12T19:19:05,    2016-04-12T19:19:05Z",
    "2/29/2016 7:00:00 AM,   2016-02-29T07:00:00Z",
    "4/12/2016,              2016-04-12T00:00:00Z",
    "12.4.2016 19:19:05,     2016-04-12T19:19:05Z",
    "2016/04/12 19:19,       2016-04-12T19:19:00Z",
    "2016-04-12 19:19:05.000, 2016-04-12T19:19:05Z"
  })
  void time_asExportsWriteIt_isRead(String text, String instant) {
    assertThat(read(new LocalTimes(ZoneOffset.UTC), text)).isEqualTo(instant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "4/12/16 7:19:00 AM",
        "13/1/2016 7:19:00 AM",
        "2/30/2016 7:19:00 AM",
        "2/29/2015 7:19:00 AM",
        "4/12/2016 13:19:00 PM",
        "4/12/2016 0:19:00 AM",
        "4/12/2016 24:00:00",
        "4/12/2016 7:60:00 AM",
        "4/12/2016 7:9:00 AM",
        "4/12/2016 7:19:00 XM",
        "4/12/2016 7:19:00 AM ?",
        "4/12/2016 7:19:00Z",
        "2016-04-12T07:19:00+02:00",
        "4/12/9016 7:19:00 AM",
        "4-12/2016 7:19:00 AM"
      })
  void time_thatWouldBeAGuess_isNone(String text) {
    assertThat(read(new LocalTimes(ZoneOffset.UTC), text)).isEqualTo("none");
  }

  @Test
  void hour_thatOccursTwice_takesTheFirstReading() {
    LocalTimes times = new LocalTimes(BERLIN);
    assertThat(read(times, "10/30/2016 1:59:59 AM")).isEqualTo("2016-10-29T23:59:59Z");
    assertThat(times.ambiguous()).isZero();
    assertThat(read(times, "10/30/2016 2:00:00 AM")).isEqualTo("2016-10-30T00:00:00Z");
    assertThat(read(times, "10/30/2016 2:59:59 AM")).isEqualTo("2016-10-30T00:59:59Z");
    assertThat(times.ambiguous()).isEqualTo(2);
    assertThat(read(times, "10/30/2016 3:00:00 AM")).isEqualTo("2016-10-30T02:00:00Z");
    assertThat(times.ambiguous()).isEqualTo(2);
    assertThat(times.missing()).isZero();
  }

  @Test
  void hour_thatIsSkipped_shiftsForward() {
    LocalTimes times = new LocalTimes(BERLIN);
    assertThat(read(times, "3/27/2016 1:59:59 AM")).isEqualTo("2016-03-27T00:59:59Z");
    assertThat(read(times, "3/27/2016 2:30:00 AM")).isEqualTo("2016-03-27T01:30:00Z");
    assertThat(read(times, "3/27/2016 3:00:00 AM")).isEqualTo("2016-03-27T01:00:00Z");
    assertThat(times.missing()).isEqualTo(1);
    assertThat(times.ambiguous()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC"})
  void times_inAnyZone_areThoseOfTheJdk(String zone) {
    LocalTimes times = new LocalTimes(ZoneId.of(zone));
    DateTimeFormatter format = DateTimeFormatter.ofPattern("M/d/yyyy h:mm:ss a", Locale.US);
    Random random = new Random(7);
    LocalDateTime local = LocalDateTime.of(2011, 1, 1, 0, 0);
    for (int i = 0; i < 40_000; i++) {
      local = local.plusSeconds(random.nextInt(7200));
      String expected =
          local.atZone(ZoneId.of(zone)).withEarlierOffsetAtOverlap().toInstant().toString();
      assertThat(read(times, format.format(local))).as(local.toString()).isEqualTo(expected);
    }
  }

  private static String read(LocalTimes times, String text) {
    byte[] line = ("x" + text + ",").getBytes(StandardCharsets.UTF_8);
    long second = times.read(line, 1, line.length - 1);
    return second == LocalTimes.NONE ? "none" : Instant.ofEpochSecond(second).toString();
  }
}
