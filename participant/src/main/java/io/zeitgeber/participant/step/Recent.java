package io.zeitgeber.participant.step;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;

/**
 * The newest records of one device and channel, by device time and by a digest of what they hold:
 * what tells a record that was sent again from one that is real. An upload goes forward in device
 * time; where that goes back, the next one begins. Equal records of one upload are all real; a
 * later upload repeats at most as many as there were.
 *
 * <p>Grows in place inside a step. Beyond {@link #MOST} the oldest are forgotten, and {@link
 * #reachesBack} says how far it still knows.
 */
final class Recent {
  static final int MOST = 64;
  private static final int FEWEST = 8;

  /** What lies farther behind falls into closed windows, and is looked up in the history. */
  private static final long KEPT_MICROS = 100_000_000;

  private long[] deviceMicros;
  private long[] digests;

  /** The upload that a record came in, or the last one that repeated it. */
  private long[] uploads;

  private int head;
  private int size;
  private long latestMicros;
  private long previousMicros;
  private long forgottenMicros;
  private long upload;

  Recent() {
    deviceMicros = new long[FEWEST];
    digests = new long[FEWEST];
    uploads = new long[FEWEST];
    latestMicros = Long.MIN_VALUE;
    previousMicros = Long.MIN_VALUE;
    forgottenMicros = Long.MIN_VALUE;
  }

  private Recent(Recent from) {
    int skipped = from.passed();
    size = from.size - skipped;
    deviceMicros = new long[Math.max(FEWEST, size)];
    digests = new long[deviceMicros.length];
    uploads = new long[deviceMicros.length];
    for (int at = 0; at < size; at++) {
      int there = (from.head + skipped + at) % from.digests.length;
      deviceMicros[at] = from.deviceMicros[there];
      digests[at] = from.digests[there];
      uploads[at] = from.uploads[there];
    }
    latestMicros = from.latestMicros;
    previousMicros = from.previousMicros;
    forgottenMicros = from.forgottenMicros;
    upload = from.upload;
  }

  /** How many of the oldest lie too far behind to be of use. */
  private int passed() {
    int passed = 0;
    while (passed < size
        && deviceMicros[(head + passed) % digests.length] < latestMicros - KEPT_MICROS) {
      passed++;
    }
    return passed;
  }

  Recent copy() {
    return new Recent(this);
  }

  /** The latest device time of a record's start, or of an interval's end. */
  long latestMicros() {
    return latestMicros;
  }

  /** A record that goes on where the device was: it can't have been sent before. */
  void forward(long startMicros, long endMicros, long digest) {
    latestMicros = endMicros;
    previousMicros = startMicros;
    add(startMicros, digest);
  }

  /** A record whose device time lies behind: whether it goes back before the last one. */
  void back(long startMicros) {
    if (startMicros < previousMicros) {
      upload++;
    }
    previousMicros = startMicros;
  }

  /** Whether all records since that device time are known. */
  boolean reachesBack(long micros) {
    return micros > forgottenMicros && micros >= latestMicros - KEPT_MICROS;
  }

  /** Whether an earlier upload brought the same and this one has not repeated it yet. */
  boolean repeats(long startMicros, long digest) {
    for (int left = size; left > 0; left--) {
      int at = (head + left - 1) % digests.length;
      if (digests[at] == digest && deviceMicros[at] == startMicros && uploads[at] < upload) {
        uploads[at] = upload;
        return true;
      }
    }
    return false;
  }

  void add(long startMicros, long digest) {
    if (size == digests.length) {
      if (digests.length < MOST) {
        grow();
      } else {
        forgottenMicros = Math.max(forgottenMicros, deviceMicros[head]);
        head = head + 1 == digests.length ? 0 : head + 1;
        size--;
      }
    }
    int at = head + size;
    at = at >= digests.length ? at - digests.length : at;
    deviceMicros[at] = startMicros;
    digests[at] = digest;
    uploads[at] = upload;
    size++;
  }

  /** The device's clock was set anew: what it said before compares with nothing. */
  void restart() {
    head = 0;
    size = 0;
    latestMicros = Long.MIN_VALUE;
    previousMicros = Long.MIN_VALUE;
    forgottenMicros = Long.MIN_VALUE;
    upload++;
  }

  private void grow() {
    int length = Math.min(size * 2, MOST);
    long[] micros = new long[length];
    long[] more = new long[length];
    long[] ups = new long[length];
    for (int at = 0; at < size; at++) {
      int from = (head + at) % size;
      micros[at] = deviceMicros[from];
      more[at] = digests[from];
      ups[at] = uploads[from];
    }
    deviceMicros = micros;
    digests = more;
    uploads = ups;
    head = 0;
  }

  void write(CanonicalWriter to) {
    boolean passed = forgottenMicros < latestMicros - KEPT_MICROS;
    to.fixed(latestMicros).fixed(previousMicros).fixed(passed ? Long.MIN_VALUE : forgottenMicros);
    int skipped = passed();
    to.number(upload).number(size - skipped);
    long before = 0;
    for (int each = skipped; each < size; each++) {
      int at = (head + each) % digests.length;
      to.number(deviceMicros[at] - before).fixed(digests[at]).number(upload - uploads[at]);
      before = deviceMicros[at];
    }
  }

  static Recent read(CanonicalReader from) {
    Recent recent = new Recent();
    recent.latestMicros = from.fixed();
    recent.previousMicros = from.fixed();
    long forgotten = from.fixed();
    recent.upload = from.number();
    long before = 0;
    for (int left = from.count(); left > 0; left--) {
      before += from.number();
      long digest = from.fixed();
      long upload = from.number();
      recent.add(before, digest);
      int at = (recent.head + recent.size - 1) % recent.digests.length;
      recent.uploads[at] = recent.upload - upload;
    }
    recent.forgottenMicros = forgotten;
    return recent;
  }
}
