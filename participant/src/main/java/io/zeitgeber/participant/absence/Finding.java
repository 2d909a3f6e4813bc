package io.zeitgeber.participant.absence;

/**
 * What can be wrong with data. The names are the rules of alerts of the kind {@code data}; they
 * outlive every class, and the order is that in which deadlines due at the same time fire.
 */
public enum Finding {
  /** Nothing was received of a channel for longer than its protocol allows. */
  NO_DATA("no-data"),
  /** A device says the same value again and again. */
  FLAT_LINE("flat-line"),
  /** A device says nothing but zeros. */
  ALL_ZERO("all-zero"),
  /** A day of too few hours worn. */
  LOW_WEAR("low-wear"),
  /** A battery that is nearly empty. */
  LOW_BATTERY("low-battery"),
  /** A device's clock was set, or was found to be wrong. */
  CLOCK_STEP("clock-step"),
  /** Records came of a device that nobody registered. */
  UNKNOWN_DEVICE("unknown-device");

  private final String rule;

  Finding(String rule) {
    this.rule = rule;
  }

  /** The rule's name in alerts. */
  public String rule() {
    return rule;
  }

  /**
   * The finding of a rule's name.
   *
   * @throws IllegalArgumentException where there is none
   */
  public static Finding of(String rule) {
    for (Finding finding : values()) {
      if (finding.rule.equals(rule)) {
        return finding;
      }
    }
    throw new IllegalArgumentException("no finding has the rule " + rule);
  }
}
