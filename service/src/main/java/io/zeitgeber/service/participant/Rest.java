package io.zeitgeber.service.participant;

import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.persistence.protocol.StudyProtocol.Time;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a recording rests. Time in a recorded study goes on with its records alone; what its last
 * upload brought late, revised or took back would wait for ever to be put right with what is still
 * to come. So it is put right once all input was read (but for the last minute's) and the
 * participant was left alone for a while. Safe for any number of threads.
 */
public final class Rest {
  private final Function<String, Time> times;
  private final LongSupplier clockMicros;
  private final Duration pause;
  private volatile boolean allRead;

  /**
   * @param times what "now" is by a study's protocol
   * @param clockMicros the clock on the wall
   * @param pause how long nothing comes to a participant whose recording rests
   */
  public Rest(Function<String, Time> times, LongSupplier clockMicros, Duration pause) {
    this.times = times;
    this.clockMicros = clockMicros;
    this.pause = pause;
  }

  /** Whether, when it was last looked at, all input was read, but for the last minute's. */
  public void allRead(boolean read) {
    allRead = read;
  }

  boolean allRead() {
    return allRead;
  }

  Duration pause() {
    return pause;
  }

  /** Whether something waits that no time on the wall will make due. */
  boolean waits(Participant participant) {
    return participant.correctionDueMicros() != Long.MAX_VALUE && isRecorded(participant);
  }

  private boolean isRecorded(Participant participant) {
    @Nullable String own = participant.registration().time();
    Time time = own == null ? times.apply(participant.study()) : Time.of(own);
    return !time.isLive(clockMicros.getAsLong() - participant.receivedMicros());
  }
}
