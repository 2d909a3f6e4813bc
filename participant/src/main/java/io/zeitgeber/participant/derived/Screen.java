package io.zeitgeber.participant.derived;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import io.zeitgeber.participant.protocol.ResultRules;
import io.zeitgeber.participant.timeline.Spans;
import io.zeitgeber.participant.timeline.Statements;
import java.util.Arrays;

/**
 * When the screen of one phone went on and off in its latest hours. It is on from an event that
 * says so to the next that says otherwise, and not for more than an hour without one.
 */
final class Screen {
  static final String CHANNEL = "screen";
  static final String RULE = "screen-while-asleep";
  static final String RESULT = "screen_while_asleep";
  private static final int MOST = 512;

  final Statements statements;
  private long[] events;
  private int size;

  Screen() {
    this(new Statements(), new long[8], 0);
  }

  /** Each event is its microseconds times two, plus one where the screen goes on. */
  private Screen(Statements statements, long[] events, int size) {
    this.statements = statements;
    this.events = events;
    this.size = size;
  }

  Screen copy() {
    return new Screen(statements.copy(), Arrays.copyOf(events, size + 4), size);
  }

  void event(long eventMicros, boolean on) {
    long event = eventMicros * 2 + (on ? 1 : 0);
    int found = Arrays.binarySearch(events, 0, size, event);
    if (found >= 0) {
      return;
    }
    if (size == MOST) {
      System.arraycopy(events, 1, events, 0, --size);
      found = Arrays.binarySearch(events, 0, size, event);
    }
    if (size == events.length) {
      events = Arrays.copyOf(events, size * 2);
    }
    int place = -found - 1;
    System.arraycopy(events, place, events, place + 1, size - place);
    events[place] = event;
    size++;
  }

  void forgetBefore(long micros) {
    int gone = 0;
    while (gone < size && events[gone] / 2 < micros) {
      gone++;
    }
    System.arraycopy(events, gone, events, 0, size - gone);
    size -= gone;
  }

  /** Seconds in [from, to) with the screen on while asleep. */
  double secondsIn(Spans asleep, long fromMicros, long toMicros, ResultRules.Screen rule) {
    long sum = 0;
    for (int at = 0; at < size; at++) {
      if ((events[at] & 1) == 1) {
        long on = Math.floorDiv(events[at], 2);
        long next = at + 1 < size ? Math.floorDiv(events[at + 1], 2) : Long.MAX_VALUE;
        long off = Math.min(next, on + rule.longestMicros());
        long from = Math.max(on, fromMicros);
        long to = Math.min(off, toMicros);
        sum += to > from ? asleep.within(from, to) : 0;
      }
    }
    return sum / 1e6;
  }

  void write(CanonicalWriter to) {
    statements.write(to);
    to.number(size);
    long last = 0;
    for (int at = 0; at < size; at++) {
      to.number(events[at] - last);
      last = events[at];
    }
  }

  static Screen read(CanonicalReader from) {
    Statements statements = Statements.read(from);
    int size = from.count();
    long[] events = new long[size + 4];
    long last = 0;
    for (int at = 0; at < size; at++) {
      last += from.number();
      events[at] = last;
    }
    return new Screen(statements, events, size);
  }
}
