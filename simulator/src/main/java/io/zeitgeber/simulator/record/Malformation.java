package io.zeitgeber.simulator.record;

import java.util.List;
import java.util.Locale;

/** The ways in which a record has to be refused. */
public enum Malformation {
  BROKEN_JSON,
  NO_PARTICIPANT,
  BAD_PARTICIPANT,
  TIME_WITHOUT_OFFSET,
  TIME_NOT_A_TIME,
  VALUE_IS_TEXT,
  VALUE_IS_NAN,
  VALUE_OUT_OF_RANGE,
  UNKNOWN_CHANNEL;

  private static final List<Malformation> ALL = List.of(values());

  /** How many there are. */
  public static final int COUNT = ALL.size();

  /** The one with a number from 0 to {@link #COUNT}, exclusive. */
  public static Malformation of(int number) {
    return ALL.get(number);
  }

  /** As the truth writes it: {@code broken_json}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Such a record of somebody's device. */
  public byte[] record(
      JsonBytes json, String study, String participant, String device, long atMicros) {
    json.reset().raw("{").field("study").text(study);
    if (this != NO_PARTICIPANT) {
      String id = this == BAD_PARTICIPANT ? participant + "|<b>" : participant;
      json.field("participant").text(id);
    }
    json.field("device").text(device);
    json.field("channel").text(this == UNKNOWN_CHANNEL ? "aura" : "heart_rate");
    json.field("time");
    switch (this) {
      case TIME_WITHOUT_OFFSET -> json.raw("\"2026-01-05T00:00:00\"");
      case TIME_NOT_A_TIME -> json.raw("\"yesterday\"");
      default -> json.millis(atMicros);
    }
    json.field("value");
    switch (this) {
      case VALUE_IS_TEXT -> json.raw("\"72\"");
      case VALUE_IS_NAN -> json.raw("NaN");
      case VALUE_OUT_OF_RANGE -> json.raw("100000");
      default -> json.raw("72");
    }
    return json.raw(this == BROKEN_JSON ? "" : "}").toBytes();
  }
}
