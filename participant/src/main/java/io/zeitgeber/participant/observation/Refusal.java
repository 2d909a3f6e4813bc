package io.zeitgeber.participant.observation;

/**
 * Why a record could not become an observation. The names are written to the journal, the
 * quarantine and the metrics, and are documented in {@code docs/reasons.md}: they outlive every
 * class.
 */
public enum Refusal {
  // Refused by ingest: no participant can be found for the bytes.
  /** The record's value is null or has no bytes. */
  EMPTY_RECORD,
  /** Larger than 1 MiB. */
  TOO_LARGE,
  /** Not one well-formed JSON object in UTF-8. */
  BAD_JSON,
  /** The same field twice in one object: which one counts would be a guess. */
  DUPLICATE_FIELD,
  /** Study or participant (ingest), or device, channel, site or rule (step) is not a valid id. */
  BAD_ID,
  /** The participant's journal is corrupt or its key is gone; an operator has to repair it. */
  PARTICIPANT_HALTED,

  // Refused by the participant's step: the record's own form.
  /** A field without which the record says nothing is missing; the detail names it. */
  MISSING_FIELD,
  /** The value is JSON null: unknown. */
  NULL_VALUE,
  /** A field has a value of the wrong JSON type; the detail names it. */
  BAD_TYPE,
  /** Not a finite number. */
  NOT_FINITE,
  /** Neither a number of milliseconds nor RFC 3339. */
  BAD_TIME,
  /** A text time without an offset: guessing a zone would shift the data. */
  TIME_WITHOUT_OFFSET,
  /** Beyond 2^52 microseconds from 1970. */
  TIME_OUT_OF_RANGE,
  /** A duration that is negative, or longer than a day more than a year. */
  BAD_DURATION,
  /** A sampling rate that is not positive. */
  BAD_RATE,
  /**
   * Stamped by its producer more than a day ahead of everything that its partition has received.
   */
  RECEIVED_IN_FUTURE,

  // Refused by the participant's step: against protocol and enrolment.
  /** The study is closed and this participant is not enrolled. */
  UNKNOWN_PARTICIPANT,
  /** The study takes registered devices only, and this one is not, or not at that time. */
  UNKNOWN_DEVICE,
  /** The protocol has no such channel. */
  UNKNOWN_CHANNEL,
  /** The record's unit is not the channel's. */
  UNIT_MISMATCH,
  /** The record's shape (scalar, vector, interval, state, event, chunk) is not the channel's. */
  BAD_SHAPE,
  /** Outside the channel's plausible range. */
  VALUE_OUT_OF_RANGE,
  /** The participant has completed or withdrawn: nothing more is collected. */
  WITHDRAWN,
  /** The participant was erased: nothing more is kept of them. */
  ERASED,
  /** More devices than a participant may have (32). */
  TOO_MANY_DEVICES,
  /** More channels than a participant may have (128). */
  TOO_MANY_CHANNELS,

  // Enrolment records.
  /** After merging, a channel's high threshold is not above its low one. */
  BAD_THRESHOLD,
  /** A field of an enrolment record has no meaning; the detail names it. */
  BAD_ENROLMENT,

  // What people do about alerts. These are answered and never journaled.
  /** The participant never had an alert of this id. */
  UNKNOWN_ALERT,
  /** Somebody has acknowledged the alert already. */
  ALREADY_ACKNOWLEDGED,
  /** Somebody has closed the alert already. */
  ALREADY_CLOSED,
  /** The alert's rule has resolved it: there is nothing to snooze or close. */
  ALREADY_RESOLVED,
  /** The end of the snooze is not ahead. */
  SNOOZE_ENDED
}
