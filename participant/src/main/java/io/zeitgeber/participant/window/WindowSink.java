package io.zeitgeber.participant.window;

/** Takes what the windows conclude, in order. */
public interface WindowSink {

  /** The window has all that is expected of it. */
  void closed(Window window);

  /**
   * Data came for a closed window.
   *
   * @param late what they add to it
   * @param hourClosed whether the hour around it is closed too
   * @param dayClosed whether the day around it is closed too
   */
  void amended(Window late, boolean hourClosed, boolean dayClosed);
}
