package io.zeitgeber.service.decode;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Extra;
import io.zeitgeber.participant.observation.Flaw;
import org.jspecify.annotations.Nullable;

/** What a row has beside source, time and values. Pooled: cleared and used again. */
final class Detail {
  long durationMicros;
  long sentAtMicros;
  double rateHz;
  @Nullable String code;
  @Nullable String id;
  @Nullable Extra extra;
  @Nullable Flaw flaw;

  /** Of a quarantined row, where they could be read. */
  @Nullable String study;

  @Nullable String participant;

  Detail() {
    clear();
  }

  void clear() {
    durationMicros = Batch.NONE;
    sentAtMicros = Batch.NONE;
    rateHz = Double.NaN;
    code = null;
    id = null;
    extra = null;
    flaw = null;
    study = null;
    participant = null;
  }

  /** Whether the row carries anything here at all. */
  boolean used() {
    return durationMicros != Batch.NONE
        || sentAtMicros != Batch.NONE
        || !Double.isNaN(rateHz)
        || code != null
        || id != null
        || extra != null
        || flaw != null;
  }

  /** Hands this on to the builder's current record. */
  void into(Batch.Builder builder) {
    if (durationMicros != Batch.NONE) {
      builder.duration(durationMicros);
    }
    if (sentAtMicros != Batch.NONE) {
      builder.sentAt(sentAtMicros);
    }
    if (!Double.isNaN(rateHz)) {
      builder.rate(rateHz);
    }
    if (code != null) {
      builder.code(code);
    }
    if (id != null) {
      builder.id(id);
    }
    if (extra != null) {
      builder.extra(extra);
    }
    if (flaw != null) {
      builder.flaw(flaw);
    }
  }

  /** A generous estimate of what this takes encoded, in bytes. */
  int encodedBytes() {
    int bytes = 30 + length(code) + length(id);
    if (extra != null) {
      bytes += 24 + length(extra.unit()) + length(extra.quality()) + length(extra.firmware());
      bytes += length(extra.unknown());
    }
    return flaw == null ? bytes : bytes + 8 + length(flaw.detail());
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : 2 + 3 * text.length();
  }
}
