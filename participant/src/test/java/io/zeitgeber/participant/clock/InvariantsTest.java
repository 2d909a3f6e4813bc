package io.zeitgeber.participant.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.canonical.CanonicalReader;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds whatever comes, on kept traces of four regimes and on noise. */
final class InvariantsTest {
  private static final int MOST_BYTES = 3_000;

  @ParameterizedTest
  @CsvSource({
    "LIVE_BATCH,5888ba7af04a9e58",
    "STEP_1H,79d263f49cdc1829",
    "EPOCH_RESET,f43e65584c570a95",
    "BATCH_STEP_HINT,569778648c4a84b1"
  })
  void keptTrace_givesTheSameBitsForEver(String regime, String digest)
      throws NoSuchAlgorithmException {
    KeptTrace trace = KeptTrace.of(regime);
    Heard heard = new Heard();
    DeviceClock clock = new DeviceClock(ClockState.NONE, ClockPolicy.MODELLED, heard);
    MessageDigest all = MessageDigest.getInstance("SHA-256");
    for (int at = 0; at < trace.device.length; at++) {
      all.update(number(trace.record(clock, at)));
    }
    for (int at = 0; at < trace.device.length; at += 7) {
      all.update(number(clock.latestMicros(trace.device[at], trace.received[at], at)));
    }
    for (Stepped step : heard.steps) {
      all.update(number(step.firstArrival()));
    }
    assertThat(HexFormat.of().formatHex(all.digest()).substring(0, 16)).isEqualTo(digest);
  }

  private static byte[] number(long value) {
    return ByteBuffer.allocate(8).putLong(value).array();
  }

