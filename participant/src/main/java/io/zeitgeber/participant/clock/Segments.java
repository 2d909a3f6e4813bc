package io.zeitgeber.participant.clock;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The current segment and the four before it; older ones live in the facts. */
final class Segments extends Part {
  private static final int HELD = 5;

  private Segment[] held = {};
  private int opened;

  Segment current() {
    return held[held.length - 1];
  }

  /** How many have been opened so far; the number of the next. */
  int opened() {
    return opened;
  }

  /** Makes a segment the current one. */
  void open(Segment segment) {
    int from = held.length == HELD ? 1 : 0;
    Segment[] more = new Segment[held.length - from + 1];
    System.arraycopy(held, from, more, 0, held.length - from);
    more[more.length - 1] = segment;
    held = more;
    opened = Math.max(opened, segment.number + 1);
  }

  /** Gives up the current segment: the one before it is current again. */
  void withdraw() {
    held = Arrays.copyOf(held, held.length - 1);
  }

  /** The newest ended segment that explains a sample that the current one cannot. */
  @Nullable Segment explaining(long device, long y) {
    for (int at = held.length - 2; at >= 0; at--) {
      Segment segment = held[at];
      if (!segment.covers(device, segment.established ? Times.MINUTE : 2 * Times.HOUR)) {
        continue;
      }
      long delay = y - segment.at(device);
      if (delay > Times.MAX_DELAY) {
        continue;
      }
      if (delay >= -Times.BIG) {
        return segment;
      }
      if (!segment.established && delay > -Times.MAX_DELAY) {
        segment.lower(delay);
        return segment;
      }
    }
    return null;
  }

  /** The newest ended segment whose line goes on through a point; null if none does. */
  @Nullable Segment through(long device, long y, Line line, long band) {
    for (int at = held.length - 2; at >= 0; at--) {
      Segment segment = held[at];
      long away = Math.abs(device - Math.min(device, segment.highestDevice));
      long slack = Math.min(Q32.mul(line.rho, away), Times.BIG);
      if (segment.established && Math.abs(y - segment.at(device)) <= band + slack) {
        return segment;
      }
    }
    return null;
  }

  boolean isBeforeCurrent(Segment segment) {
    return held.length > 1 && held[held.length - 2] == segment;
  }

  /** As {@link #current()} at 0, the one before at 1 and so on. */
  Segment back(int steps) {
    return held[held.length - 1 - steps];
  }

  int count() {
    return held.length;
  }

  Segments fork() {
    Segments copy = copy(this);
    copy.held = new Segment[held.length];
    for (int at = 0; at < held.length; at++) {
      copy.held[at] = held[at].fork();
    }
    return copy;
  }

  @Override
  void each(Fields fields) {
    opened = fields.integer(opened);
    int count = fields.integer(held.length);
    if (count < 0 || count > HELD) {
      throw new IllegalArgumentException("more segments than there may be");
    }
    if (held.length != count) {
      held = new Segment[count];
      for (int at = 0; at < count; at++) {
        held[at] = new Segment();
      }
    }
    for (Segment segment : held) {
      segment.each(fields);
    }
  }
}
