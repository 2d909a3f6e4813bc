package io.zeitgeber.participant.derived;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import io.zeitgeber.participant.protocol.ResultRules;
import io.zeitgeber.participant.timeline.Spans;
import io.zeitgeber.participant.timeline.Statements;
import io.zeitgeber.participant.timeline.Switches;

/**
 * When the screen of one phone went on and off in its latest hours. It is on from an event that
 * says so to the next that says otherwise, and not for more than an hour without one.
 */
final class Screen {
  static final String CHANNEL = "screen";
  static final String RULE = "screen-while-asleep";
  static final String RESULT = "screen_while_asleep";

  final Statements statements;
  final Switches events;

  Screen() {
    this(new Statements(), new Switches());
  }

  private Screen(Statements statements, Switches events) {
    this.statements = statements;
    this.events = events;
  }

  Screen copy() {
    return new Screen(statements.copy(), events.copy());
  }

  /** Seconds in [from, to) with the screen on while asleep. */
  double secondsIn(Spans asleep, long fromMicros, long toMicros, ResultRules.Screen rule) {
    long sum = 0;
    for (int at = 0; at < events.size(); at++) {
      if (events.isOn(at)) {
        long from = Math.max(events.micros(at), fromMicros);
        long to = Math.min(events.untilMicros(at, rule.longestMicros()), toMicros);
        sum += to > from ? asleep.within(from, to) : 0;
      }
    }
    return sum / 1e6;
  }

  void write(CanonicalWriter to) {
    statements.write(to);
    events.write(to);
  }

  static Screen read(CanonicalReader from) {
    return new Screen(Statements.read(from), Switches.read(from));
  }
}
