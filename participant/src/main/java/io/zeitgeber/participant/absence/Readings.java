package io.zeitgeber.participant.absence;

import io.zeitgeber.participant.protocol.AbsenceRules;

/** What the values of a device say of it: a line that is flat, nothing but zeros, a low battery. */
final class Readings {
  private final AbsenceRules rules;
  private final Findings findings;

  Readings(AbsenceRules rules, Findings findings) {
    this.rules = rules;
    this.findings = findings;
  }

  /**
   * Takes the values of a record.
   *
   * @param battery whether they say how full the device's battery is
   * @return whether the device has begun to say something that is a finding
   */
  boolean take(
      ChannelWatch watch,
      DeviceWatch device,
      Values values,
      AbsenceRules.Limits limits,
      boolean battery,
      long receivedMicros) {
    device.lastMicros = watch.lastMicros;
    device.lastArrival = watch.lastArrival;
    boolean was = device.isOpen();
    if (limits.watchesValues()) {
      values.tell(device, limits);
      if (device.isOpen() || was || !findings.open().isEmpty()) {
        judge(watch, Finding.FLAT_LINE, values.last(), limits.flatMicros(), receivedMicros);
        judge(watch, Finding.ALL_ZERO, values.last(), limits.zeroMicros(), receivedMicros);
      }
    }
    if (battery) {
      double percent = values.last();
      device.isLow = percent < (device.isLow ? rules.batteryClear() : rules.batteryLow());
      judge(watch, Finding.LOW_BATTERY, percent, 0, receivedMicros);
    }
    return device.isOpen() && !was;
  }

  /** Raises where a device has begun to say so, resolves where none does any more. */
  private void judge(
      ChannelWatch watch, Finding finding, double value, long windowMicros, long receivedMicros) {
    Open open = findings.find(finding, watch.channel);
    DeviceWatch first = watch.first(finding);
    if ((open == null) == (first == null)) {
      return;
    }
    boolean low = finding == Finding.LOW_BATTERY;
    Findings.Seen seen =
        new Findings.Seen(
            value,
            low ? (Double) rules.batteryLow() : null,
            low ? (Double) rules.batteryClear() : null,
            low ? null : (Long) windowMicros,
            watch.lastMicros,
            watch.lastArrival);
    if (first != null) {
      findings.raise(finding, watch.channel, first.device, receivedMicros, seen);
    } else if (open != null) {
      findings.resolve(open, receivedMicros, seen, Cause.DATA);
    }
  }
}
