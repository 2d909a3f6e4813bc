package io.zeitgeber.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.persistence.key.TestKeys;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much room heart rate takes, sealed, with header and the windows that close: one sample every
 * five seconds, delivered within half a second.
 */
final class EntrySizeTest {
  private static final Logger LOG = LoggerFactory.getLogger(EntrySizeTest.class);
  private static final int BATCHES = 50;

  @ParameterizedTest
  @CsvSource({"64, 8.0", "256, 4.3", "512, 3.6"})
  void heartRate_inBatches_staysWithinItsBytes(int rows, double most) {
    double bare = bytesPerSample(rows, false);
    double withWindows = bytesPerSample(rows, true);
    LOG.info(
        "{} samples a row: {} bytes a sample, {} with the windows they close",
        rows,
        bare,
        withWindows);
    assertThat(withWindows).isLessThanOrEqualTo(most);
  }

  @Test
  void oneSample_withItsHeader_staysSmall() {
    double bytes = bytesPerSample(1, false);
    LOG.info("1 sample a row: {} bytes", bytes);
    assertThat(bytes).isLessThan(240);
  }

  private static double bytesPerSample(int rows, boolean windows) {
    EntryCodec codec = new EntryCodec("0.1.0-SNAPSHOT");
    long bytes = 0;
    for (int seed = 0; seed < BATCHES; seed++) {
      Batch batch = Samples.heartRate(seed, rows);
      List<Fact> facts = windows ? Samples.windowsOf(batch) : List.of();
      bytes +=
          codec
              .encode(
                  Sealing.with(TestKeys.key(1)),
                  "S1",
                  "P0001",
                  1_000 + seed,
                  StoredEntry.noDigest(),
                  Samples.PROTOCOL,
                  new Input.Observed(batch),
                  facts)
              .payload()
              .length;
    }
    return (double) bytes / BATCHES / rows;
  }
}