  @ParameterizedTest
  @ValueSource(strings = {"LIVE_BATCH", "STEP_1H", "EPOCH_RESET", "BATCH_STEP_HINT"})
  void keptTrace_cutAnywhereWithTicksBetween_isTheSame(String regime) {
    KeptTrace trace = KeptTrace.of(regime);
    Heard straight = new Heard();
    Heard cut = new Heard();
    DeviceClock one = new DeviceClock(ClockState.NONE, ClockPolicy.MODELLED, straight);
    DeviceClock two = new DeviceClock(ClockState.NONE, ClockPolicy.MODELLED, cut);
    SplittableRandom random = new SplittableRandom(regime.hashCode());
    for (int at = 0; at < trace.device.length; at++) {
      assertThat(trace.record(two, at)).isEqualTo(trace.record(one, at));
      if (random.nextInt(50) == 0) {
        byte[] bytes = KeptTrace.bytes(two.freeze());
        assertThat(bytes).hasSizeLessThan(MOST_BYTES);
        two =
            new DeviceClock(ClockState.read(new CanonicalReader(bytes)), ClockPolicy.MODELLED, cut);
        assertThat(KeptTrace.bytes(two.freeze())).isEqualTo(bytes);
      } else if (random.nextInt(50) == 0) {
        ClockState state = two.freeze();
        two = new DeviceClock(state, ClockPolicy.MODELLED, cut);
      }
      long next = at + 1 < trace.received.length ? trace.received[at + 1] : trace.received[at];
      long apart = Math.max(0, next - trace.received[at]);
      if (random.nextInt(4) == 0 && apart > 0) {
        two.tick(trace.received[at] + random.nextLong(apart));
      }
    }
    assertThat(cut.all()).isEqualTo(straight.all());
    assertThat(KeptTrace.bytes(two.freeze())).isEqualTo(KeptTrace.bytes(one.freeze()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"LIVE_BATCH", "STEP_1H", "EPOCH_RESET", "BATCH_STEP_HINT"})
  void keptTrace_correctedTimes_areNeverAfterReceivedAndInOrderWithinASegment(String regime) {
    KeptTrace trace = KeptTrace.of(regime);
    Heard heard = new Heard();
    DeviceClock clock = new DeviceClock(ClockState.NONE, ClockPolicy.MODELLED, heard);
    for (int at = 0; at < trace.device.length; at++) {
      assertThat(trace.record(clock, at)).isLessThanOrEqualTo(trace.received[at]);
      assertThat(clock.latestMicros(trace.device[at], trace.received[at], at))
          .isLessThanOrEqualTo(trace.received[at]);
    }
    List<long[]> knots = heard.knots;
    for (int at = 1; at < knots.size(); at++) {
      long[] left = knots.get(at - 1);
      long[] right = knots.get(at);
      if (left[0] == right[0] && right[1] > left[1]) {
        assertThat(Math.abs(right[2] - left[2])).isLessThan(right[1] - left[1]);
      }
    }
    Stepped last = null;
    for (Stepped step : heard.steps) {
      assertThat(last == null || step.firstArrival() >= last.firstArrival()).isTrue();
      last = step;
    }
  }

  @Test
  void currentSegment_read_isStrictlyIncreasingWithDeviceTime() {
    KeptTrace trace = KeptTrace.of("LIVE_BATCH");
    DeviceClock clock = new DeviceClock(ClockState.NONE, ClockPolicy.MODELLED, new Heard());
    int records = trace.device.length / 2;
    for (int at = 0; at < records; at++) {
      trace.record(clock, at);
    }
    long[] devices = Arrays.copyOf(trace.device, records);
    Arrays.sort(devices);
    long never = Long.MAX_VALUE / 4;
    long before = Long.MIN_VALUE;
    for (int at = 1; at < records; at++) {
      if (devices[at] > devices[at - 1]) {
        long event = clock.latestMicros(devices[at], devices[at] + Times.DAY, records);
        assertThat(event).isGreaterThan(before).isLessThan(never);
        before = event;
      }
    }
  }

  /** A repeated sample is no evidence unless it is lower. */
  @Test
  void isolatedRepeats_changeNoLine() {
    Wrist plain = new Wrist(21);
    Wrist repeating = new Wrist(21);
    plain.stream(6 * Times.HOUR);
    repeating.stream(6 * Times.HOUR);
    long received = repeating.truth + Times.SECOND;
    for (int back = 10; back < 200; back += 17) {
      long old = repeating.truth - back * Times.MINUTE;
      repeating.clock.observe(old + repeating.error, received, repeating.arrivals++);
    }
    assertThat(repeating.clock.offsetMicros() - plain.clock.offsetMicros())
        .isBetween(-20 * Times.MILLI, 20 * Times.MILLI);
    plain.stream(Times.HOUR);
    repeating.stream(Times.HOUR);
    assertThat(repeating.heard.steps).isEmpty();
    assertThat(Math.abs(repeating.worst - plain.worst)).isLessThan(Times.SECOND);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void noise_ofAnySort_neverBreaksTheModelNorGrowsIt(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Heard heard = new Heard();
    DeviceClock clock = new DeviceClock(ClockState.NONE, ClockPolicy.MODELLED, heard);
    long now = Wrist.START;
    long most = (1L << 52) - 1;
    for (int at = 0; at < 20_000; at++) {
      now += random.nextLong(1L << random.nextInt(1, 36));
      long off = random.nextLong(1L << random.nextInt(1, 52));
      long device = Math.clamp(random.nextInt(3) == 0 ? now - off : off, -most, most);
      if (random.nextInt(9) == 0) {
        clock.hint(device, now, at);
      }
      clock.observe(device - random.nextInt(1_000_000), device, now, at);
      assertThat(clock.eventMicros(device, now)).isLessThanOrEqualTo(now);
      assertThat(clock.latestMicros(device, now, at)).isLessThanOrEqualTo(now);
      clock.uncertaintyMicros(device);
      if (at % 500 == 0) {
        assertThat(KeptTrace.bytes(clock.freeze())).hasSizeLessThan(MOST_BYTES);
      }
    }
  }
}
