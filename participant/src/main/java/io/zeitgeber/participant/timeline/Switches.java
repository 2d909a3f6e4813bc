package io.zeitgeber.participant.timeline;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import java.util.Arrays;

/**
 * When something went on and off, in order of event time, however the events came. It is on from an
 * event that says so to the next one. Beyond a limit the oldest is forgotten.
 */
public final class Switches {
  private static final int MOST = 512;

  /** Each event is its microseconds times two, plus one where it goes on. */
  private long[] events;

  private int size;

  public Switches() {
    this(new long[4], 0);
  }

  private Switches(long[] events, int size) {
    this.events = events;
    this.size = size;
  }

  public Switches copy() {
    return new Switches(Arrays.copyOf(events, size + 4), size);
  }

  /** Takes an event; the same one twice is one. */
  public void event(long eventMicros, boolean on) {
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

  public int size() {
    return size;
  }

  /** Forgets the events in [from, to). */
  public void clear(long fromMicros, long toMicros) {
    int first = 0;
    while (first < size && micros(first) < fromMicros) {
      first++;
    }
    int after = first;
    while (after < size && micros(after) < toMicros) {
      after++;
    }
    System.arraycopy(events, after, events, first, size - after);
    size -= after - first;
  }

  /** Forgets what happened before then, but for the last of it, which holds on. */
  public void forgetBefore(long micros) {
    int gone = 0;
    while (gone + 1 < size && micros(gone + 1) <= micros) {
      gone++;
    }
    System.arraycopy(events, gone, events, 0, size - gone);
    size -= gone;
  }

  /** Whether it goes on at an event, from 0. */
  public boolean isOn(int at) {
    return (events[at] & 1) == 1;
  }

  /** When an event happened. */
  public long micros(int at) {
    return Math.floorDiv(events[at], 2);
  }

  /** Until when it is on that goes on at an event, at most so long. */
  public long untilMicros(int at, long longestMicros) {
    long next = at + 1 < size ? micros(at + 1) : Long.MAX_VALUE;
    return Math.min(next, micros(at) + longestMicros);
  }

  public void write(CanonicalWriter to) {
    to.number(size);
    long last = 0;
    for (int at = 0; at < size; at++) {
      to.number(events[at] - last);
      last = events[at];
    }
  }

  public static Switches read(CanonicalReader from) {
    int size = from.count();
    long[] events = new long[size + 4];
    long last = 0;
    for (int at = 0; at < size; at++) {
      last += from.number();
      events[at] = last;
    }
    return new Switches(events, size);
  }
}
