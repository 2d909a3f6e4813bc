package io.zeitgeber.persistence.timeline;

import java.util.Arrays;

/**
 * When one participant wore a device, and of which time it is known whether they did: the union
 * over all their devices, told apart only where it has to be. A list of pairs that do not touch, in
 * order, so that any number of days is counted in one walk.
 */
public final class WearSpans {
  private static final long[] NOTHING = {};

  /** Nothing is known. */
  public static final WearSpans NONE = new WearSpans(NOTHING, NOTHING);

  private final long[] worn;
  private final long[] known;

  private WearSpans(long[] worn, long[] known) {
    this.worn = worn;
    this.known = known;
  }

  long wornMicros(long start, long end) {
    return within(worn, start, end);
  }

  long knownMicros(long start, long end) {
    return within(known, start, end);
  }

  private static long within(long[] spans, long start, long end) {
    long sum = 0;
    for (int at = firstEndingAfter(spans, start); at < spans.length && spans[at] < end; at += 2) {
      sum += Math.min(end, spans[at + 1]) - Math.max(start, spans[at]);
    }
    return sum;
  }

  /** Index of the first pair that ends after this; the length where there is none. */
  private static int firstEndingAfter(long[] spans, long start) {
    int low = 0;
    int high = spans.length / 2;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (spans[2 * middle + 1] > start) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return 2 * low;
  }

  /** Gathers stretches in the order of their starts. */
  public static final class Builder {
    private final Union worn = new Union();
    private final Union known = new Union();
    private long lastStart = Long.MIN_VALUE;

    /**
     * Adds a stretch.
     *
     * @param isWorn otherwise it is known that it was not
     * @throws IllegalArgumentException where it begins before the one added last
     */
    public void add(long startMicros, long endMicros, boolean isWorn) {
      if (startMicros < lastStart) {
        throw new IllegalArgumentException("stretches come in the order of their starts");
      }
      lastStart = startMicros;
      known.add(startMicros, endMicros);
      if (isWorn) {
        worn.add(startMicros, endMicros);
      }
    }

    /** What was gathered. */
    public WearSpans build() {
      return new WearSpans(worn.pairs(), known.pairs());
    }
  }

  private static final class Union {
    private long[] pairs = NOTHING;
    private int length;

    void add(long start, long end) {
      if (end <= start) {
        return;
      }
      if (length > 0 && start <= pairs[length - 1]) {
        pairs[length - 1] = Math.max(pairs[length - 1], end);
        return;
      }
      if (length == pairs.length) {
        pairs = Arrays.copyOf(pairs, Math.max(16, 2 * length));
      }
      pairs[length++] = start;
      pairs[length++] = end;
    }

    long[] pairs() {
      return Arrays.copyOf(pairs, length);
    }
  }
}
