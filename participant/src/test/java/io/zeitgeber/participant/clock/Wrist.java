package io.zeitgeber.participant.clock;

import java.util.SplittableRandom;

/**
 * A device that streams over a network: true time goes on, its clock is off by what the test sets.
 */
final class Wrist {
  static final long START = 1_767_571_200_137_000L;
  static final long SECOND = Times.SECOND;
  static final long FLOOR = 80 * Times.MILLI;

  final Heard heard = new Heard();
  DeviceClock clock;
  private final SplittableRandom random;
  long truth = START;
  long arrivals;

  /** Device − true time. */
  long error;

  long period = 5 * SECOND;

  /** What is added to every delay. */
  long lag;

  /** Greatest |event − true time| of what was sent by the last {@link #stream}. */
  long worst;

  private long lastReceived = Long.MIN_VALUE;

  Wrist(ClockPolicy policy, long seed) {
    clock = new DeviceClock(ClockState.NONE, policy, heard);
    random = new SplittableRandom(seed);
  }

  Wrist(long seed) {
    this(ClockPolicy.MODELLED, seed);
  }

  /** Streams for some time; the event times' worst error is left in {@link #worst}. */
  Wrist stream(long micros) {
    worst = 0;
    for (long until = truth + micros; truth < until; truth += period) {
      worst = Math.max(worst, Math.abs(send() - truth));
    }
    return this;
  }

  /** Sends one sample now; its event time. */
  long send() {
    long received = Math.max(lastReceived, millis(truth + FLOOR + lag + random.nextInt(200_000)));
    lastReceived = received;
    long device = millis(truth + error);
    clock.observe(device, received, arrivals++);
    return clock.eventMicros(device, received);
  }

  /** Sends what was made since, all at once, after time went on. */
  Wrist flush(long offlineMicros) {
    worst = 0;
    long made = truth;
    truth += offlineMicros;
    long received = truth + 2 * SECOND;
    for (int sent = 0; made < truth; made += period, sent++) {
      long at = millis(received + sent * 500L);
      clock.observe(millis(made + error), at, arrivals++);
      worst = Math.max(worst, Math.abs(clock.eventMicros(millis(made + error), at) - made));
      lastReceived = at;
    }
    return this;
  }

  static long millis(long micros) {
    return Math.floorDiv(micros, 1000L) * 1000;
  }
}
