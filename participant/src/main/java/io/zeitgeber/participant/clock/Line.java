package io.zeitgeber.participant.clock;

/**
 * The straight line that the offset follows now: it hangs on an anchor and has a rate. Its slack is
 * the drift cone: away from the anchor the offset may lie above the line by {@code rho} times the
 * distance (Olson, "A passive solution to the sensor synchronization problem", 2010).
 */
final class Line extends Part {
  /** Until the rate is known: more than any consumer crystal, temperature included. */
  static final long RHO_FIRST = 250 * Q32.PPM;

  long anchorDevice;
  long anchorOffset;
  long rate;
  long rho = RHO_FIRST;
  long rateUncertainty = RHO_FIRST;

  long at(long device) {
    return anchorOffset + Q32.mul(rate, device - anchorDevice);
  }

  long slack(long device) {
    return Q32.mul(rho, Math.abs(device - anchorDevice));
  }

  void hang(long device, long offset) {
    anchorDevice = device;
    anchorOffset = offset;
  }

  @Override
  void each(Fields fields) {
    anchorDevice = fields.number(anchorDevice);
    anchorOffset = fields.number(anchorOffset);
    rate = fields.number(rate);
    rho = fields.number(rho);
    rateUncertainty = fields.number(rateUncertainty);
  }
}
