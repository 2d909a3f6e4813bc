package io.zeitgeber.participant.clock;

/**
 * One device's clock at work during one step. For each record: first {@link #hint} or {@link
 * #externalTime} where it has one, then {@link #observe} once, then the times of its samples. After
 * {@link #freeze} it is used no more.
 *
 * <p>What it concludes is a function of the records in the order of arrival and of nothing else.
 */
public final class DeviceClock {
  /** In place of an uncertainty, where no model speaks. */
  public static final long NO_UNCERTAINTY = -1;

  private final ClockPolicy policy;
  private final ClockPolicy.Source source;
  private final ClockSink sink;
  private final Envelope envelope;
  private final Binning binning;
  private final SentAt sentAt;
  private final Arriving arriving;
  private final Curve curve;
  private long latestDeviceMicros;

  public DeviceClock(ClockState from, ClockPolicy policy, ClockSink sink) {
    this.policy = policy;
    this.sink = sink;
    source = policy.source();
    envelope = from.fork();
    Steps steps = new Steps(envelope, policy, sink);
    binning = new Binning(envelope, steps, policy, sink);
    sentAt = new SentAt(envelope, steps);
    arriving = new Arriving(envelope, steps, sentAt);
    curve = new Curve(envelope);
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
    if (source == ClockPolicy.Source.MODELLED && differ(latestDeviceMicros, receivedMicros)) {
      begin(latestDeviceMicros, receivedMicros, arrival);
      arriving.take(earliestDeviceMicros, latestDeviceMicros, receivedMicros, arrival);
    } else if (source == ClockPolicy.Source.STAMPED_BY_DEVICE && envelope.equalStamps.nameOnce()) {
      sink.stampsEqual(new StampsEqual(0, receivedMicros));
    }
  }

  /** Whether the stamps of some record differed. */
  private boolean differ(long deviceMicros, long receivedMicros) {
    EqualStamps equal = envelope.equalStamps;
    if (equal.differed()) {
      return true;
    }
    if (equal.take(deviceMicros, receivedMicros)) {
      sink.stampsEqual(new StampsEqual(EqualStamps.NAMED_AT, receivedMicros));
    }
    return equal.differed();
  }

  private void begin(long deviceMicros, long receivedMicros, long arrival) {
    if (receivedMicros >= envelope.bin.dueMicros) {
      binning.close(receivedMicros);
    } else if (!envelope.started) {
      envelope.start(deviceMicros, receivedMicros, arrival);
    }
  }

  /**
   * Takes the device's stamp of the send attempt of the record that follows. All records of a
   * request have the same one, and one that is repeated later has it still: the first tells.
   *
   * @param sentAtMicros by the device's clock
   */
  public void hint(long sentAtMicros, long receivedMicros, long arrival) {
    if (source != ClockPolicy.Source.MODELLED || !envelope.hints.isNew(sentAtMicros)) {
      return;
    }
    take(sentAtMicros, receivedMicros - sentAtMicros, receivedMicros, arrival);
  }

  /**
   * Takes a comparison that the device made of its clock with a reference (RADAR's {@code
   * application_external_time}).
   */
  public void externalTime(
      long deviceMicros, long referenceMicros, long receivedMicros, long arrival) {
    take(deviceMicros, referenceMicros - deviceMicros, receivedMicros, arrival);
  }

  private void take(long deviceMicros, long offsetMicros, long receivedMicros, long arrival) {
    if (source == ClockPolicy.Source.MODELLED) {
      begin(deviceMicros, receivedMicros, arrival);
      sentAt.take(deviceMicros, offsetMicros, receivedMicros, arrival);
      binning.tellConfidence(deviceMicros, receivedMicros);
    }
  }

  /** Lets received time pass without a record. Shows what the next record would have shown. */
  public void tick(long receivedMicros) {
    if (receivedMicros >= envelope.bin.dueMicros) {
      binning.close(receivedMicros);
    }
  }

  /**
   * The time of a sample of the record that was just observed, as known now; it stays that of its
   * arrival. Never later than received; the samples of one record keep their order.
   */
  public long eventMicros(long deviceMicros, long receivedMicros) {
    if (source == ClockPolicy.Source.RECEIVED) {
      return receivedMicros - Math.max(0, latestDeviceMicros - deviceMicros);
    }
    return Math.min(deviceMicros + arriving.offset(deviceMicros) - floor(), receivedMicros);
  }

  /**
   * The best version now of an earlier arrival's time: by its segment, between knots. For a record
   * with several samples of a {@code received} device, its freshest sample's.
   */
  public long latestMicros(long deviceMicros, long receivedMicros, long arrival) {
    if (source == ClockPolicy.Source.RECEIVED) {
      return receivedMicros;
    }
    long offset = speaks() ? curve.of(deviceMicros, receivedMicros, arrival) : 0;
    return Math.min(deviceMicros + offset - floor(), receivedMicros);
  }

  /**
   * Half the width of the interval around a corrected time; {@link #NO_UNCERTAINTY} while the
   * device is trusted. True time lies in it unless a step went unseen or the class's least delay is
   * more than {@link ClockPolicy#floorMaxMicros}.
   */
  public long uncertaintyMicros(long deviceMicros) {
    return speaks()
        ? envelope.uncertainty(deviceMicros, envelope.lastBinReceived, policy.floorMaxMicros())
        : NO_UNCERTAINTY;
  }

  public Confidence confidence() {
    return speaks()
        ? envelope.confidence(
            envelope.lastDevice, envelope.lastBinReceived, policy.floorMaxMicros())
        : Confidence.NONE;
  }

  /** The offset (true − device time) at the newest sample; 0 while the device is trusted. */
  public long offsetMicros() {
    return speaks() ? envelope.line.at(envelope.lastDevice) : 0;
  }

  /** Device time of the newest sample. */
  public long newestDeviceMicros() {
    return envelope.lastDevice;
  }

  /** How much faster true time runs than the device's clock, in parts per billion. */
  public long driftPpb() {
    return speaks() ? Q32.mul(envelope.line.rate, 1_000_000_000L) : 0;
  }

  /** Number of the current segment, from 0. */
  public int segment() {
    return envelope.started ? envelope.segments.current().number : 0;
  }

  /** Whether the device uploads now and then rather than streams. */
  public boolean uploads() {
    return envelope.levels.sparse;
  }

  /**
   * Device time through which the current segment's knots are final: {@link #latestMicros} of what
   * lies before is changed by a later segment only. {@link Long#MIN_VALUE} where none is.
   */
  public long finalThroughMicros() {
    long through = envelope.knots.finalThrough();
    return through == Times.BEFORE_ALL ? Long.MIN_VALUE : through;
  }

  /** What goes on into the next step. */
  public ClockState freeze() {
    return new ClockState(envelope);
  }

  private boolean speaks() {
    return source == ClockPolicy.Source.MODELLED && envelope.trust.over;
  }

  private long floor() {
    return source == ClockPolicy.Source.MODELLED && envelope.trust.over
        ? policy.floorPriorMicros()
        : 0;
  }
}
