package io.zeitgeber.persistence.journal;

import com.google.protobuf.ByteString;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.sum.ExactSum;
import io.zeitgeber.participant.window.Window;
import io.zeitgeber.persistence.column.ByteSink;
import io.zeitgeber.persistence.column.ByteSource;
import io.zeitgeber.persistence.column.ColumnReader;
import io.zeitgeber.persistence.column.ColumnWriter;
import io.zeitgeber.persistence.column.Unreadable;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Windows that closed, in columns: a fifth of what they take one by one. Only those whose sums are
 * whole numbers of 64 bits, as of heart rates and steps, and that hold no codes.
 *
 * <p>varint how many; varint how many lanes, each as varint device and channel (places among the
 * body's names) and varint size in microseconds; runs of lanes; runs of flags (1 has a sum, 2 has
 * squares, 4 has an expectation, 8 has no numbers); then numbers: starts, counts, sums, squares,
 * first less start, last less first; then doubles: least, greatest, expectations. What a window
 * does not have is 0 there. See the package-info of column.
 */
final class WindowColumns {
  private static final int MOST = 1 << 20;
  private static final int SUM = 1;
  private static final int SQUARES = 2;
  private static final int EXPECTED = 4;
  private static final int NO_NUMBERS = 8;
  private static final int FLAGS = 16;

  private WindowColumns() {}

  /** A device and channel, by their names' places, and a size of windows. */
  private record Lane(int device, int channel, long sizeMicros) {}

  /** Whether a window can stand in columns. */
  static boolean takes(Fact fact) {
    return fact instanceof Fact.WindowClosed(Window window)
        && window.codeMicros().isEmpty()
        && isWhole(window.sum())
        && isWhole(window.sumOfSquares())
        && Double.isNaN(window.min()) == Double.isNaN(window.max())
        && window.sizeMicros() > 0;
  }

  /** One byte of places, which are none, and at most eight of units. */
  private static boolean isWhole(@Nullable ExactSum sum) {
    if (sum == null) {
      return true;
    }
    byte[] bytes = sum.toBytes();
    return bytes[0] == 0 && bytes.length <= 1 + Long.BYTES;
  }

  private static long whole(@Nullable ExactSum sum) {
    if (sum == null) {
      return 0;
    }
    byte[] bytes = sum.toBytes();
    return new BigInteger(bytes, 1, bytes.length - 1).longValueExact();
  }

  private static ExactSum sum(long whole) {
    byte[] units = BigInteger.valueOf(whole).toByteArray();
    return ExactSum.fromBytes(
        ByteBuffer.allocate(1 + units.length).put((byte) 0).put(units).array());
  }

  /**
   * Writes windows.
   *
   * @param name gives a name's place
   */
  static ByteString write(List<Window> windows, ToIntFunction<String> name) {
    ByteSink out = new ByteSink();
    ColumnWriter columns = ColumnWriter.coding(out);
    int count = windows.size();
    out.varint(count);
    columns(windows, out, columns, name);
    long[] numbers = new long[count];
    column(windows, numbers, columns, Window::startMicros);
    column(windows, numbers, columns, Window::count);
    column(windows, numbers, columns, window -> whole(window.sum()));
    column(windows, numbers, columns, window -> whole(window.sumOfSquares()));
    column(windows, numbers, columns, window -> window.firstMicros() - window.startMicros());
    column(windows, numbers, columns, window -> window.lastMicros() - window.firstMicros());
    double[] doubles = new double[count];
    doubles(windows, doubles, columns, window -> orZero(window.min()));
    doubles(windows, doubles, columns, window -> orZero(window.max()));
    doubles(windows, doubles, columns, WindowColumns::expected);
    return ByteString.copyFrom(out.array(), 0, out.size());
  }

