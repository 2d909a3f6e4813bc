package io.zeitgeber.service.decode;

import static org.assertj.core.api.Assertions.fail;

import io.zeitgeber.participant.observation.Refusal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class InstantsTest {
  @Test
  void everyDay_from1827To2112_isWhereTheCalendarHasIt() {
    Instants instants = new Instants();
    LocalDate end = LocalDate.of(2112, 9, 17);
    for (LocalDate day = LocalDate.of(1827, 4, 19); day.isBefore(end); day = day.plusDays(1)) {
      Refusal refusal = instants.rfc3339(day + "T00:00:00Z");
      if (refusal != null || instants.micros() != day.toEpochDay() * 86_400_000_000L) {
        fail(day + " is read as " + instants.micros() + ", " + refusal);
      }
    }
  }

  @Test
  void generatedTimes_areReadAsTheLibraryReadsThem() {
    Random random = new Random(3);
    Instants instants = new Instants();
    for (int i = 0; i < 30_000; i++) {
      String text =
          String.join(
              "",
              two(1900 + random.nextInt(200)),
              "-",
              two(random.nextInt(14)),
              "-",
              two(random.nextInt(33)),
              "T",
              two(random.nextInt(25)),
              ":",
              two(random.nextInt(61)),
              ":",
              two(random.nextInt(62)),
              random.nextBoolean() ? "" : "." + random.nextInt(1_000_000_000),
              random.nextBoolean() ? "Z" : "+" + two(random.nextInt(18)) + ":30");
      Refusal refusal = instants.rfc3339(text);
      try {
        long floored = Math.floorDiv(OffsetDateTime.parse(text).getNano(), 1000);
        long seconds = OffsetDateTime.parse(text).toEpochSecond();
        if (refusal != null || instants.micros() != seconds * 1_000_000 + floored) {
          fail(text + " is read as " + instants.micros() + ", " + refusal);
        }
      } catch (DateTimeException _) {
        if (refusal != Refusal.BAD_TIME) {
          fail(text + " is no time");
        }
      }
    }
  }

  private static String two(int number) {
    return number < 10 ? "0" + number : Integer.toString(number);
  }
}
