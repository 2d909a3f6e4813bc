package io.zeitgeber.persistence.replay;

/** Up to where a history is taken again. */
public sealed interface Until {

  /** All of it. */
  enum Now implements Until {
    NOW
  }

  /** Up to and with an entry. */
  record Sequence(long last) implements Until {}

  /**
   * What was known at a moment: every record before the first one, in the order of arrival, that
   * was received later. A batch is cut inside: how records were cut into batches has no meaning.
   */
  record Received(long micros) implements Until {}
}