  private static void columns(
      List<Window> windows, ByteSink out, ColumnWriter columns, ToIntFunction<String> name) {
    Map<Lane, Integer> lanes = new LinkedHashMap<>();
    int[] lane = new int[windows.size()];
    int[] flags = new int[windows.size()];
    for (int at = 0; at < lane.length; at++) {
      Window window = windows.get(at);
      Lane of =
          new Lane(
              name.applyAsInt(window.device()),
              name.applyAsInt(window.channel()),
              window.sizeMicros());
      lane[at] = lanes.computeIfAbsent(of, _ -> lanes.size());
      flags[at] =
          (window.sum() == null ? 0 : SUM)
              | (window.sumOfSquares() == null ? 0 : SQUARES)
              | (window.expected() == null ? 0 : EXPECTED)
              | (Double.isNaN(window.min()) ? NO_NUMBERS : 0);
    }
    out.varint(lanes.size());
    for (Lane of : lanes.keySet()) {
      out.varint(of.device());
      out.varint(of.channel());
      out.varint(of.sizeMicros());
    }
    columns.runs(lane, lane.length);
    columns.runs(flags, flags.length);
  }

  private static void column(
      List<Window> windows,
      long[] numbers,
      ColumnWriter columns,
      java.util.function.ToLongFunction<Window> of) {
    for (int at = 0; at < numbers.length; at++) {
      numbers[at] = of.applyAsLong(windows.get(at));
    }
    columns.longs(numbers, numbers.length);
  }

  private static void doubles(
      List<Window> windows,
      double[] numbers,
      ColumnWriter columns,
      java.util.function.ToDoubleFunction<Window> of) {
    for (int at = 0; at < numbers.length; at++) {
      numbers[at] = of.applyAsDouble(windows.get(at));
    }
    columns.doubles(numbers, numbers.length);
  }

  private static double orZero(double number) {
    return Double.isNaN(number) ? 0 : number;
  }

  private static double expected(Window window) {
    @Nullable Double expected = window.expected();
    return expected == null ? 0 : expected;
  }

  /**
   * Reads what {@link #write} wrote. Throws {@link Unreadable} where it is something else.
   *
   * @param name gives the name at a place
   */
  static List<Window> read(ByteString bytes, IntFunction<String> name) {
    if (bytes.isEmpty()) {
      return List.of();
    }
    ByteSource in = new ByteSource(bytes.toByteArray());
    ColumnReader columns = new ColumnReader(in);
    int count = in.count(MOST);
    Lane[] lanes = new Lane[in.count(count)];
    for (int at = 0; at < lanes.length; at++) {
      lanes[at] = new Lane(in.count(MOST), in.count(MOST), in.varint());
    }
    int[] lane = columns.runs(count, lanes.length);
    int[] flags = columns.runs(count, FLAGS);
    long[][] numbers = new long[6][];
    for (int at = 0; at < numbers.length; at++) {
      numbers[at] = columns.longs(count);
    }
    double[] least = columns.doubles(count);
    double[] greatest = columns.doubles(count);
    double[] expected = columns.doubles(count);
    in.end();
    List<Window> windows = new ArrayList<>(count);
    for (int at = 0; at < count; at++) {
      Lane of = lanes[lane[at]];
      boolean isBare = (flags[at] & NO_NUMBERS) != 0;
      long first = numbers[0][at] + numbers[4][at];
      windows.add(
          new Window(
              name.apply(of.device()),
              name.apply(of.channel()),
              numbers[0][at],
              of.sizeMicros(),
              numbers[1][at],
              (flags[at] & SUM) == 0 ? null : sum(numbers[2][at]),
              (flags[at] & SQUARES) == 0 ? null : sum(numbers[3][at]),
              isBare ? Double.NaN : least[at],
              isBare ? Double.NaN : greatest[at],
              first,
              first + numbers[5][at],
              Map.of(),
              (flags[at] & EXPECTED) == 0 ? null : Double.valueOf(expected[at])));
    }
    return windows;
  }
}
