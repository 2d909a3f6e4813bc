package io.zeitgeber.participant.clock;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * A trace that is kept as data: device and received times of records and hints, in microseconds.
 */
final class KeptTrace {
  final long[] device;
  final long[] received;
  private final long[] hintDevice;
  private final long[] hintReceived;

  private KeptTrace(CanonicalReader from) {
    long[][] records = columns(from);
    long[][] hints = columns(from);
    from.end();
    device = records[0];
    received = records[1];
    hintDevice = hints[0];
    hintReceived = hints[1];
  }

  static KeptTrace of(String regime) {
    String file = "/clock/" + regime + ".trace.gz";
    try (InputStream kept = Objects.requireNonNull(KeptTrace.class.getResourceAsStream(file));
        InputStream bytes = new GZIPInputStream(kept)) {
      return new KeptTrace(new CanonicalReader(bytes.readAllBytes()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long[][] columns(CanonicalReader from) {
    int count = from.count();
    long[][] columns = new long[2][count];
    long[] last = new long[2];
    for (int at = 0; at < count; at++) {
      for (int column = 0; column < 2; column++) {
        last[column] += from.number();
        columns[column][at] = last[column] * 1000;
      }
    }
    return columns;
  }

  /** Lets a clock take a record, with the hints that came before it; the time of its sample. */
  long record(DeviceClock clock, int at) {
    long before = at == 0 ? Long.MIN_VALUE : received[at - 1];
    for (int hint = 0; hint < hintDevice.length; hint++) {
      if (hintReceived[hint] <= received[at] && hintReceived[hint] > before) {
        clock.hint(hintDevice[hint], hintReceived[hint], at);
      }
    }
    clock.observe(device[at], received[at], at);
    return clock.eventMicros(device[at], received[at]);
  }

  static byte[] bytes(ClockState state) {
    CanonicalWriter to = new CanonicalWriter();
    state.write(to);
    return to.toBytes();
  }
}
