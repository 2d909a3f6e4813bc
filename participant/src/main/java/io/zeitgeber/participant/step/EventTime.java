package io.zeitgeber.participant.step;

import io.zeitgeber.participant.clock.ClockPolicy;
import io.zeitgeber.participant.clock.ClockSink;
import io.zeitgeber.participant.clock.ClockState;
import io.zeitgeber.participant.clock.ConfidenceChange;
import io.zeitgeber.participant.clock.DeviceClock;
import io.zeitgeber.participant.clock.Rebased;
import io.zeitgeber.participant.clock.StampsEqual;
import io.zeitgeber.participant.clock.Stepped;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.protocol.Channel;

/**
 * When something happened: what the device's clock said, as far as its model corrects it, and never
 * later than it was received. The one place where a clock speaks.
 *
 * <p>It keeps the order of the samples of one record: windows and rules rely on it.
 */
final class EventTime {

  /** The channel whose values say what a time server said when the device's clock said that. */
  private static final String EXTERNAL_TIME = "external_time";

  private static final long AHEAD_MICROS = 1_000_000;
  private static final long LONGEST_KEPT_MICROS = 45L * 24 * 3600 * 1_000_000;

  /** For looking back: nothing new is learned. */
  private static final ClockSink DEAF =
      new ClockSink() {
        @Override
        public void stepped(Stepped stepped) {}

        @Override
        public void rebased(Rebased rebased) {}

        @Override
        public void confidenceChanged(ConfidenceChange change) {}

        @Override
        public void stampsEqual(StampsEqual finding) {}
      };

  private final ClockPolicy policy;
  private final DeviceClock clock;
  private boolean unknowable;

  private EventTime(ClockPolicy policy, DeviceClock clock) {
    this.policy = policy;
    this.clock = clock;
  }

  /** Of a device, while its records are taken. */
  static EventTime of(ClockState from, ClockPolicy policy, ClockSink sink) {
    return new EventTime(policy, new DeviceClock(from, policy, sink));
  }

  /** A clock that is only looked at: what it concludes is told to nobody. */
  static DeviceClock shown(ClockState from, ClockPolicy policy) {
    return new DeviceClock(from, policy, DEAF);
  }

  /** Of records that were taken before, as is known now. */
  static EventTime lookingBack(ClockState from, ClockPolicy policy) {
    return of(from, policy, DEAF);
  }

  /** Takes a record's stamps; to be called once for each record, before its times are asked. */
  void observe(Batch batch, int row, Channel channel, long receivedMicros, long arrival) {
    if (channel.name().equals(EXTERNAL_TIME) && channel.shape() == Channel.Shape.SAMPLE) {
      compare(batch, row, receivedMicros, arrival);
    }
    long[] sentAt = batch.sentAtMicros();
    if (sentAt != null && sentAt[row] != Batch.NONE) {
      clock.hint(sentAt[row], receivedMicros, arrival);
    }
    long first = batch.deviceMicros()[row];
    clock.observe(first, Shapes.lastMicros(batch, row, channel.shape()), receivedMicros, arrival);
  }

  /**
   * What the device found its clock to say while a time server said something else. A server that
   * names a time after the record was received, or one longer ago than data are kept back, is
   * wrong.
   */
  private void compare(Batch batch, int row, long receivedMicros, long arrival) {
    int at = batch.valueStart()[row];
    if (batch.valueStart()[row + 1] != at + 1) {
      return;
    }
    long reference = Math.round(batch.values()[at] * Shapes.MICROS_PER_SECOND);
    if (reference <= receivedMicros + AHEAD_MICROS
        && reference >= receivedMicros - LONGEST_KEPT_MICROS) {
      clock.externalTime(batch.deviceMicros()[row], reference, receivedMicros, arrival);
    }
  }

  /** Of an instant of the record that was just observed. */
  long of(long deviceMicros, long receivedMicros) {
    return clock.eventMicros(deviceMicros, receivedMicros);
  }

  /** Of the start of a duration, which as a whole cannot have been received before its end. */
  long ofStart(long deviceMicros, long durationMicros, long receivedMicros) {
    return of(deviceMicros + durationMicros, receivedMicros) - durationMicros;
  }

  /** Of an instant of an earlier record, as is known now. */
  long latest(long deviceMicros, long receivedMicros, long arrival) {
    return clock.latestMicros(deviceMicros, receivedMicros, arrival);
  }

  /**
   * Half the width of the interval in which an instant lies; negative where no model has spoken.
   */
  long uncertainty(long deviceMicros) {
    return policy.source() == ClockPolicy.Source.MODELLED
        ? clock.uncertaintyMicros(deviceMicros)
        : DeviceClock.NO_UNCERTAINTY;
  }

  /** As {@link #uncertainty}, at the newest sample. */
  long uncertaintyNow() {
    return uncertainty(clock.newestDeviceMicros());
  }

  /** As {@link #uncertainty}, of an event time. */
  long uncertaintyAt(long eventMicros) {
    return uncertainty(eventMicros - clock.offsetMicros());
  }

  /** What is known of the clock now. */
  ClockThen then() {
    return new ClockThen(
        policy.source(),
        clock.confidence(),
        clock.segment(),
        clock.offsetMicros(),
        clock.driftPpb());
  }

  /** Whether times may be built on: what is closed now is final. */
  boolean isSettled() {
    return switch (policy.source()) {
      case TRUSTED, RECEIVED, STAMPED_BY_DEVICE -> true;
      case MODELLED ->
          switch (clock.confidence()) {
            case NONE -> unknowable;
            case SUSPECT -> false;
            case COARSE, GOOD -> true;
          };
    };
  }

  /** Whether times are corrected, or may be. */
  boolean isModelled() {
    return policy.source() == ClockPolicy.Source.MODELLED;
  }

  /** Nothing is to be learned of this clock: what it says is all there is. */
  void unknowable() {
    unknowable = true;
  }

  ClockState freeze() {
    return clock.freeze();
  }
}
