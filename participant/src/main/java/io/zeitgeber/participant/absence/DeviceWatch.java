package io.zeitgeber.participant.absence;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import io.zeitgeber.participant.protocol.AbsenceRules;

/**
 * What one device last said on one channel: since when, by its own clock, it has said the same.
 * Changes in place during a step.
 *
 * <p>A run of equal values ends with another value, and where two of them lie further apart than a
 * quarter of the limit: a gap is no evidence of a flat line, nor is a clock that jumps.
 */
final class DeviceWatch {
  private static final int GAPS = 4;

  final String device;
  long lastMicros;
  long lastArrival;
  boolean isFlat;
  boolean isZero;
  boolean isLow;
  private boolean any;
  private long bits;
  private long runFromMicros;
  private long runToMicros;

  DeviceWatch(String device) {
    this.device = device;
  }

  DeviceWatch copy() {
    DeviceWatch copy = new DeviceWatch(device);
    copy.lastMicros = lastMicros;
    copy.lastArrival = lastArrival;
    copy.isFlat = isFlat;
    copy.isZero = isZero;
    copy.isLow = isLow;
    copy.any = any;
    copy.bits = bits;
    copy.runFromMicros = runFromMicros;
    copy.runToMicros = runToMicros;
    return copy;
  }

  boolean isOpen() {
    return isFlat || isZero || isLow;
  }

  /**
   * The last stretch of equal values of a record.
   *
   * @param same of all values in the stretch: a digest of their bits
   * @param whole whether the stretch is all of the record, so that it may go on from the one before
   */
  void said(
      long same,
      boolean zero,
      long fromMicros,
      long toMicros,
      boolean whole,
      AbsenceRules.Limits limits) {
    long limit = zero && limits.zeroMicros() > 0 ? limits.zeroMicros() : limits.flatMicros();
    if (!any || !whole || same != bits || apart(fromMicros, limit / GAPS)) {
      any = true;
      bits = same;
      runFromMicros = fromMicros;
      runToMicros = toMicros;
    } else {
      runToMicros = Math.max(runToMicros, toMicros);
    }
    boolean lasts = limit > 0 && runToMicros - runFromMicros >= limit;
    isZero = lasts && zero && limits.zeroMicros() > 0;
    isFlat = lasts && !isZero;
  }

  private boolean apart(long fromMicros, long mostMicros) {
    return fromMicros - runToMicros > mostMicros || runToMicros - fromMicros > mostMicros;
  }

  /** The device is not heard of any more: what it said last says nothing of now. */
  void forget() {
    isFlat = false;
    isZero = false;
    isLow = false;
    any = false;
    bits = 0;
    runFromMicros = 0;
    runToMicros = 0;
  }

  void write(CanonicalWriter to) {
    to.text(device).number(lastMicros).number(lastArrival);
    to.flag(isFlat).flag(isZero).flag(isLow).flag(any);
    to.fixed(bits).number(runFromMicros).number(runToMicros);
  }

  static DeviceWatch read(CanonicalReader from) {
    DeviceWatch watch = new DeviceWatch(from.text());
    watch.lastMicros = from.number();
    watch.lastArrival = from.number();
    watch.isFlat = from.flag();
    watch.isZero = from.flag();
    watch.isLow = from.flag();
    watch.any = from.flag();
    watch.bits = from.fixed();
    watch.runFromMicros = from.number();
    watch.runToMicros = from.number();
    return watch;
  }
}
