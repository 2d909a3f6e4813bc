package io.zeitgeber.persistence.column;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes columns in the layouts of this package, each in the one that takes the fewest bytes. Holds
 * working arrays: one thread at a time.
 */
public final class ColumnWriter {
  /** Greatest width of a packed number: more would not fit beside seven bits carried over. */
  static final int MAX_WIDTH = 56;

  static final int RAW_DOUBLES = 15;
  static final long[] UNITS = {1, 1_000, 1_000_000, 60_000_000};
  static final double[] SCALES = {1, 10, 100, 1_000, 10_000};

  /** Beyond it a scaled double and its neighbours are no longer different whole numbers. */
  private static final double MAX_EXACT = 1L << 53;

  private final ByteSink out;
  private final boolean coded;
  private long[] scaled = new long[64];
  private long[] whole = new long[64];

  /** Writes what every release reads. */
  public ColumnWriter(ByteSink out) {
    this(out, false);
  }

  private ColumnWriter(ByteSink out, boolean coded) {
    this.out = out;
    this.coded = coded;
  }

  /** Writes codes, too, where they are shorter: readable since format 3 of an entry. */
  public static ColumnWriter coding(ByteSink out) {
    return new ColumnWriter(out, true);
  }

  public void longs(long[] values, int count) {
    if (count == 0) {
      return;
    }
    int unit = coarsestUnit(values, count);
    long[] numbers = values;
    if (unit > 0) {
      scaled = room(scaled, count);
      numbers = scaled;
      divide(values, numbers, count, unit);
    }
    Layout layout = Layout.shortest(numbers, count, coded);
    out.put(layout.number() | unit << 4);
    layout.write(out, numbers, count);
  }

  public void doubles(double[] values, int count) {
    if (count == 0) {
      return;
    }
    for (int power = 0; power < SCALES.length; power++) {
      if (wholeNumbers(values, count, SCALES[power])) {
        out.put(power);
        longs(whole, count);
        return;
      }
    }
    out.put(RAW_DOUBLES);
    for (int at = 0; at < count; at++) {
      out.fixed(Double.doubleToRawLongBits(values[at]));
    }
  }

  /** Runs of numbers that are not negative. */
  public void runs(int[] values, int count) {
    for (int from = 0; from < count; ) {
      int to = from + 1;
      while (to < count && values[to] == values[from]) {
        to++;
      }
      out.varint(to - from);
      out.varint(values[from]);
      from = to;
    }
  }

  /** Runs of doubles, bit by bit: for columns in which few numbers repeat. */
  public void bitRuns(double[] values, int count) {
    for (int from = 0; from < count; ) {
      long bits = Double.doubleToRawLongBits(values[from]);
      int to = from + 1;
      while (to < count && Double.doubleToRawLongBits(values[to]) == bits) {
        to++;
      }
      out.varint(to - from);
      out.fixed(bits);
      from = to;
    }
  }

  public void texts(@Nullable String[] values, int count) {
    Map<String, Integer> places = new HashMap<>();
    int[] place = new int[count];
    for (int at = 0; at < count; at++) {
      @Nullable String text = values[at];
      if (text != null) {
        int next = places.size() + 1;
        @Nullable Integer known = places.putIfAbsent(text, next);
        place[at] = known == null ? next : known;
      }
    }
    if (places.size() > count / 2) {
      out.put(0);
      plainTexts(values, count);
      return;
    }
    out.put(1);
    String[] dictionary = new String[places.size()];
    places.forEach((text, at) -> dictionary[at - 1] = text);
    out.varint(dictionary.length);
    for (String text : dictionary) {
      out.text(text);
    }
    runs(place, count);
  }

  private void plainTexts(@Nullable String[] values, int count) {
    for (int at = 0; at < count; at++) {
      @Nullable String text = values[at];
      if (text == null) {
        out.varint(0);
      } else {
        byte[] encoded = Text.bytes(text);
        out.varint(encoded.length + 1L);
        out.bytes(encoded, 0, encoded.length);
      }
    }
  }

  private static int coarsestUnit(long[] values, int count) {
    for (int unit = UNITS.length - 1; unit > 0; unit--) {
      if (allMultiples(values, count, unit)) {
        return unit;
      }
    }
    return 0;
  }

  /**
   * Written out, here and below, because division by a constant is a multiplication, by a variable
   * it is not: three times as fast.
   */
  private static boolean allMultiples(long[] values, int count, int unit) {
    int at = 0;
    switch (unit) {
      case 1 -> {
        while (at < count && values[at] % 1_000 == 0) {
          at++;
        }
      }
      case 2 -> {
        while (at < count && values[at] % 1_000_000 == 0) {
          at++;
        }
      }
      default -> {
        while (at < count && values[at] % 60_000_000 == 0) {
          at++;
        }
      }
    }
    return at == count;
  }

  private static void divide(long[] values, long[] into, int count, int unit) {
    switch (unit) {
      case 1 -> {
        for (int at = 0; at < count; at++) {
          into[at] = values[at] / 1_000;
        }
      }
      case 2 -> {
        for (int at = 0; at < count; at++) {
          into[at] = values[at] / 1_000_000;
        }
      }
      default -> {
        for (int at = 0; at < count; at++) {
          into[at] = values[at] / 60_000_000;
        }
      }
    }
  }

  private boolean wholeNumbers(double[] values, int count, double scale) {
    whole = room(whole, count);
    for (int at = 0; at < count; at++) {
      double number = values[at] * scale;
      long rounded = (long) Math.rint(number);
      if (!(Math.abs(number) < MAX_EXACT)
          || Double.doubleToRawLongBits(rounded / scale)
              != Double.doubleToRawLongBits(values[at])) {
        return false;
      }
      whole[at] = rounded;
    }
    return true;
  }

  private static long[] room(long[] array, int count) {
    return array.length >= count ? array : Arrays.copyOf(array, Math.max(count, array.length * 2));
  }
}
