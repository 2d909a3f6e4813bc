package io.zeitgeber.participant.absence;

import org.jspecify.annotations.Nullable;

/** Takes what is concluded about data, in order. */
public interface AbsenceSink {

  void silenceBegan(String channel, long lastReceivedMicros, long dueMicros);

  void silenceEnded(String channel, long beganMicros, long endedMicros, Cause cause);

  void raised(DataAlert alert);

  void resolved(DataAlert alert, long raisedAtMicros);

  /**
   * The participant is to be looked at again then, at the latest.
   *
   * @param dueMicros in received time; null: nothing is waited for
   */
  void deadline(@Nullable Long dueMicros);
}
