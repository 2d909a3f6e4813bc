package io.zeitgeber.participant.clock;

import java.util.List;

/**
 * How a device class's clocks are to be taken.
 *
 * @param floorPriorMicros the least delay of the class where it is known; corrections take it off
 * @param floorMaxMicros the greatest least delay that the class may have; part of the uncertainty
 * @param defaultEpochs times at which such devices start when they have lost theirs, as device time
 */
public record ClockPolicy(
    Source source, long floorPriorMicros, long floorMaxMicros, List<Long> defaultEpochs) {

  /** Which of the two stamps speaks. */
  public enum Source {
    /** The device's (vendor clouds that correct already, imports): never modelled. */
    TRUSTED,
    /** The device's, corrected by the model. */
    MODELLED,
    /** The receiver's (devices without a clock); the samples of a record keep their distances. */
    RECEIVED,
    /** Received times are the device's own: nothing can be learned from them. */
    STAMPED_BY_DEVICE
  }

  private static final long FLOOR_MAX_MICROS = 250_000;

  /** 1970, 2000, 2017-01-01T10:00 (Polar OH1, Verity Sense) and 2019 (Polar H10). */
  private static final List<Long> EPOCHS =
      List.of(0L, 946_684_800_000_000L, 1_483_264_800_000_000L, 1_546_300_800_000_000L);

  public static final ClockPolicy MODELLED = of(Source.MODELLED);
  public static final ClockPolicy TRUSTED = of(Source.TRUSTED);
  public static final ClockPolicy RECEIVED = of(Source.RECEIVED);
  public static final ClockPolicy STAMPED_BY_DEVICE = of(Source.STAMPED_BY_DEVICE);

  public ClockPolicy {
    if (floorPriorMicros < 0 || floorMaxMicros < 0) {
      throw new IllegalArgumentException("a delay below 0");
    }
    defaultEpochs = List.copyOf(defaultEpochs);
  }

  /** With the default priors. */
  public static ClockPolicy of(Source source) {
    return new ClockPolicy(source, 0, FLOOR_MAX_MICROS, EPOCHS);
  }
}
