package io.zeitgeber.persistence.journal;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Extra;
import io.zeitgeber.participant.observation.Flaw;
import io.zeitgeber.persistence.column.ByteSink;
import io.zeitgeber.persistence.column.ByteSource;
import io.zeitgeber.persistence.column.ColumnReader;
import io.zeitgeber.persistence.column.ColumnWriter;
import io.zeitgeber.persistence.column.Unreadable;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a batch that few batches have, in this order: durations (numbers), codes (texts),
 * rates (runs of bits), sent-at times (numbers), ids (texts), extras ({@link ExtraColumn}), flaws
 * (texts: reasons, then details; a row has both or none).
 */
final class RareColumns {
  private static final int DURATIONS = 1;
  private static final int CODES = 2;
  private static final int RATES = 4;
  private static final int SENT_AT = 8;
  private static final int IDS = 16;
  private static final int EXTRAS = 32;
  private static final int FLAWS = 64;
  static final int ALL = 127;

  private final long @Nullable [] durations;
  private final @Nullable String @Nullable [] codes;
  private final double @Nullable [] rates;
  private final long @Nullable [] sentAt;
  private final @Nullable String @Nullable [] ids;
  private final @Nullable Extra @Nullable [] extras;
  private final @Nullable Flaw @Nullable [] flaws;

  /** Reads the columns that presence has a bit for. */
  RareColumns(ByteSource in, ColumnReader columns, int presence, int size) {
    durations = (presence & DURATIONS) == 0 ? null : columns.longs(size);
    codes = (presence & CODES) == 0 ? null : columns.texts(size);
    rates = (presence & RATES) == 0 ? null : columns.bitRuns(size);
    sentAt = (presence & SENT_AT) == 0 ? null : columns.longs(size);
    ids = (presence & IDS) == 0 ? null : columns.texts(size);
    extras = (presence & EXTRAS) == 0 ? null : ExtraColumn.read(in, columns, size);
    flaws = (presence & FLAWS) == 0 ? null : flaws(columns, size);
  }

  /** A bit for each column that the batch has. */
  static int presence(Batch batch) {
    return (batch.durationMicros() == null ? 0 : DURATIONS)
        | (batch.codes() == null ? 0 : CODES)
        | (batch.rateHz() == null ? 0 : RATES)
        | (batch.sentAtMicros() == null ? 0 : SENT_AT)
        | (batch.ids() == null ? 0 : IDS)
        | (batch.extras() == null ? 0 : EXTRAS)
        | (batch.flaws() == null ? 0 : FLAWS);
  }

  static void write(ByteSink out, ColumnWriter columns, Batch batch) {
    int size = batch.size();
    long @Nullable [] durations = batch.durationMicros();
    if (durations != null) {
      columns.longs(durations, size);
    }
    @Nullable String @Nullable [] codes = batch.codes();
    if (codes != null) {
      columns.texts(codes, size);
    }
    double @Nullable [] rates = batch.rateHz();
    if (rates != null) {
      columns.bitRuns(rates, size);
    }
    long @Nullable [] sentAt = batch.sentAtMicros();
    if (sentAt != null) {
      columns.longs(sentAt, size);
    }
    @Nullable String @Nullable [] ids = batch.ids();
    if (ids != null) {
      columns.texts(ids, size);
    }
    @Nullable Extra @Nullable [] extras = batch.extras();
    if (extras != null) {
      ExtraColumn.write(out, columns, extras, size);
    }
    @Nullable Flaw @Nullable [] flaws = batch.flaws();
    if (flaws != null) {
      writeFlaws(columns, flaws, size);
    }
  }

  /** Gives the batch's current record what these columns have for its row. */
  void add(Batch.Builder batch, int row) {
    if (durations != null) {
      batch.duration(durations[row]);
    }
    if (rates != null) {
      batch.rate(rates[row]);
    }
    if (sentAt != null) {
      batch.sentAt(sentAt[row]);
    }
    @Nullable String code = codes == null ? null : codes[row];
    if (code != null) {
      batch.code(code);
    }
    @Nullable String id = ids == null ? null : ids[row];
    if (id != null) {
      batch.id(id);
    }
    @Nullable Extra extra = extras == null ? null : extras[row];
    if (extra != null) {
      batch.extra(extra);
    }
    @Nullable Flaw flaw = flaws == null ? null : flaws[row];
    if (flaw != null) {
      batch.flaw(flaw);
    }
  }

  private static void writeFlaws(ColumnWriter columns, @Nullable Flaw[] flaws, int size) {
    @Nullable String[] reasons = new @Nullable String[size];
    @Nullable String[] details = new @Nullable String[size];
    for (int row = 0; row < size; row++) {
      @Nullable Flaw flaw = flaws[row];
      if (flaw != null) {
        reasons[row] = flaw.reason().name();
        details[row] = flaw.detail();
      }
    }
    columns.texts(reasons, size);
    columns.texts(details, size);
  }

  private static @Nullable Flaw[] flaws(ColumnReader columns, int size) {
    @Nullable String[] reasons = columns.texts(size);
    @Nullable String[] details = columns.texts(size);
    @Nullable Flaw[] flaws = new @Nullable Flaw[size];
    for (int row = 0; row < size; row++) {
      @Nullable String reason = reasons[row];
      @Nullable String detail = details[row];
      if (reason != null && detail != null) {
        flaws[row] = new Flaw(Protos.refusal(reason), detail);
      } else if (reason != null || detail != null) {
        throw new Unreadable("half a flaw in row " + row);
      }
    }
    return flaws;
  }
}
