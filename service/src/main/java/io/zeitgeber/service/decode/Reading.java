package io.zeitgeber.service.decode;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Extra;
import io.zeitgeber.participant.observation.Flaw;
import io.zeitgeber.participant.observation.Refusal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What was read of one record, field by field, and what is wrong with it. Used again and again. */
final class Reading {
  static final double MOST_HZ = 1e6;
  static final long MOST_DURATION_MICROS = 366L * 86_400 * 1_000_000;
  private static final String STUDY = "default";
  private static final String HEART_RATE = "heart_rate";
  private static final Field[] FIELDS = Field.values();
  private static final int IDS =
      Field.STUDY.bit() | Field.PARTICIPANT.bit() | Field.DEVICE.bit() | Field.CHANNEL.bit();

  private final @Nullable Flaw[] flaws = new @Nullable Flaw[FIELDS.length];
  final UnknownFields unknown = new UnknownFields();

  // Bits of fields: in the record at all, and with a value other than null.
  int seen;
  private int present;
  private int beforeTime;
  private boolean nothingElseBeforeTime;
  private @Nullable Field repeated;

  private @Nullable String study;
  private @Nullable String participant;
  private @Nullable String device;
  private @Nullable String channel;
  long timeMicros;
  long durationMicros;
  long sentAtMicros;
  double rateHz;
  double bpm;
  @Nullable String code;
  @Nullable String id;
  @Nullable String unit;
  @Nullable String quality;
  @Nullable String firmware;
  @Nullable Integer utcOffsetSeconds;
  boolean withdrawn;

  void clear() {
    Arrays.fill(flaws, null);
    unknown.clear();
    seen = 0;
    present = 0;
    beforeTime = 0;
    nothingElseBeforeTime = false;
    repeated = null;
    study = null;
    participant = null;
    device = null;
    channel = null;
    timeMicros = Batch.NONE;
    durationMicros = Batch.NONE;
    sentAtMicros = Batch.NONE;
    rateHz = Double.NaN;
    bpm = Double.NaN;
    code = null;
    id = null;
    unit = null;
    quality = null;
    firmware = null;
    utcOffsetSeconds = null;
    withdrawn = false;
  }

  /** Notes that a field begins. */
  void begins(Field field) {
    if (field == Field.TIME) {
      beforeTime = seen;
      nothingElseBeforeTime = (seen & ~IDS) == 0 && unknown.isEmpty();
    }
    if (has(field) && repeated == null) {
      repeated = field;
    }
    seen |= field.bit();
  }

  /** Notes that the field's value is something, valid or not. */
  void present(Field field) {
    present |= field.bit();
  }

  void text(Field field, String value) {
    switch (field) {
      case STUDY -> study = value;
      case PARTICIPANT -> participant = value;
      case DEVICE -> device = value;
      case CHANNEL -> channel = value;
      case CODE -> code = value;
      case ID -> id = value;
      case UNIT -> unit = value;
      case QUALITY -> quality = value;
      case FIRMWARE -> firmware = value;
      case TIME, DURATION, RATE, VALUE, BPM, VALUES, SENT_AT, UTC_OFFSET, WITHDRAWN ->
          throw new IllegalArgumentException("Holds no text: " + field);
    }
  }

  void wrong(Field field, Refusal reason) {
    String detail =
        switch (reason) {
          case MISSING_FIELD -> "missing";
          case NULL_VALUE -> "null";
          case NOT_FINITE -> "not a finite number";
          case TIME_WITHOUT_OFFSET -> "text without an offset such as Z or +01:00";
          case TIME_OUT_OF_RANGE -> "beyond 2^52 microseconds from 1970";
          default -> "expected " + field.expected;
        };
    wrong(field, reason, detail);
  }

  void wrong(Field field, Refusal reason, String detail) {
    if (flaws[field.place()] == null) {
      flaws[field.place()] = new Flaw(reason, field.text + ": " + detail);
    }
  }

