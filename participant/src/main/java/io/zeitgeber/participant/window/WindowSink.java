package io.zeitgeber.participant.window;

/** Takes what the windows conclude, in order. */
public interface WindowSink {

  /** The window has all that is expected of it. */
  void closed(Window window);

  /**
   * An hour or day closed in which parts were revised after they had closed: it is what they are,
   * merged.
   */
  void derived(long startMicros, long sizeMicros);
}
