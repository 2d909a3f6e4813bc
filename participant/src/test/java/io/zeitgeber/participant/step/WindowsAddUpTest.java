package io.zeitgeber.participant.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.sum.ExactSum;
import io.zeitgeber.participant.window.Tumbling;
import io.zeitgeber.participant.window.Window;
import java.math.BigDecimal;
import java.math.RoundingMode;
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
    Story story = Story.under(Protocols.OPEN);
    Map<Key, Total> expected = new HashMap<>();
    long now = random.nextLong(1L << 50);
    for (int record = 0; record < 300; record++) {
      now += random.nextInt(60) == 0 ? random.nextLong(1L << 38) : random.nextLong(40_000_000);
      long at = now - (random.nextInt(3) == 0 ? random.nextLong(1L << random.nextInt(5, 40)) : 0);
      long duration = random.nextLong(1L << random.nextInt(5, 37));
      switch (random.nextInt(4)) {
        case 0 -> {
          double value = random.nextInt(300, 420) / 10.0;
          story.record("w", "skin_temperature", at, now, batch -> batch.value(value));
          each(at, at, (key, _) -> total(expected, "skin_temperature", key).sample(value));
        }
        case 1 -> {
          double value = random.nextInt(10_000);
          story.record("w", "steps", at - duration, now, b -> b.duration(duration).value(value));
          each(
              at - duration,
              at,
              (key, elapsed) -> total(expected, "steps", key).share(value, duration, elapsed));
        }
        case 2 -> {
          String code = "code-" + random.nextInt(3);
          story.record(
              "w", "sleep_stage", at - duration, now, b -> b.duration(duration).code(code));
          each(
              at - duration,
              at,
              (key, elapsed) -> total(expected, "sleep_stage", key).state(code, elapsed));
        }
        default -> {
          story.record("w", "screen", at, now, batch -> batch.code("on"));
          each(at, at, (key, _) -> total(expected, "screen", key).event("on"));
        }
      }
    }
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
        boolean amendedBefore = merged.containsKey(key);
        assertThat(amendedBefore).as("closed once: %s", key).isFalse();
        merged.computeIfAbsent(key, _ -> new Total()).add(window);
      } else if (fact instanceof Fact.WindowAmended(Window late, boolean hour, boolean day)) {
        merged.computeIfAbsent(Key.of(late, SIZES[0]), _ -> new Total()).add(late);
        if (hour) {
          merged.computeIfAbsent(Key.of(late, SIZES[1]), _ -> new Total()).add(late);
        }
        if (day) {
          merged.computeIfAbsent(Key.of(late, SIZES[2]), _ -> new Total()).add(late);
        }
      }
    }
    return merged;
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
