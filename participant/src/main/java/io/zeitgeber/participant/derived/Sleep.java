package io.zeitgeber.participant.derived;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import io.zeitgeber.participant.protocol.ResultRules;
import io.zeitgeber.participant.timeline.Candidate;
import io.zeitgeber.participant.timeline.Lane;
import io.zeitgeber.participant.timeline.ResultSink;
import io.zeitgeber.participant.timeline.Spans;
import io.zeitgeber.participant.timeline.Statements;
import java.util.ArrayList;
import java.util.List;

/**
 * Sleep episodes of one device: stretches asleep that are less than an hour apart are one, and with
 * less than half an hour of sleep it is none. From falling asleep to the last waking; the value is
 * the minutes asleep. Stated once the device has delivered an hour beyond.
 */
final class Sleep {
  static final String RULE = "sleep-episode";
  static final String CHANNEL = "sleep";
  private static final double MINUTE = 60_000_000.0;

  private final Spans asleep;
  private final Statements statements;
  private List<Candidate> episodes = List.of();

  Sleep() {
    this(new Spans(), new Statements());
  }

  private Sleep(Spans asleep, Statements statements) {
    this.asleep = asleep;
    this.statements = statements;
  }

  Sleep copy() {
    Sleep copy = new Sleep(asleep.copy(), statements.copy());
    copy.episodes = episodes;
    return copy;
  }

  /** A stage was reported; a second report of the same time is a better one. */
  void stage(long startMicros, long endMicros, boolean sleeping) {
    if (sleeping) {
      asleep.add(startMicros, endMicros);
    } else {
      asleep.remove(startMicros, endMicros);
    }
  }

  /** What was reported of [from, to) is to be reported anew. */
  void clear(long fromMicros, long toMicros) {
    asleep.remove(fromMicros, toMicros);
  }

  void state(
      String device, ResultRules rules, long throughMicros, long completeMicros, ResultSink sink) {
    long cut = throughMicros - rules.keepMicros();
    forget(cut, rules.sleep().gapMicros());
    episodes = found(throughMicros, completeMicros, rules.sleep());
    Lane lane = new Lane(RULE, CHANNEL, device);
    long from = asleep.size() == 0 ? cut : Math.min(asleep.start(0), cut);
    statements.restate(lane, episodes, from, false, sink);
    statements.forgetBefore(lane, cut, sink);
  }

  /** As they are now, in order of time. */
  List<Candidate> episodes() {
    return episodes;
  }

  Spans asleep() {
    return asleep;
  }

  void write(CanonicalWriter to) {
    asleep.write(to);
    statements.write(to);
  }

  static Sleep read(CanonicalReader from) {
    return new Sleep(Spans.read(from), Statements.read(from));
  }

  /** Forgets whole episodes only, so that those that stay are found again as they were. */
  private void forget(long cut, long gap) {
    int at = 0;
    long before = Long.MIN_VALUE;
    while (at < asleep.size() && asleep.end(at) <= cut) {
      boolean over = at + 1 == asleep.size() || asleep.start(at + 1) - asleep.end(at) >= gap;
      before = over ? asleep.end(at) : before;
      at++;
    }
    asleep.forgetBefore(before);
  }

  private List<Candidate> found(long through, long complete, ResultRules.Sleep rule) {
    List<Candidate> found = new ArrayList<>();
    int at = 0;
    while (at < asleep.size()) {
      long start = asleep.start(at);
      long end = asleep.end(at);
      long slept = end - start;
      at++;
      while (at < asleep.size() && asleep.start(at) - end < rule.gapMicros()) {
        end = asleep.end(at);
        slept += end - asleep.start(at);
        at++;
      }
      boolean over = end + rule.gapMicros() <= through;
      if (over && slept >= rule.leastMicros()) {
        boolean sure = end + rule.gapMicros() <= complete;
        found.add(new Candidate(start, end, slept / MINUTE, null, false, sure));
      }
    }
    return found;
  }
}
