package io.zeitgeber.simulator.scenario;

import java.util.Locale;

/** How a device's clock errs and how its records are delivered; docs/simulator.md explains each. */
public enum Regime {
  TRUSTED(Delivery.LIVE, false, ClockFault.NONE),
  LIVE(Delivery.LIVE, false, ClockFault.NONE),
  LIVE_BATCH(Delivery.MIXED, false, ClockFault.NONE),
  BATCH_ONLY(Delivery.BATCH, false, ClockFault.NONE),
  BATCH_HINT(Delivery.BATCH, true, ClockFault.NONE),
  STEP_1S(Delivery.LIVE, false, ClockFault.SECOND),
  STEP_1H(Delivery.MIXED, false, ClockFault.HOUR),
  EPOCH_RESET(Delivery.MIXED, false, ClockFault.RESET),
  TEMP(Delivery.MIXED, false, ClockFault.TEMPERATURE),
  PHONE_NTP(Delivery.LIVE, false, ClockFault.NTP),
  BATCH_STEP_1H(Delivery.BATCH, false, ClockFault.HOUR),
  BATCH_STEP_HINT(Delivery.BATCH, true, ClockFault.HOUR),
  ZONE(Delivery.MIXED, false, ClockFault.ZONE),
  DST(Delivery.MIXED, false, ClockFault.DAYLIGHT),
  TRAVEL(Delivery.MIXED, false, ClockFault.TRAVEL);

  private final Delivery delivery;
  private final boolean hints;
  private final ClockFault fault;

  /** When records reach the broker. */
  public enum Delivery {
    /** Each as it is made. */
    LIVE,
    /** Live while there is a network, and what gathered meanwhile in one flush when it is back. */
    MIXED,
    /** In uploads, hours apart. */
    BATCH
  }

  /** What goes wrong with the clock beside its drift. */
  public enum ClockFault {
    NONE,
    /** Jumps by a second. */
    SECOND,
    /** Jumps by an hour. */
    HOUR,
    /** Falls back to 1970 or 2019 and is set again later. */
    RESET,
    /** Runs 150 to 200 ppm off, and by the temperature up to 90 ppm more within minutes. */
    TEMPERATURE,
    /** Is set by the network once a day. */
    NTP,
    /** Shows local time as if it were UTC, and is once set to another zone and back. */
    ZONE,
    /** Shows local time as if it were UTC, with its change between winter and summer. */
    DAYLIGHT,
    /** Shows local time as if it were UTC, and travels some zones away and back. */
    TRAVEL
  }

  Regime(Delivery delivery, boolean hints, ClockFault fault) {
    this.delivery = delivery;
    this.hints = hints;
    this.fault = fault;
  }

  public Delivery delivery() {
    return delivery;
  }

  /** Whether uploads carry {@code sent_at}. */
  public boolean hints() {
    return hints;
  }

  public ClockFault fault() {
    return fault;
  }

  /** As scenarios and the truth write it: {@code batch-step-1h}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
