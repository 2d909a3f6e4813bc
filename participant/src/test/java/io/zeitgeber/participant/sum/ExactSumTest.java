package io.zeitgeber.participant.sum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sums against BigDecimal, with values chosen to hurt. */
final class ExactSumTest {

  private static final double[] NASTY = {
    0.0,
    -0.0,
    1,
    -1,
    0.1,
    -0.1,
    36.6,
    72,
    1e-5,
    1e16,
    -1e16,
    0x1p63,
    -0x1p63,
    0x1p62,
    0x1.fffffffffffffp62,
    0x1p-64,
    -0x1p-65,
    0x1p-128,
    0x1p-129,
    -0x1p-128,
    3_037_000_499.0,
    3_037_000_500.0,
    -3_037_000_500.0,
    0x1p53,
    0x1p53 + 2,
    1e300,
    -1e300,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Double.MIN_NORMAL,
    Math.PI,
    -Math.E
  };

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void sum_ofSeededTerms_equalsBigDecimalInEveryReading(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 100; round++) {
      double[] terms = terms(random);
      BigDecimal sum = BigDecimal.ZERO;
      BigDecimal squares = BigDecimal.ZERO;
      ExactAccumulator sums = new ExactAccumulator();
      ExactAccumulator ofSquares = new ExactAccumulator();
      for (double term : terms) {
        sums.add(term);
        ofSquares.addSquare(term);
        sum = sum.add(new BigDecimal(term));
        squares = squares.add(new BigDecimal(term).pow(2));
      }
      assertReads(sums.sum(), sum, terms.length);
      assertReads(ofSquares.sum(), squares, terms.length);
      assertDeviation(sums.sum(), ofSquares.sum(), sum, squares, terms.length);
      assertThat(sums.mean(terms.length)).isEqualTo(sums.sum().mean(terms.length));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void sum_inAnyOrderAndGrouping_isTheSameObject(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 200; round++) {
      double[] terms = terms(random);
      ExactSum forwards = ExactSum.of(terms);
      ExactAccumulator grouped = new ExactAccumulator();
      ExactAccumulator group = new ExactAccumulator();
      for (int at = terms.length - 1; at >= 0; at--) {
        group.add(terms[at]);
        if (random.nextInt(3) == 0) {
          if (random.nextBoolean()) {
            grouped.add(group);
          } else {
            grouped.add(group.sum());
          }
          group.clear();
        }
      }
      ExactSum backwards = grouped.sum().add(group.sum());
      assertThat(backwards).isEqualTo(forwards).hasSameHashCodeAs(forwards);
      assertThat(backwards.toBytes()).isEqualTo(forwards.toBytes());
      for (double term : terms) {
        backwards = backwards.add(-term);
      }
      assertThat(backwards).isEqualTo(ExactSum.ZERO);
    }
  }

  @Test
  void deviation_ofHeartRates_isRoundedOnce() {
    ExactSum sum = ExactSum.of(71, 72, 74);
    ExactSum squares = ExactSum.ZERO.addSquare(71).addSquare(72).addSquare(74);
    assertThat(sum.mean(3)).isEqualTo(217.0 / 3.0);
    assertThat(ExactSum.deviation(sum, squares, 3)).isEqualTo(1.5275252316519468);
    assertThat(ExactSum.deviation(ExactSum.of(5), ExactSum.of(25), 1)).isNaN();
    assertThat(ExactSum.deviation(ExactSum.of(5, 5), ExactSum.of(25, 25), 2)).isZero();
  }

  @Test
  void sum_ofWhatIsNotFinite_isRefused() {
    for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1 / 0.0}) {
      assertThatThrownBy(() -> ExactSum.of(value)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> ExactSum.ZERO.addSquare(value))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void bytes_thatNoSumHas_areRefused() {
    byte[][] strange = {
      {}, {0}, {0, 0, 1}, {1, 2}, {(byte) 0x80, 5}, {(byte) 0x80, 5, 1}, {(byte) 0xff, 5, 1}, {-1}
    };
    for (byte[] bytes : strange) {
      assertThatThrownBy(() -> ExactSum.fromBytes(bytes))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(ExactSum.ZERO.toBytes()).containsExactly(0, 0);
    assertThat(ExactSum.of(300).toBytes()).containsExactly(0, 1, 44);
    assertThat(ExactSum.of(-0.75).toBytes()).containsExactly(2, -3);
  }

  private static void assertReads(ExactSum sum, BigDecimal expected, int count) {
    assertThat(sum.exact()).isEqualByComparingTo(expected);
    assertThat(sum.doubleValue()).isEqualTo(expected.doubleValue());
    assertThat(ExactSum.fromBytes(sum.toBytes())).isEqualTo(sum);
    // 2,000 digits hold every tie between two doubles exactly, so this rounds once, in effect.
    MathContext digits = new MathContext(2_000, RoundingMode.DOWN);
    BigDecimal mean = expected.divide(BigDecimal.valueOf(count), digits);
    if (expected.signum() != 0
        && mean.multiply(BigDecimal.valueOf(count)).compareTo(expected) != 0) {
      mean =
          mean.add(
              mean.ulp().multiply(BigDecimal.valueOf(expected.signum())).scaleByPowerOfTen(-9));
    }
    assertThat(sum.mean(count)).isEqualTo(mean.doubleValue());
  }

  private static void assertDeviation(
      ExactSum sum, ExactSum squares, BigDecimal exact, BigDecimal ofSquares, int count) {
    double deviation = ExactSum.deviation(sum, squares, count);
    if (count < 2) {
      assertThat(deviation).isNaN();
      return;
    }
    BigDecimal n = BigDecimal.valueOf(count);
    BigDecimal spread = ofSquares.multiply(n).subtract(exact.pow(2));
    BigDecimal divisor = n.multiply(n.subtract(BigDecimal.ONE));
    // No other double is nearer: the exact variance lies between the squares of the midpoints.
    BigDecimal below = midpoint(deviation, Math.nextDown(deviation));
    BigDecimal above = midpoint(deviation, Math.nextUp(deviation));
    if (below.signum() > 0) {
      assertThat(below.pow(2).multiply(divisor)).isLessThanOrEqualTo(spread);
    }
    assertThat(above.pow(2).multiply(divisor)).isGreaterThanOrEqualTo(spread);
  }

  private static BigDecimal midpoint(double one, double other) {
    BigDecimal greatest = new BigDecimal(BigInteger.ONE.shiftLeft(1024));
    BigDecimal second = Double.isInfinite(other) ? greatest : new BigDecimal(other);
    return new BigDecimal(one).add(second).divide(BigDecimal.valueOf(2));
  }

  private static double[] terms(SplittableRandom random) {
    double[] terms = new double[1 + random.nextInt(12)];
    int kind = random.nextInt(5);
    for (int at = 0; at < terms.length; at++) {
      terms[at] =
          switch (kind) {
            case 0 -> NASTY[random.nextInt(NASTY.length)];
            case 1 -> random.nextInt(30, 220);
            case 2 -> random.nextInt(300, 420) / 10.0;
            case 3 -> anyFinite(random);
            default -> (random.nextDouble() - 0.5) * Math.scalb(1.0, random.nextInt(-90, 90));
          };
    }
    return terms;
  }

  private static double anyFinite(SplittableRandom random) {
    double value = Double.longBitsToDouble(random.nextLong());
    return Double.isFinite(value) ? value : 0.5;
  }
}
