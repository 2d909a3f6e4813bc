package io.zeitgeber.participant.step;

import io.zeitgeber.participant.absence.AbsenceSink;
import io.zeitgeber.participant.absence.Cause;
import io.zeitgeber.participant.absence.DataAlert;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adds what is concluded about data to the facts of a step. */
record AbsenceFacts(List<Fact> facts) implements AbsenceSink {

  @Override
  public void silenceBegan(String channel, long lastReceivedMicros, long dueMicros) {
    facts.add(new AbsenceFact.SilenceBegan(channel, lastReceivedMicros, dueMicros));
  }

  @Override
  public void silenceEnded(String channel, long beganMicros, long endedMicros, Cause cause) {
    facts.add(new AbsenceFact.SilenceEnded(channel, beganMicros, endedMicros, cause));
  }

  @Override
  public void raised(DataAlert alert) {
    facts.add(new AbsenceFact.DataAlertRaised(alert));
  }

  @Override
  public void resolved(DataAlert alert, long raisedAtMicros) {
    facts.add(new AbsenceFact.DataAlertResolved(alert, raisedAtMicros));
  }

  @Override
  public void deadline(@Nullable Long dueMicros) {
    facts.add(new AbsenceFact.DeadlineSet(dueMicros));
  }
}
