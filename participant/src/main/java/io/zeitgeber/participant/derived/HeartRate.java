package io.zeitgeber.participant.derived;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import io.zeitgeber.participant.protocol.ResultRules;
import io.zeitgeber.participant.timeline.Candidate;
import io.zeitgeber.participant.timeline.Spans;
import io.zeitgeber.participant.timeline.Statements;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Mean heart rate of one device by minute in its latest hours, to 1/128 beats/min, and of it that
 * at rest: awake, and without a step for twelve minutes (Mishra et al. 2020, Nat Biomed Eng
 * 4:1208).
 */
final class HeartRate {
  static final String CHANNEL = "heart_rate";
  static final String RULE = "heart-rate-at-rest";
  static final String RESULT = "heart_rate_at_rest";
  static final long MINUTE = 60_000_000L;
  static final long HOUR = 60 * MINUTE;
  private static final int PARTS = 128;
  private static final long NONE = Long.MIN_VALUE / 2;

  final Statements statements;

  /** Minute n lies at n modulo the length; 0 where there is none. */
  private final short[] means;

  private long newest;

  /** Hours that end by then were looked at. */
  private long lookedThroughMicros;

  HeartRate(int minutes) {
    this(new Statements(), new short[minutes], NONE, NONE);
  }

  private HeartRate(Statements statements, short[] means, long newest, long lookedThroughMicros) {
    this.statements = statements;
    this.means = means;
    this.newest = newest;
    this.lookedThroughMicros = lookedThroughMicros;
  }

  HeartRate copy() {
    return new HeartRate(statements.copy(), means.clone(), newest, lookedThroughMicros);
  }

  /** The first hour that must be looked at where something has changed from an instant on. */
  long firstHour(long changedFromMicros) {
    return Math.floorDiv(Math.min(changedFromMicros, lookedThroughMicros), HOUR) * HOUR;
  }

  /** What was known of a minute does not hold. */
  void clear(long minuteMicros) {
    long minute = Math.floorDiv(minuteMicros, MINUTE);
    if (newest != NONE && minute <= newest && minute > newest - means.length) {
      means[slot(minute)] = 0;
    }
  }

  /** Takes a minute's mean; another one of the same minute is averaged with it. */
  void minute(long minuteMicros, double mean) {
    long minute = Math.floorDiv(minuteMicros, MINUTE);
    if (newest == NONE) {
      newest = minute;
    }
    if (minute <= newest - means.length) {
      return;
    }
    if (minute - newest >= means.length) {
      Arrays.fill(means, (short) 0);
      newest = minute;
    }
    while (newest < minute) {
      means[slot(++newest)] = 0;
    }
    long parts = Math.max(1, Math.min(Short.MAX_VALUE, Math.round(mean * PARTS)));
    short before = means[slot(minute)];
    means[slot(minute)] = (short) (before == 0 ? parts : (before + parts) / 2);
  }

  /** Hours with heart rate at rest, from the one that begins then up to that end. */
  List<Candidate> atRest(
      long fromHourMicros,
      long throughMicros,
      long completeMicros,
      Steps steps,
      Spans asleep,
      ResultRules.Rest rule) {
    List<Candidate> found = new ArrayList<>();
    if (newest == NONE) {
      return found;
    }
    lookedThroughMicros = Math.max(NONE, completeMicros);
    long oldest = Math.max(fromHourMicros, firstMicros());
    long from = Math.ceilDiv(oldest, HOUR) * HOUR;
    for (long hour = from; hour <= throughMicros - HOUR; hour += HOUR) {
      long sum = 0;
      int minutes = 0;
      for (long minute = hour; minute < hour + HOUR; minute += MINUTE) {
        short mean = mean(minute);
        if (mean > 0
            && asleep.within(minute, minute + MINUTE) == 0
            && steps.still(minute + MINUTE - rule.stillMicros(), minute + MINUTE)) {
          sum += mean;
          minutes++;
        }
      }
      if (minutes >= rule.leastMinutes()) {
        double value = (double) sum / ((long) minutes * PARTS);
        found.add(
            new Candidate(hour, hour + HOUR, value, null, false, hour + HOUR <= completeMicros));
      }
    }
    return found;
  }

  /** The oldest minute that is remembered. */
  private long firstMicros() {
    return (newest - means.length + 1) * MINUTE;
  }

  /** The end of the newest minute. */
  long throughMicros() {
    return newest == NONE ? NONE : (newest + 1) * MINUTE;
  }

  void write(CanonicalWriter to) {
    statements.write(to);
    to.number(means.length).fixed(newest).fixed(lookedThroughMicros);
    for (int back = 0; back < means.length && newest != NONE; back++) {
      to.number(means[slot(newest - back)]);
    }
  }

  static HeartRate read(CanonicalReader from) {
    Statements statements = Statements.read(from);
    HeartRate read =
        new HeartRate(statements, new short[from.integer()], from.fixed(), from.fixed());
    for (int back = 0; back < read.means.length && read.newest != NONE; back++) {
      read.means[read.slot(read.newest - back)] = (short) from.number();
    }
    return read;
  }

  private short mean(long minuteMicros) {
    long minute = Math.floorDiv(minuteMicros, MINUTE);
    return minute > newest || minute <= newest - means.length ? 0 : means[slot(minute)];
  }

  private int slot(long minute) {
    return (int) Math.floorMod(minute, (long) means.length);
  }
}