  /** Why no participant can be found for the record; null where one can. */
  @Nullable Flaw atIngest() {
    if (repeated != null) {
      return new Flaw(Refusal.DUPLICATE_FIELD, repeated.text + ": more than once");
    }
    if (flaws[Field.STUDY.place()] != null) {
      return flaws[Field.STUDY.place()];
    }
    if (!is(Field.PARTICIPANT)) {
      wrong(Field.PARTICIPANT, Refusal.MISSING_FIELD);
    }
    return flaws[Field.PARTICIPANT.place()];
  }

  /** What the participant's step will refuse the record for; null for a sound one. */
  @Nullable Flaw inStep(int numbers) {
    require(Field.DEVICE);
    require(Field.TIME);
    if (!shorthand()) {
      require(Field.CHANNEL);
      flaws[Field.BPM.place()] = null; // with a channel it is just some unknown field
    }
    for (Field field : FIELDS) {
      Flaw flaw = flaws[field.place()];
      if (flaw != null) {
        return flaw;
      }
    }
    return shape(numbers);
  }

  private @Nullable Flaw shape(int numbers) {
    boolean beats = shorthand() && is(Field.BPM);
    int said =
        (is(Field.VALUE) ? 1 : 0)
            + (is(Field.VALUES) ? 1 : 0)
            + (is(Field.CODE) ? 1 : 0)
            + (beats ? 1 : 0);
    if (said > 1) {
      return new Flaw(Refusal.BAD_SHAPE, "value, values, code and bpm: more than one of them");
    }
    if (said == 0) {
      return withdrawn
          ? null
          : new Flaw(Refusal.MISSING_FIELD, "value: missing, and no values, code or bpm either");
    }
    if (is(Field.VALUES) && numbers == 0) {
      return new Flaw(Refusal.BAD_SHAPE, "values: empty");
    }
    if (is(Field.VALUES) != is(Field.RATE)) {
      return new Flaw(Refusal.BAD_SHAPE, "values and rate_hz: one without the other");
    }
    return null;
  }

  private void require(Field field) {
    if (!is(field)) {
      wrong(field, Refusal.MISSING_FIELD);
    }
  }

  boolean has(Field field) {
    return (seen & field.bit()) != 0;
  }

  private boolean is(Field field) {
    return (present & field.bit()) != 0;
  }

  /** A record with bpm and no channel is a heart-rate sample. */
  boolean shorthand() {
    return has(Field.BPM) && !has(Field.CHANNEL);
  }

  /** The number of this record's source; its participant is known. */
  int source(Sources sources) {
    if (participant == null) {
      throw new IllegalStateException("Asked for the source of nobody");
    }
    String kind = shorthand() ? HEART_RATE : channel;
    return sources.number(study == null ? STUDY : study, participant, device, kind);
  }

  /** Whether all ids, and nothing else, stood before the time. */
  boolean idsBeforeTime() {
    return nothingElseBeforeTime && beforeTime == (seen & IDS);
  }

  /** Hands on what is neither source, time nor values. */
  void into(Detail detail) {
    detail.durationMicros = durationMicros;
    detail.sentAtMicros = sentAtMicros;
    detail.rateHz = rateHz;
    detail.code = code;
    detail.id = id;
    boolean extra = unit != null || quality != null || firmware != null || withdrawn;
    if (extra || utcOffsetSeconds != null || !unknown.isEmpty()) {
      detail.extra =
          new Extra(
              unit,
              quality,
              firmware,
              utcOffsetSeconds,
              withdrawn,
              unknown.json(),
              unknown.beyond());
    }
  }

  /** Hands on who it was about, for the quarantine. */
  void who(Detail detail) {
    boolean sure = repeated != Field.STUDY && repeated != Field.PARTICIPANT;
    detail.study = !sure ? null : study == null && !has(Field.STUDY) ? STUDY : study;
    detail.participant = sure ? participant : null;
  }
}
