package io.zeitgeber.simulator.device;

import java.util.Locale;

/**
 * A kind of device, with what CLOCK's generator knows of it: the oscillator's tolerance and the
 * least delay of its way to the broker.
 */
public enum Kind {
  WATCH(50, 60, 150, true),
  PHONE(20, 40, 80, false),
  PATCH(100, 80, 200, false);

  final double tolerancePpm;
  final double leastFloorMillis;
  final double mostFloorMillis;
  final boolean bluetooth;

  Kind(double tolerancePpm, double leastFloorMillis, double mostFloorMillis, boolean bluetooth) {
    this.tolerancePpm = tolerancePpm;
    this.leastFloorMillis = leastFloorMillis;
    this.mostFloorMillis = mostFloorMillis;
    this.bluetooth = bluetooth;
  }

  /** The enrolment's {@code kind}; devices are named {@code watch-1}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
