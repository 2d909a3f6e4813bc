package io.zeitgeber.simulator.device;

import io.zeitgeber.simulator.scenario.Scenario;
import java.util.Locale;

/**
 * A kind of device, with what CLOCK's generator knows of it: the oscillator's tolerance and the
 * least delay of its way to the broker.
 */
public enum Kind {
  WATCH(0, 50, 60, 150, true),
  PHONE(1, 20, 40, 80, false),
  PATCH(2, 100, 80, 200, false);

  private final int number;
  final double tolerancePpm;
  final double leastFloorMillis;
  final double mostFloorMillis;
  final boolean bluetooth;

  Kind(
      int number,
      double tolerancePpm,
      double leastFloorMillis,
      double mostFloorMillis,
      boolean bluetooth) {
    this.number = number;
    this.tolerancePpm = tolerancePpm;
    this.leastFloorMillis = leastFloorMillis;
    this.mostFloorMillis = mostFloorMillis;
    this.bluetooth = bluetooth;
  }

  int number() {
    return number;
  }

  /** The share of people who have one. */
  public double share(Scenario.Devices shares) {
    return switch (this) {
      case WATCH -> shares.watch();
      case PHONE -> shares.phone();
      case PATCH -> shares.patch();
    };
  }

  /** The enrolment's {@code kind}; devices are named {@code watch-1}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
