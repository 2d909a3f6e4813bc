package io.zeitgeber.simulator.feed;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A file's lines as bytes, in place: no object a line. Takes LF and CR LF, a last line without
 * either, and a byte order mark.
 */
final class Lines implements Closeable {
  /** Longer lines than this can't be records. */
  static final int LONGEST = 16 << 20;

  private final InputStream in;
  private byte[] bytes = new byte[1 << 18];
  private int filled;
  private int next;
  private int from;
  private int to;
  private long number;
  private boolean tooLong;
  private boolean ended;

  Lines(InputStream in) {
    this.in = in;
  }

  /** Moves to the next line; false when there is none. */
  boolean next() throws IOException {
    tooLong = false;
    int scanned = next;
    while (true) {
      for (int at = scanned; at < filled; at++) {
        if (bytes[at] == '\n') {
          found(at, at + 1);
          return true;
        }
      }
      scanned = filled;
      if (ended || (scanned = fill(scanned)) < 0) {
        if (next < filled) {
          found(filled, filled);
          return true;
        }
        return false;
      }
    }
  }

  /** The bytes that hold the line, from {@link #from()} up to, but without, {@link #to()}. */
  byte[] bytes() {
    return bytes;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  /** The line's number, from 1. */
  long number() {
    return number;
  }

  /** Whether the line was longer than {@link #LONGEST}; it then holds its end only. */
  boolean tooLong() {
    return tooLong;
  }

  boolean blank() {
    for (int at = from; at < to; at++) {
      if (bytes[at] != ' ' && bytes[at] != '\t') {
        return false;
      }
    }
    return true;
  }

  byte[] copy() {
    return Arrays.copyOfRange(bytes, from, to);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private void found(int end, int after) {
    from = next;
    to = end > from && bytes[end - 1] == '\r' ? end - 1 : end;
    next = after;
    if (number++ == 0 && startsWithMark()) {
      from += 3;
    }
  }

  private boolean startsWithMark() {
    return to - from >= 3
        && bytes[from] == (byte) 0xEF
        && bytes[from + 1] == (byte) 0xBB
        && bytes[from + 2] == (byte) 0xBF;
  }

  /** Reads on; returns where the new bytes begin, or −1 at the end. */
  private int fill(int scanned) throws IOException {
    if (next > 0) {
      System.arraycopy(bytes, next, bytes, 0, filled - next);
      filled -= next;
      scanned -= next;
      next = 0;
    }
    if (filled == bytes.length) {
      if (filled >= LONGEST) {
        tooLong = true;
        filled = 0;
        scanned = 0;
      } else {
        bytes = Arrays.copyOf(bytes, Math.min(LONGEST, filled * 2));
      }
    }
    int read = in.read(bytes, filled, bytes.length - filled);
    if (read < 0) {
      ended = true;
      return -1;
    }
    filled += read;
    return scanned;
  }
}
