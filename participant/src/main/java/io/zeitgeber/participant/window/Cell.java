package io.zeitgeber.participant.window;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import io.zeitgeber.participant.protocol.Channel;
import io.zeitgeber.participant.sum.ExactAccumulator;
import io.zeitgeber.participant.sum.ExactSum;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one window holds so far. Grows inside a step; once {@link #freeze() frozen} it belongs to a
 * state and is only read and copied.
 */
final class Cell {

  /** No event time lies in it. */
  static final Cell NOWHERE = new Cell(Long.MAX_VALUE, 0);

  /** Distinct codes that one window keeps apart; the rest is counted under {@link #OTHERS}. */
  static final int MAX_CODES = 256;

  static final String OTHERS = "*";

  final long startMicros;
  final long endMicros;
  private long count;
  private final ExactAccumulator sum;
  private final ExactAccumulator squares;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private long firstMicros = Long.MAX_VALUE;
  private long lastMicros = Long.MIN_VALUE;
  private @Nullable TreeMap<String, Long> codes;
  private boolean derived;
  private boolean frozen;

  Cell(long startMicros, long sizeMicros) {
    this.startMicros = startMicros;
    this.endMicros = startMicros + sizeMicros;
    sum = new ExactAccumulator();
    squares = new ExactAccumulator();
  }

  private Cell(Cell from) {
    startMicros = from.startMicros;
    endMicros = from.endMicros;
    count = from.count;
    sum = from.sum.copy();
    squares = from.squares.copy();
    min = from.min;
    max = from.max;
    firstMicros = from.firstMicros;
    lastMicros = from.lastMicros;
    codes = from.codes == null ? null : new TreeMap<>(from.codes);
    derived = from.derived;
  }

  /** This cell if it may still grow, else a copy that may. */
  Cell growing() {
    return frozen ? new Cell(this) : this;
  }

  void freeze() {
    frozen = true;
  }

  /** Its parts were revised after they closed: what it holds is known where they are stored. */
  void derive() {
    derived = true;
  }

  boolean isDerived() {
    return derived;
  }

  /** Whether nothing lies in it. */
  boolean isBlank() {
    return firstMicros > lastMicros;
  }

  void sample(long eventMicros, double value) {
    count++;
    sum.add(value);
    squares.addSquare(value);
    min = Math.min(min, value);
    max = Math.max(max, value);
    firstMicros = Math.min(firstMicros, eventMicros);
    lastMicros = Math.max(lastMicros, eventMicros);
  }

  /** So many samples of a waveform, of which only the extremes are kept. */
  void extremes(long fromMicros, long toMicros, long samples, double least, double greatest) {
    count += samples;
    covers(fromMicros, toMicros);
    number(least);
    number(greatest);
  }

  /** One more observation begins here. */
  void begins() {
    count++;
  }

  void covers(long fromMicros, long toMicros) {
    firstMicros = Math.min(firstMicros, fromMicros);
    lastMicros = Math.max(lastMicros, toMicros);
  }

  void number(double value) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }

  void adds(double share) {
    sum.add(share);
  }

  void code(String code, long more) {
    TreeMap<String, Long> into = codes == null ? new TreeMap<>() : codes;
    codes = into;
    boolean room = into.size() < MAX_CODES || into.containsKey(code);
    into.merge(room ? code : OTHERS, more, Long::sum);
  }

  void merge(Cell part) {
    count += part.count;
    sum.add(part.sum);
    squares.add(part.squares);
    number(part.min);
    number(part.max);
    covers(part.firstMicros, part.lastMicros);
    if (part.codes != null) {
      part.codes.forEach(this::code);
    }
  }

  Window window(String device, Channel channel) {
    boolean summed =
        switch (channel.shape()) {
          case SAMPLE, VECTOR, INTERVAL -> true;
          case WAVEFORM, STATE, EVENT -> false;
        };
    boolean squared = summed && channel.shape() != Channel.Shape.INTERVAL;
    long size = endMicros - startMicros;
    Double rate = channel.ratePerHour();
    return new Window(
        device,
        channel.name(),
        startMicros,
        size,
        count,
        summed ? sum.sum() : null,
        squared ? squares.sum() : null,
        min > max ? Double.NaN : min,
        min > max ? Double.NaN : max,
        isBlank() ? startMicros : firstMicros,
        isBlank() ? startMicros : lastMicros,
        codesInOrder(),
        rate == null ? null : rate * ((double) size / Tumbling.HOUR_MICROS));
  }

  private Map<String, Long> codesInOrder() {
    if (codes == null) {
      return Collections.emptySortedMap();
    }
    SortedMap<String, Long> copy = new TreeMap<>(codes);
    return Collections.unmodifiableSortedMap(copy);
  }

  void write(CanonicalWriter to) {
    to.number(startMicros).number(endMicros - startMicros).number(count);
    to.bytes(sum.sum().toBytes()).bytes(squares.sum().toBytes()).decimal(min).decimal(max);
    to.number(firstMicros)
        .number(lastMicros)
        .flag(derived)
        .number(codes == null ? 0 : codes.size());
    if (codes != null) {
      codes.forEach((code, amount) -> to.text(code).number(amount));
    }
  }

  static Cell read(CanonicalReader from) {
    long start = from.number();
    long size = from.number();
    long count = from.number();
    ExactSum sum = ExactSum.fromBytes(from.bytes());
    ExactSum squares = ExactSum.fromBytes(from.bytes());
    Cell cell = new Cell(start, size);
    cell.count = count;
    cell.sum.add(sum);
    cell.squares.add(squares);
    cell.min = from.decimal();
    cell.max = from.decimal();
    cell.firstMicros = from.number();
    cell.lastMicros = from.number();
    cell.derived = from.flag();
    for (int left = from.count(); left > 0; left--) {
      String code = from.text();
      cell.code(code, from.number());
    }
    cell.freeze();
    return cell;
  }
}
