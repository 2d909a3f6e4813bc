package io.zeitgeber.participant.clock;

/**
 * One device's clock at work during one step. For each record: first {@link #hint} or {@link
 * #externalTime} where it has one, then {@link #observe} once, then the times of its samples. After
 * {@link #freeze} it is used no more.
 */
public final class DeviceClock {
  /** In place of an uncertainty, where no model speaks. */
  public static final long NO_UNCERTAINTY = -1;

  private final ClockPolicy policy;
  private final ClockSink sink;
  private final EqualStamps equalStamps;
  private long latestDeviceMicros;

  public DeviceClock(ClockState from, ClockPolicy policy, ClockSink sink) {
    this.policy = policy;
    this.sink = sink;
    equalStamps = from.equalStamps.copy();
  }

  /** Takes a record with one sample. */
  public void observe(long deviceMicros, long receivedMicros, long arrival) {
    observe(deviceMicros, deviceMicros, receivedMicros, arrival);
  }

  /**
   * Takes a record.
   *
   * @param earliestDeviceMicros device time of its first sample
   * @param latestDeviceMicros device time at which its last sample, interval or state ends
   * @param arrival its ordinal among the participant's records, ascending
   */
  public void observe(
      long earliestDeviceMicros, long latestDeviceMicros, long receivedMicros, long arrival) {
    this.latestDeviceMicros = latestDeviceMicros;
    switch (policy.source()) {
      case TRUSTED, RECEIVED -> {}
      case STAMPED_BY_DEVICE -> {
        if (equalStamps.nameOnce()) {
          sink.stampsEqual(new StampsEqual(0, receivedMicros));
        }
      }
      case MODELLED -> {
        if (!equalStamps.differed() && equalStamps.take(latestDeviceMicros, receivedMicros)) {
          sink.stampsEqual(new StampsEqual(EqualStamps.NAMED_AT, receivedMicros));
        }
      }
    }
  }

  /**
   * Takes the device's stamp of the send attempt of the record that follows.
   *
   * @param sentAtMicros by the device's clock
   */
  public void hint(long sentAtMicros, long receivedMicros, long arrival) {}

  /**
   * Takes a comparison that the device made of its clock with a reference (RADAR's {@code
   * application_external_time}).
   */
  public void externalTime(
      long deviceMicros, long referenceMicros, long receivedMicros, long arrival) {}

  /** Lets received time pass without a record. */
  public void tick(long receivedMicros) {}

  /**
   * The time of a sample of the record that was just observed, as known now; it stays that of its
   * arrival. Never later than received; the samples of one record keep their order.
   */
  public long eventMicros(long deviceMicros, long receivedMicros) {
    if (policy.source() == ClockPolicy.Source.RECEIVED) {
      return receivedMicros - Math.max(0, latestDeviceMicros - deviceMicros);
    }
    return Math.min(deviceMicros, receivedMicros);
  }

  /** The best version now of an earlier arrival's time: by its segment, between final knots. */
  public long latestMicros(long deviceMicros, long receivedMicros, long arrival) {
    return Math.min(deviceMicros, receivedMicros);
  }

  /**
   * Half the width of the interval around a corrected time; {@link #NO_UNCERTAINTY} while the
   * device is trusted.
   */
  public long uncertaintyMicros(long deviceMicros) {
    return NO_UNCERTAINTY;
  }

  public Confidence confidence() {
    return Confidence.NONE;
  }

  /** What goes on into the next step. */
  public ClockState freeze() {
    return new ClockState(equalStamps);
  }
}
