package io.zeitgeber.service.query;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.zeitgeber.service.journal.EntityId;
import io.zeitgeber.service.query.v1.ParticipantId;
import io.zeitgeber.service.query.v1.TimeRange;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Reads what requests have in common; throws a status that names the field. */
final class Asked {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:@-]{1,64}");
  private static final Pattern REQUEST_ID = Pattern.compile("\\p{Graph}{1,64}");
  private static final int PAGE = 100;
  private static final int MOST = 1_000;
  private static final Instant FIRST = Instant.parse("1826-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("2114-01-01T00:00:00Z");

  private Asked() {}

  static EntityId who(ParticipantId id) {
    return new EntityId(study(id.getStudy()), id("id.participant", id.getParticipant()));
  }

  /** Empty stands for the default one. */
  static String study(String study) {
    return study.isEmpty() ? "default" : id("study", study);
  }

  static String id(String field, String text) {
    if (!ID.matcher(text).matches()) {
      throw Failures.badField(field, "expected 1 to 64 of A-Z a-z 0-9 . _ : @ -");
    }
    return text;
  }

  static String requestId(String text) {
    if (!REQUEST_ID.matcher(text).matches()) {
      throw Failures.badField("request_id", "expected 1 to 64 visible characters, chosen by you");
    }
    return text;
  }

  /** Text of a person; none where it is empty. */
  static String words(String field, String text, int most) {
    if (text.length() > most || text.chars().anyMatch(Character::isISOControl)) {
      throw Failures.badField(field, "expected at most " + most + " characters, none of control");
    }
    return text;
  }

  static int page(int size) {
    if (size < 0 || size > MOST) {
      throw Failures.badField("page_size", "expected 0 to " + MOST);
    }
    return size == 0 ? PAGE : size;
  }

  static long micros(String field, Timestamp time) {
    if (!Timestamps.isValid(time)) {
      throw Failures.badField(field, "expected a time between the years 1 and 9999");
    }
    return Timestamps.toMicros(time);
  }

  static Instant from(TimeRange range) {
    return range.hasFrom() ? instant(micros("range.from", range.getFrom())) : FIRST;
  }

  static Instant until(TimeRange range) {
    Instant until = range.hasUntil() ? instant(micros("range.until", range.getUntil())) : LAST;
    if (!from(range).isBefore(until)) {
      throw Failures.badField("range", "from is not before until");
    }
    return until;
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /** What a page begins after, as text that nobody has to understand. */
  static String token(List<String> place) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(String.join("\n", place).getBytes(StandardCharsets.UTF_8));
  }

  /** The parts of a token; none where it is empty. */
  static List<String> token(String field, String token, int parts) {
    if (token.isEmpty()) {
      return List.of();
    }
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      List<String> place = List.of(text.split("\n", -1));
      if (place.size() == parts) {
        return place;
      }
    } catch (IllegalArgumentException broken) {
      // named below
    }
    throw Failures.badField(field, "not one that was handed out");
  }
}
