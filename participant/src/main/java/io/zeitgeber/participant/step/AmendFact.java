package io.zeitgeber.participant.step;

import io.zeitgeber.participant.window.Window;

/** What late data, corrections and the watermark make of windows and alerts. */
public sealed interface AmendFact extends Fact {

  String device();

  String channel();

  /** As {@link Fact.WindowClosed}, while the device's clock is in doubt: not final yet. */
  record WindowProvisional(Window window) implements AmendFact {
    @Override
    public String device() {
      return window.device();
    }

    @Override
    public String channel() {
      return window.channel();
    }
  }

  /**
   * Provisional windows of the device and channel that end at or before then are final, of every
   * size.
   */
  record WindowsFinal(String device, String channel, long throughMicros) implements AmendFact {}

  /**
   * What a minute that was closed before holds in truth: late data are in it, what was sent again,
   * superseded, withdrawn or moved elsewhere is not. Stands in place of what is stored of it; the
   * hour and the day around it are then their parts, merged anew, where they are closed.
   *
   * @param window count 0 where nothing is left
   */
  record WindowRevised(Window window, boolean hourClosed, boolean dayClosed) implements AmendFact {
    @Override
    public String device() {
      return window.device();
    }

    @Override
    public String channel() {
      return window.channel();
    }
  }

  /**
   * An hour or day closed in which parts were revised while it was open: it is its parts, merged.
   */
  record WindowDerived(String device, String channel, long startMicros, long sizeMicros)
      implements AmendFact {}

  /**
   * Data came when a window could no longer change: it stays as it is and is marked.
   *
   * @param startMicros of the minute; its hour and day are marked too
   * @param count how many more observations came too late
   * @param sinceMicros received time of the first of them
   */
  record WindowLate(String device, String channel, long startMicros, long count, long sinceMicros)
      implements AmendFact {}

  /**
   * A stretch behind the front was put right.
   *
   * @param fromMicros of the first minute touched
   * @param toMicros end of the last minute touched
   * @param late observations that came behind the front, real ones
   * @param resent observations that had been sent before
   * @param revised observations that superseded another
   * @param withdrawn observations that were taken back
   * @param overlapping observations that overlapped another of their device; what they share was
   *     counted once
   */
  record Corrected(
      String device,
      String channel,
      long fromMicros,
      long toMicros,
      long late,
      long resent,
      long revised,
      long withdrawn,
      long overlapping)
      implements AmendFact {}

  /**
   * A stretch would need more of the history than may be recalled: its data are in the journal and
   * not in the windows.
   *
   * @param arrivals how many records would have had to be read
   */
  record AmendmentDeferred(
      String device, String channel, long fromMicros, long toMicros, long held, long arrivals)
      implements AmendFact {}

  /**
   * A correction moved the evidence of an alert that was decided; the alert stays.
   *
   * @param alert its id
   * @param eventMicros at which it was raised
   * @param movedMicros how far: positive is later
   * @param receivedMicros when that was found
   */
  record EvidenceMoved(
      String alert,
      String device,
      String channel,
      String rule,
      long eventMicros,
      long movedMicros,
      long receivedMicros)
      implements AmendFact {}
}
