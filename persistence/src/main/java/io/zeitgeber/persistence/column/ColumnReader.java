package io.zeitgeber.persistence.column;

import org.jspecify.annotations.Nullable;

/** Reads what {@link ColumnWriter} wrote; anything else throws {@link Unreadable}. */
public final class ColumnReader {
  private final ByteSource in;

  public ColumnReader(ByteSource in) {
    this.in = in;
  }

  public long[] longs(int count) {
    long[] numbers = new long[count];
    if (count == 0) {
      return numbers;
    }
    int first = in.get();
    int unit = first >>> 4;
    if (unit >= ColumnWriter.UNITS.length) {
      throw new Unreadable("column unit " + unit);
    }
    Layout.of(first & 0x0F).read(in, numbers, count);
    if (unit > 0) {
      long size = ColumnWriter.UNITS[unit];
      for (int at = 0; at < count; at++) {
        numbers[at] *= size;
      }
    }
    return numbers;
  }

  public double[] doubles(int count) {
    double[] values = new double[count];
    if (count == 0) {
      return values;
    }
    int form = in.get();
    if (form == ColumnWriter.RAW_DOUBLES) {
      for (int at = 0; at < count; at++) {
        values[at] = Double.longBitsToDouble(in.fixed());
      }
      return values;
    }
    if (form >= ColumnWriter.SCALES.length) {
      throw new Unreadable("form " + form + " of doubles");
    }
    double scale = ColumnWriter.SCALES[form];
    long[] whole = longs(count);
    for (int at = 0; at < count; at++) {
      values[at] = whole[at] / scale;
    }
    return values;
  }

  public int[] runs(int count, int most) {
    int[] values = new int[count];
    for (int from = 0; from < count; ) {
      int to = from + run(count - from);
      int value = in.count(most);
      while (from < to) {
        values[from++] = value;
      }
    }
    return values;
  }

  public double[] bitRuns(int count) {
    double[] values = new double[count];
    for (int from = 0; from < count; ) {
      int to = from + run(count - from);
      double value = Double.longBitsToDouble(in.fixed());
      while (from < to) {
        values[from++] = value;
      }
    }
    return values;
  }

  public @Nullable String[] texts(int count) {
    @Nullable String[] values = new @Nullable String[count];
    int form = in.get();
    if (form == 0) {
      for (int at = 0; at < count; at++) {
        int length = in.count(in.left() + 1L);
        values[at] = length == 0 ? null : in.text(length - 1);
      }
      return values;
    }
    if (form != 1) {
      throw new Unreadable("form " + form + " of texts");
    }
    String[] dictionary = new String[in.count(in.left())];
    for (int at = 0; at < dictionary.length; at++) {
      dictionary[at] = in.text();
    }
    int[] place = runs(count, dictionary.length);
    for (int at = 0; at < count; at++) {
      values[at] = place[at] == 0 ? null : dictionary[place[at] - 1];
    }
    return values;
  }

  private int run(int most) {
    int length = in.count(most);
    if (length == 0) {
      throw new Unreadable("an empty run");
    }
    return length;
  }
}
