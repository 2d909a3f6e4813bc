package io.zeitgeber.participant.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.sum.ExactSum;
import io.zeitgeber.participant.window.Tumbling;
import io.zeitgeber.participant.window.Window;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is closed plus what amends it equals a straight sum over everything that came, for every
 * window of every size, whatever came late.
 */
final class WindowsAddUpTest {
  private static final long[] SIZES = {
    Tumbling.MINUTE_MICROS, Tumbling.HOUR_MICROS, Tumbling.DAY_MICROS
  };

  static List<Long> seeds() {
    return LongStream.rangeClosed(1, 60).boxed().toList();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void windows_closedAndAmended_equalAStraightSum(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Story story = Story.under(Protocols.FORGIVING);
    Map<Key, Total> expected = new HashMap<>();
    long now = random.nextLong(1L << 50);
    Places places = new Places(now);
    for (int record = 0; record < 300; record++) {
      now += random.nextInt(60) == 0 ? random.nextLong(1L << 38) : random.nextLong(40_000_000);
      long at = now - (random.nextInt(3) == 0 ? random.nextLong(1L << random.nextInt(5, 40)) : 0);
      int kind = random.nextInt(4);
      long duration = 0;
      if (kind == 1 || kind == 2) {
        at = places.next(random);
        duration = at - places.start;
        now = Math.max(now, at);
      }
      long lasts = duration;
      long ends = at;
      long received = now;
      switch (kind) {
        case 0 -> {
          double value = random.nextInt(300, 420) / 10.0;
          story.record("w", "skin_temperature", ends, received, batch -> batch.value(value));
          each(ends, ends, (key, _) -> total(expected, "skin_temperature", key).sample(value));
        }
        case 1 -> {
          double value = random.nextInt(10_000);
          story.record("w", "steps", ends - lasts, received, b -> b.duration(lasts).value(value));
          each(
              ends - lasts,
              ends,
              (key, elapsed) -> total(expected, "steps", key).share(value, lasts, elapsed));
        }
        case 2 -> {
          String code = "code-" + random.nextInt(3);
          story.record(
              "w", "sleep_stage", ends - lasts, received, b -> b.duration(lasts).code(code));
          each(
              ends - lasts,
              ends,
              (key, elapsed) -> total(expected, "sleep_stage", key).state(code, elapsed));
        }
        default -> {
          story.record("w", "screen", ends, received, batch -> batch.code("on"));
          each(ends, ends, (key, _) -> total(expected, "screen", key).event("on"));
        }
      }
    }
    story.input(new Input.Tick(now + (1L << 40)));
    closeAll(story, now + (1L << 41));
    Map<Key, Total> merged = merged(story.facts());
    assertThat(merged.keySet()).isEqualTo(expected.keySet());
    merged.forEach(
        (key, total) -> total.assertEquals(Objects.requireNonNull(expected.get(key)), key));
  }

  /** Moves every front far ahead; what that itself brings stays open. */
  private static void closeAll(Story story, long far) {
    story.record("w", "skin_temperature", far, batch -> batch.value(30));
    story.record("w", "steps", far, batch -> batch.duration(0).value(1));
    story.record("w", "sleep_stage", far, batch -> batch.duration(0).code("code-1"));
    story.record("w", "screen", far, batch -> batch.code("on"));
  }

  private static Map<Key, Total> merged(List<Fact> facts) {
    Map<Key, Total> merged = new HashMap<>();
    for (Fact fact : facts) {
      if (fact instanceof Fact.WindowClosed(Window window)) {
        Key key = Key.of(window, window.sizeMicros());
        boolean closedBefore = merged.containsKey(key);
        assertThat(closedBefore).as("closed once: %s", key).isFalse();
        merged.computeIfAbsent(key, _ -> new Total()).add(window);
      } else if (fact instanceof AmendFact.WindowRevised revised) {
        Total minute = new Total();
        minute.add(revised.window());
        merged.put(Key.of(revised.window(), SIZES[0]), minute);
        if (revised.hourClosed()) {
          derive(merged, Key.of(revised.window(), SIZES[1]));
        }
        if (revised.dayClosed()) {
          derive(merged, Key.of(revised.window(), SIZES[2]));
        }
      } else if (fact instanceof AmendFact.WindowDerived derived) {
        derive(merged, new Key(derived.channel(), derived.startMicros(), derived.sizeMicros()));
      }
    }
    return merged;
  }

  /** As the table does: an hour or day is what its minutes are. */
  private static void derive(Map<Key, Total> merged, Key key) {
    Total total = new Total();
    for (long at = key.start; at < key.start + key.size; at += SIZES[0]) {
      Total minute = merged.get(new Key(key.channel, at, SIZES[0]));
      if (minute != null) {
        total.add(minute);
      }
    }
    merged.put(key, total);
  }

  /** Places of intervals of one device: beside each other, some left out and filled later. */
  private static final class Places {
    private final List<long[]> leftOut = new ArrayList<>();
    private long edge;
    private long start;

    Places(long edge) {
      this.edge = edge;
    }

    /** The end of the next one. */
    long next(SplittableRandom random) {
      if (!leftOut.isEmpty() && random.nextInt(3) == 0) {
        long[] place = leftOut.remove(random.nextInt(leftOut.size()));
        start = place[0];
        return place[1];
      }
      long length = 1 + random.nextLong(1L << random.nextInt(5, 36));
      start = edge;
      edge += length;
      if (random.nextInt(4) == 0) {
        leftOut.add(new long[] {start, edge});
        return next(random);
      }
      return edge;
    }
  }

  private static Total total(Map<Key, Total> totals, String channel, long[] startAndSize) {
    Key key = new Key(channel, startAndSize[0], startAndSize[1]);
    return totals.computeIfAbsent(key, _ -> new Total());
  }

  /** Every window of every size that [start, end] overlaps, with the overlap in elapsed time. */
  private static void each(long start, long end, Overlap overlap) {
    for (long size : SIZES) {
      for (long at = floor(start, size); at == floor(start, size) || at < end; at += size) {
        long from = Math.max(start, at) - start;
        long to = Math.min(end, at + size) - start;
        overlap.with(new long[] {at, size}, new long[] {from, to});
      }
    }
  }

  private static long floor(long micros, long size) {
    return Math.floorDiv(micros, size) * size;
  }

  private interface Overlap {
    void with(long[] startAndSize, long[] elapsed);
  }

  private record Key(String channel, long start, long size) {
    static Key of(Window window, long size) {
      return new Key(window.channel(), floor(window.startMicros(), size), size);
    }
  }

  /** What one window adds up to. */
  private static final class Total {
    private long count;
    private BigDecimal sum = BigDecimal.ZERO;
    private BigDecimal squares = BigDecimal.ZERO;
    private final TreeMap<String, Long> codes = new TreeMap<>();

    void sample(double value) {
      count++;
      sum = sum.add(new BigDecimal(value));
      squares = squares.add(new BigDecimal(value).pow(2));
    }

    void share(double value, long duration, long[] elapsed) {
      count += elapsed[0] == 0 ? 1 : 0;
      BigDecimal before = elapsed[0] == 0 ? BigDecimal.ZERO : upTo(value, duration, elapsed[0]);
      sum = sum.add(upTo(value, duration, elapsed[1])).subtract(before);
    }

    /** Whole units: up to each boundary the exact proportion, rounded half up. */
    private static BigDecimal upTo(double value, long duration, long elapsed) {
      return elapsed == duration
          ? new BigDecimal(value)
          : new BigDecimal(value)
              .multiply(BigDecimal.valueOf(elapsed))
              .divide(BigDecimal.valueOf(duration), 0, RoundingMode.HALF_UP);
    }

    void state(String code, long[] elapsed) {
      count += elapsed[0] == 0 ? 1 : 0;
      codes.merge(code, elapsed[1] - elapsed[0], Long::sum);
    }

    void event(String code) {
      count++;
      codes.merge(code, 1L, Long::sum);
    }

    void add(Window window) {
      count += window.count();
      ExactSum ofValues = window.sum();
      ExactSum ofSquares = window.sumOfSquares();
      sum = ofValues == null ? sum : sum.add(ofValues.exact());
      squares = ofSquares == null ? squares : squares.add(ofSquares.exact());
      window.codeMicros().forEach((code, amount) -> codes.merge(code, amount, Long::sum));
    }

    void add(Total part) {
      count += part.count;
      sum = sum.add(part.sum);
      squares = squares.add(part.squares);
      part.codes.forEach((code, amount) -> codes.merge(code, amount, Long::sum));
    }

    void assertEquals(Total other, Key key) {
      assertThat(count).as("count of %s", key).isEqualTo(other.count);
      assertThat(codes).as("codes of %s", key).isEqualTo(other.codes);
      assertThat(sum).as("sum of %s", key).isEqualByComparingTo(other.sum);
      boolean squared = key.channel.equals("skin_temperature");
      assertThat(squares)
          .as("squares of %s", key)
          .isEqualByComparingTo(squared ? other.squares : BigDecimal.ZERO);
    }
  }
}
