package io.zeitgeber.persistence.journal;

import io.zeitgeber.participant.observation.Extra;
import io.zeitgeber.persistence.column.ByteSink;
import io.zeitgeber.persistence.column.ByteSource;
import io.zeitgeber.persistence.column.ColumnReader;
import io.zeitgeber.persistence.column.ColumnWriter;
import org.jspecify.annotations.Nullable;

/**
 * What few records carry: runs of flags (one byte a row: there, offset there, withdrawn, bytes cut
 * off), texts of units, qualities, firmwares and unknown fields, then, row by row where the flags
 * say so, zigzag the offset in seconds and varint how many bytes were cut off.
 */
final class ExtraColumn {
  private static final int THERE = 1;
  private static final int UTC_OFFSET = 2;
  private static final int WITHDRAWN = 4;
  private static final int BEYOND = 8;
  private static final int ALL = 15;

  private ExtraColumn() {}

  static void write(ByteSink out, ColumnWriter columns, @Nullable Extra[] extras, int size) {
    int[] flags = new int[size];
    @Nullable String[] units = new @Nullable String[size];
    @Nullable String[] qualities = new @Nullable String[size];
    @Nullable String[] firmwares = new @Nullable String[size];
    @Nullable String[] unknowns = new @Nullable String[size];
    for (int row = 0; row < size; row++) {
      @Nullable Extra extra = extras[row];
      if (extra != null) {
        flags[row] = flags(extra);
        units[row] = extra.unit();
        qualities[row] = extra.quality();
        firmwares[row] = extra.firmware();
        unknowns[row] = extra.unknown();
      }
    }
    columns.runs(flags, size);
    columns.texts(units, size);
    columns.texts(qualities, size);
    columns.texts(firmwares, size);
    columns.texts(unknowns, size);
    for (int row = 0; row < size; row++) {
      @Nullable Extra extra = extras[row];
      if (extra != null) {
        writeNumbers(out, extra);
      }
    }
  }

  private static int flags(Extra extra) {
    return THERE
        | (extra.utcOffsetSeconds() == null ? 0 : UTC_OFFSET)
        | (extra.withdrawn() ? WITHDRAWN : 0)
        | (extra.unknownBeyond() == 0 ? 0 : BEYOND);
  }

  private static void writeNumbers(ByteSink out, Extra extra) {
    @Nullable Integer utcOffset = extra.utcOffsetSeconds();
    if (utcOffset != null) {
      out.zigzag(utcOffset);
    }
    if (extra.unknownBeyond() != 0) {
      out.varint(extra.unknownBeyond());
    }
  }

  static @Nullable Extra[] read(ByteSource in, ColumnReader columns, int size) {
    int[] flags = columns.runs(size, ALL);
    @Nullable String[] units = columns.texts(size);
    @Nullable String[] qualities = columns.texts(size);
    @Nullable String[] firmwares = columns.texts(size);
    @Nullable String[] unknowns = columns.texts(size);
    @Nullable Extra[] extras = new @Nullable Extra[size];
    for (int row = 0; row < size; row++) {
      if ((flags[row] & THERE) != 0) {
        extras[row] =
            new Extra(
                units[row],
                qualities[row],
                firmwares[row],
                (flags[row] & UTC_OFFSET) == 0 ? null : (int) in.zigzag(),
                (flags[row] & WITHDRAWN) != 0,
                unknowns[row],
                (flags[row] & BEYOND) == 0 ? 0 : in.count(Integer.MAX_VALUE));
      }
    }
    return extras;
  }
}
