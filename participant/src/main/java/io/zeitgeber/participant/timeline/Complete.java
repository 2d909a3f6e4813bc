package io.zeitgeber.participant.timeline;

/** Knows up to where a device's data are complete: what comes later amends. */
public interface Complete {

  /** Event time up to which what a device delivered is final; the least long where nothing is. */
  long throughMicros(String device);
}
