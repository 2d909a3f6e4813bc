package io.zeitgeber.service.decode;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an observation. Their order is the order in which faults are named: a record with
 * two is refused for the first, however its fields are arranged.
 */
enum Field {
  STUDY("study", Ids.EXPECTED),
  PARTICIPANT("participant", Ids.EXPECTED),
  DEVICE("device", Ids.EXPECTED),
  CHANNEL("channel", Ids.EXPECTED),
  TIME("time", "epoch milliseconds as a number, or RFC 3339 text with an offset"),
  DURATION("duration_s", "seconds, from 0 to 366 days"),
  RATE("rate_hz", "samples a second, above 0 up to 1000000"),
  VALUE("value", "a finite number, or a vector of 2 to 16 of them"),
  BPM("bpm", "a finite number"),
  VALUES("values", "finite numbers, or vectors of 2 to 16 of them, all of one length"),
  CODE("code", "text of 1 to 128 characters"),
  SENT_AT("sent_at", "epoch milliseconds as a number, or RFC 3339 text with an offset"),
  UTC_OFFSET("utc_offset_s", "whole seconds, at most a day"),
  ID("id", "text of 1 to 128 characters"),
  UNIT("unit", "text of 1 to 128 characters"),
  QUALITY("quality", "text of 1 to 128 characters, or a number"),
  FIRMWARE("firmware", "text of 1 to 128 characters, or a number"),
  WITHDRAWN("withdrawn", "true or false");

  private static final Map<String, Field> BY_NAME = new HashMap<>();

  static {
    for (Field field : values()) {
      BY_NAME.put(field.text, field);
    }
  }

  final String text;
  final String expected;

  Field(String text, String expected) {
    this.text = text;
    this.expected = expected;
  }

  static @Nullable Field named(String name) {
    return BY_NAME.get(name);
  }

  int bit() {
    return 1 << place();
  }

  /** Place in the order above. */
  @SuppressWarnings("EnumOrdinal") // lives as long as one record: nothing stores it
  int place() {
    return ordinal();
  }
}
