package io.zeitgeber.service.decode;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Flaw;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The decoded records of a few slices, one row each, in primitive arrays that grow and are used
 * again; and their bytes, one after another.
 */
final class Columns {
  /** Bytes behind the last record that may be read (and are not meant), so words can be loaded. */
  static final int SLACK = 32;

  private static final int ROWS = 4096;
  private static final int BYTES = 1 << 19;
  private static final int KEPT_BYTES = 1 << 25;

  final Arena arena = new Arena(BYTES);
  int size;
  int[] start = new int[ROWS + 1];
  int[] source = new int[ROWS];
  long[] deviceMicros = new long[ROWS];
  int[] valueStart = new int[ROWS + 1];
  double[] values = new double[ROWS];

  /** Index into the details, 0 where a row has none. */
  int[] detail = new int[ROWS];

  private @Nullable Detail[] details = new @Nullable Detail[64];
  private int detailsUsed = 1;

  void clear() {
    arena.clear(start[size] > KEPT_BYTES ? BYTES : 0);
    size = 0;
    detailsUsed = 1;
    if (values.length > KEPT_BYTES / Double.BYTES) {
      values = new double[ROWS];
    }
    if (details.length > KEPT_BYTES / 64) {
      details = new @Nullable Detail[64];
    }
  }

  /** Begins a row with a record's bytes; the buffer is left as it was. */
  int begin(@Nullable ByteBuffer record) {
    if (size == source.length) {
      grow();
    }
    int row = size;
    int from = start[row];
    int length = record == null ? 0 : record.remaining();
    byte[] bytes = arena.room(from, length + SLACK);
    if (record != null && record.hasArray()) {
      int at = record.arrayOffset() + record.position();
      System.arraycopy(record.array(), at, bytes, from, length);
    } else if (record != null) {
      record.get(record.position(), bytes, from, length);
    }
    start[row + 1] = from + length;
    source[row] = -1;
    deviceMicros[row] = Batch.NONE;
    valueStart[row + 1] = valueStart[row];
    detail[row] = 0;
    size++;
    return row;
  }

  /** Adds a number to the row that was begun last. */
  void value(double value) {
    int at = valueStart[size]++;
    if (at == values.length) {
      values = Arrays.copyOf(values, at * 2);
    }
    values[at] = value;
  }

  /** Takes back the numbers of the row that was begun last. */
  void dropValues() {
    valueStart[size] = valueStart[size - 1];
  }

  /** The detail of the row that was begun last, made where it has none yet. */
  Detail detail() {
    int row = size - 1;
    Detail found = detailOf(row);
    if (found == null) {
      found = pooled();
      detail[row] = detailsUsed++;
    }
    return found;
  }

  /** The next free detail of the pool. */
  private Detail pooled() {
    if (detailsUsed == details.length) {
      details = Arrays.copyOf(details, detailsUsed * 2);
    }
    Detail free = details[detailsUsed];
    if (free == null) {
      free = new Detail();
      details[detailsUsed] = free;
    }
    return free;
  }

  /** The detail of any row; null where it has none. */
  @Nullable Detail detailOf(int row) {
    return detail[row] == 0 ? null : details[detail[row]];
  }

  /** Marks a row as flawed, unless it is already. */
  void flawed(int row, Flaw flaw) {
    Detail found = detailOf(row);
    if (found == null) {
      found = pooled();
      found.clear();
      detail[row] = detailsUsed++;
    }
    if (found.flaw == null) {
      found.flaw = flaw;
    }
  }

  byte[] bytesOf(int row) {
    return Arrays.copyOfRange(arena.bytes(), start[row], start[row + 1]);
  }

  private void grow() {
    int length = size * 2;
    start = Arrays.copyOf(start, length + 1);
    source = Arrays.copyOf(source, length);
    deviceMicros = Arrays.copyOf(deviceMicros, length);
    valueStart = Arrays.copyOf(valueStart, length + 1);
    detail = Arrays.copyOf(detail, length);
  }
}
