package io.zeitgeber.bench.clock;

import io.zeitgeber.participant.canonical.CanonicalWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/**
 * Writes the traces that the clock model's tests keep as data, for generators differ between JDKs:
 * {@code main} with the directory to write to. Columns: number of records, then for each the device
 * and received time in milliseconds less those before; then the hints likewise.
 */
final class GoldenTraces {
  private static final int DAYS = 3;
  private static final long SEED = 20_261_122;

  private GoldenTraces() {}

  public static void main(String[] words) throws IOException {
    for (Regime regime :
        new Regime[] {
          Regime.LIVE_BATCH, Regime.STEP_1H, Regime.EPOCH_RESET, Regime.BATCH_STEP_HINT
        }) {
      Trace trace = Generator.trace(regime, DeviceClass.LOGGER, SEED, DAYS);
      CanonicalWriter to = new CanonicalWriter();
      columns(to, trace.device, trace.received, trace.size);
      columns(to, trace.hintDevice, trace.hintReceived, trace.hintDevice.length);
      try (OutputStream file =
          new GZIPOutputStream(Files.newOutputStream(Path.of(words[0], regime + ".trace.gz")))) {
        file.write(to.toBytes());
      }
    }
  }

  private static void columns(CanonicalWriter to, long[] device, long[] received, int size) {
    to.number(size);
    long lastDevice = 0;
    long lastReceived = 0;
    for (int at = 0; at < size; at++) {
      to.number(device[at] / 1000 - lastDevice).number(received[at] / 1000 - lastReceived);
      lastDevice = device[at] / 1000;
      lastReceived = received[at] / 1000;
    }
  }
}
