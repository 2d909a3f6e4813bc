package io.zeitgeber.persistence.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ColumnsTest {
  private static final int SEEDS = 2_000;

  private final ByteSink out = new ByteSink();
  private final ColumnWriter writer = new ColumnWriter(out);

  @Test
  void longs_ofAnyShape_comeBack() {
    for (int seed = 0; seed < SEEDS; seed++) {
      long[] numbers = longs(new SplittableRandom(seed));
      assertThat(again(numbers)).as("seed %d", seed).isEqualTo(numbers);
    }
  }

  @Test
  void longs_ofAnyShapeCoded_comeBack_andTakeHardlyMoreRoom() {
    ColumnWriter coding = ColumnWriter.coding(out);
    Set<Integer> layouts = new TreeSet<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long[] numbers = seed % 3 == 0 ? longs(random) : spread(random);
      int plain = again(numbers).length == 0 ? 0 : out.size();
      out.clear();
      coding.longs(numbers, numbers.length);
      // What lies far off is estimated.
      assertThat(out.size()).as("seed %d", seed).isLessThanOrEqualTo(plain + 8);
      ByteSource in = new ByteSource(out.toBytes());
      assertThat(new ColumnReader(in).longs(numbers.length)).as("seed %d", seed).isEqualTo(numbers);
      in.end();
      if (numbers.length > 0) {
        layouts.add(out.array()[0] & 0x0F);
      }
    }
    assertThat(layouts).contains(5, 6, 7);
  }

  @Test
  void waitingTimes_coded_takeWhatTheirSpreadSays() {
    SplittableRandom random = new SplittableRandom(1);
    long[] waits = new long[256];
    for (int at = 0; at < waits.length; at++) {
      waits[at] = waiting(random);
    }
    waits[100] = 3_000;
    again(waits);
    int plain = out.size();
    out.clear();
    ColumnWriter.coding(out).longs(waits, waits.length);
    assertThat(out.size()).as("of %d bytes", plain).isLessThan(plain * 4 / 5);
  }

  /** Beside a line, waiting times, or their sums; now and then one that lies far off. */
  private static long[] spread(SplittableRandom random) {
    long[] numbers = new long[random.nextInt(300)];
    int kind = random.nextInt(3);
    long number = random.nextLong() >> random.nextInt(20, 64);
    long step = random.nextInt(1_000);
    for (int at = 0; at < numbers.length; at++) {
      long far = random.nextInt(200) == 0 ? random.nextLong() >>> random.nextInt(26, 64) : 0;
      numbers[at] =
          switch (kind) {
            case 0 -> number + at * step + random.nextInt(9) + far;
            case 1 -> number + waiting(random) + far;
            default -> number += waiting(random) + far;
          };
    }
    return numbers;
  }

  private static long waiting(SplittableRandom random) {
    return 70L * Long.numberOfTrailingZeros(random.nextLong()) + random.nextInt(70);
  }

  @Test
  void doubles_ofAnyShape_comeBackToTheBit() {
    for (int seed = 0; seed < SEEDS; seed++) {
      double[] values = doubles(new SplittableRandom(seed));
      out.clear();
      writer.doubles(values, values.length);
      double[] read = reader().doubles(values.length);
      assertThat(bits(read)).as("seed %d", seed).isEqualTo(bits(values));
    }
  }

  @Test
  void bitRuns_withAnyNaN_comeBackToTheBit() {
    double[] values = {Double.NaN, Double.longBitsToDouble(0x7ff8000000000123L), -0.0, 0.0, 32};
    writer.bitRuns(values, values.length);
    assertThat(bits(reader().bitRuns(values.length))).isEqualTo(bits(values));
  }

  @Test
  void texts_missingRepeatedAndBroken_comeBack() {
    @Nullable String[] texts = {
      "", null, "Äpfel", "\uD800", "a\0b", "😀", null, "Äpfel", "\uDC00\uD800"
    };
    for (int count = 0; count <= texts.length; count++) {
      out.clear();
      writer.texts(texts, count);
      assertThat(reader().texts(count)).isEqualTo(Arrays.copyOf(texts, count));
    }
    @Nullable String[] codes =
        IntStream.range(0, 500).mapToObj(at -> "code" + at % 3).toArray(String[]::new);
    out.clear();
    writer.texts(codes, codes.length);
    assertThat(reader().texts(codes.length)).isEqualTo(codes);
  }

  @Test
  void times_ofAFiveSecondCadence_takeAFewBytesInAll() {
    long[] times =
        IntStream.range(0, 512).mapToLong(at -> 1_760_000_000_123_000L + at * 5_000_000L).toArray();
    again(times);
    assertThat(out.size()).isLessThan(12);
  }

  @Test
  void storable_replacesOnlyWhatPostgresCannotHold() {
    assertThat(Text.storable("Grün 😀")).isEqualTo("Grün 😀");
    assertThat(Text.storable("a\0b\uD800")).isEqualTo("a\uFFFDb\uFFFD");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void damagedBytes_throwUnreadableOrGiveOtherNumbers(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 5_000; round++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      try {
        ColumnReader reader = new ColumnReader(new ByteSource(bytes));
        assertThat(reader.longs(20)).hasSize(20);
        assertThat(reader.doubles(10)).hasSize(10);
        assertThat(reader.runs(5, 100)).hasSize(5);
        assertThat(reader.texts(3)).hasSize(3);
      } catch (Unreadable expected) {
        assertThat(expected).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void bytesThatEndEarly_throwUnreadable() {
    writer.longs(new long[] {1, 5, 2, 9}, 4);
    ByteSource cut = new ByteSource(out.array(), 0, out.size() - 1);
    assertThatExceptionOfType(Unreadable.class).isThrownBy(() -> new ColumnReader(cut).longs(4));
  }

  private long[] again(long[] numbers) {
    out.clear();
    writer.longs(numbers, numbers.length);
    ByteSource in = new ByteSource(out.toBytes());
    long[] read = new ColumnReader(in).longs(numbers.length);
    in.end();
    return read;
  }

  private ColumnReader reader() {
    return new ColumnReader(new ByteSource(out.toBytes()));
  }

  private static long[] longs(SplittableRandom random) {
    long[] numbers = new long[random.nextInt(70)];
    long unit = new long[] {1, 1_000, 1_000_000, 60_000_000, 7}[random.nextInt(5)];
    int width = 1 + random.nextInt(63);
    long number = random.nextLong() >> random.nextInt(64);
    int kind = random.nextInt(4);
    for (int at = 0; at < numbers.length; at++) {
      long next = random.nextLong() >>> width;
      number =
          switch (kind) {
            case 0 -> next;
            case 1 -> number + next;
            case 2 -> number + 5 + (random.nextInt(9) == 0 ? next : 0);
            default -> random.nextBoolean() ? Long.MIN_VALUE : next;
          };
      numbers[at] = number * unit;
    }
    return numbers;
  }

  private static double[] doubles(SplittableRandom random) {
    double[] values = new double[random.nextInt(40)];
    int kind = random.nextInt(5);
    for (int at = 0; at < values.length; at++) {
      values[at] =
          switch (kind) {
            case 0 -> random.nextInt(40, 200);
            case 1 -> random.nextInt(40_000) / 100.0;
            case 2 -> random.nextInt(10) == 0 ? -0.0 : random.nextInt(5);
            case 3 -> Double.longBitsToDouble(random.nextLong());
            default -> random.nextLong() / 10.0;
          };
    }
    return values;
  }

  private static long[] bits(double[] values) {
    return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
  }
}
