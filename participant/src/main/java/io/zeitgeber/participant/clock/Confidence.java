package io.zeitgeber.participant.clock;

/** How far a device's clock model can be believed, from not at all upwards. */
public enum Confidence {
  /** No evidence: the device's own times stand, but never later than received. */
  NONE(0),
  /** Something speaks against the model, or it has just begun; what depends on it should wait. */
  SUSPECT(1),
  /** Good to more than a second. */
  COARSE(2),
  /** Good to a second or better. */
  GOOD(3);

  private final int code;

  Confidence(int code) {
    this.code = code;
  }

  /** As it is kept. */
  int code() {
    return code;
  }

  static Confidence of(int code) {
    for (Confidence confidence : values()) {
      if (confidence.code == code) {
        return confidence;
      }
    }
    throw new IllegalArgumentException("no confidence");
  }
}
