package io.zeitgeber.simulator.cohort;

import io.zeitgeber.simulator.record.JsonBytes;
import java.util.EnumMap;
import java.util.Map;

/** Records that have to be refused, mixed in among good ones. */
final class Malformed {
  private final Dice dice;
  private final double share;
  private final Map<Kind, Long> made = new EnumMap<>(Kind.class);

  /** What is wrong with a record. */
  enum Kind {
    BROKEN_JSON,
    NO_PARTICIPANT,
    BAD_PARTICIPANT,
    TIME_WITHOUT_OFFSET,
    TIME_NOT_A_TIME,
    VALUE_IS_TEXT,
    VALUE_IS_NAN,
    VALUE_OUT_OF_RANGE,
    UNKNOWN_CHANNEL
  }

  Malformed(Plan plan) {
    this.dice = new Dice(plan.seed(), 99, 0);
    this.share = plan.malformedShare();
  }

  /** Whether one is due now. */
  boolean due() {
    return share > 0 && dice.unit() < share;
  }

  Map<Kind, Long> made() {
    return made;
  }

  byte[] record(JsonBytes json, Plan plan, Watch watch, long atMicros) {
    Kind kind = Kind.values()[dice.below(Kind.values().length)];
    made.merge(kind, 1L, Long::sum);
    json.reset().raw("{").field("study").text(plan.study());
    if (kind != Kind.NO_PARTICIPANT) {
      String id = watch.wearer().person().id();
      json.field("participant").text(kind == Kind.BAD_PARTICIPANT ? id + "|<b>" : id);
    }
    json.field("device").text(watch.device());
    json.field("channel").text(kind == Kind.UNKNOWN_CHANNEL ? "aura" : "heart_rate");
    json.field("time");
    switch (kind) {
      case TIME_WITHOUT_OFFSET -> json.raw("\"2026-01-05T00:00:00\"");
      case TIME_NOT_A_TIME -> json.raw("\"yesterday\"");
      default -> json.millis(atMicros);
    }
    json.field("value");
    switch (kind) {
      case VALUE_IS_TEXT -> json.raw("\"72\"");
      case VALUE_IS_NAN -> json.raw("NaN");
      case VALUE_OUT_OF_RANGE -> json.raw("100000");
      default -> json.raw("72");
    }
    return json.raw(kind == Kind.BROKEN_JSON ? "" : "}").toBytes();
  }
}
