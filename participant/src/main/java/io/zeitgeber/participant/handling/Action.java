package io.zeitgeber.participant.handling;

import java.util.Locale;

/** What can be done about an alert. The names are written to the journal: they outlive the code. */
public enum Action {
  /** Somebody has seen it. */
  ACKNOWLEDGED,
  /** Nobody wants to see it before some time; then it is open again by itself. */
  SNOOZED,
  /** It is somebody's from here on. */
  ASSIGNED,
  /** Something was said about it. */
  NOTED,
  /** It is over, whatever its rule would say: nothing resolves it any more. */
  CLOSED;

  /** As records of the topic of alerts say it. */
  public String lifecycle() {
    return name().toLowerCase(Locale.ROOT);
  }
}
