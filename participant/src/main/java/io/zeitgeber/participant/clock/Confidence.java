package io.zeitgeber.participant.clock;

/** How far a device's clock model can be believed, from not at all upwards. */
public enum Confidence {
  /** No evidence: the device's own times stand, but never later than received. */
  NONE,
  /** Something speaks against the model, or it has just begun; what depends on it should wait. */
  SUSPECT,
  /** Good to more than a second. */
  COARSE,
  /** Good to a second or better. */
  GOOD
}
