package io.zeitgeber.participant.clock;

/**
 * A part of the model's state. Its numbers are copied with it; arrays are shared between copies and
 * copied before the first change, so that a step which changes little costs little.
 */
abstract class Part implements Cloneable {
  private boolean shared;

  /** Passes every field, in an order that never changes. */
  abstract void each(Fields fields);

  /** A copy that may change without this one changing; from now on this one stays as it is. */
  @SuppressWarnings("unchecked")
  static <P extends Part> P copy(P part) {
    try {
      ((Part) part).shared = true;
      return (P) part.clone();
    } catch (CloneNotSupportedException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Whether the arrays must be copied before they are changed; afterwards they are ours. */
  final boolean mustCopy() {
    boolean must = shared;
    shared = false;
    return must;
  }
}
