package io.zeitgeber.bench.clock;

/** What happens to a device's clock and how its data come. */
enum Regime {
  LIVE(1, Delivery.LIVE, Faults.NONE),
  LIVE_BATCH(2, Delivery.MIXED, Faults.NONE),
  BATCH_ONLY(3, Delivery.UPLOADS, Faults.NONE),
  BATCH_HINT(4, Delivery.UPLOADS_WITH_HINTS, Faults.NONE),
  STEP_1S(5, Delivery.LIVE, Faults.SECOND),
  STEP_1H(6, Delivery.MIXED, Faults.HOUR),
  EPOCH_RESET(7, Delivery.MIXED, Faults.RESET),
  TEMP(8, Delivery.MIXED, Faults.TEMPERATURE),
  PHONE_NTP(9, Delivery.LIVE, Faults.NTP),
  BATCH_STEP_1H(10, Delivery.UPLOADS, Faults.HOUR),
  BATCH_STEP_HINT(11, Delivery.UPLOADS_WITH_HINTS, Faults.HOUR);

  /** How data come. */
  enum Delivery {
    /** As they are made. */
    LIVE,
    /** Live, with hours offline that are flushed afterwards. */
    MIXED,
    /** An upload about every six hours, one in five late by hours. */
    UPLOADS,
    /** Uploads; those that are not late say by the device's clock when they were sent. */
    UPLOADS_WITH_HINTS;

    boolean uploads() {
      return this == UPLOADS || this == UPLOADS_WITH_HINTS;
    }
  }

  /** What befalls the clock. */
  enum Faults {
    NONE,
    /** Two steps of ±1 s. */
    SECOND,
    /** Two steps of ±1 h. */
    HOUR,
    /** Back to 1970 or 2019, set right after 10 to 130 minutes. */
    RESET,
    /** 150 to 200 ppm, and swings of 90 ppm in minutes. */
    TEMPERATURE,
    /** Set right daily. */
    NTP
  }

  /** Keeps the draws of the regimes apart. */
  final int stream;

  final Delivery delivery;
  final Faults faults;

  Regime(int stream, Delivery delivery, Faults faults) {
    this.stream = stream;
    this.delivery = delivery;
    this.faults = faults;
  }

  /** Errors count from here on. */
  long warmUpMicros() {
    return (delivery.uploads() ? 24 : 6) * Trace.HOUR;
  }
}
