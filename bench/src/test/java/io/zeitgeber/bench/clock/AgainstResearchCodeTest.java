package io.zeitgeber.bench.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zeitgeber.participant.clock.ClockPolicy;
import io.zeitgeber.participant.clock.ClockState;
import io.zeitgeber.participant.clock.DeviceClock;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same traces through the research code and through ours: corrections differ where
 * docs/decisions/0010 says why, and by no more.
 */
final class AgainstResearchCodeTest {
  private static final Path SOURCES =
      Path.of(System.getProperty("zeitgeber.root", ".."), "../shared/clock");
  private static final int DAYS = 4;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "LIVE, 0.005, 0.001",
    "LIVE_BATCH, 0.005, 0.02",
    "STEP_1S, 0.005, 0.01",
    "STEP_1H, 0.005, 0.03",
    "EPOCH_RESET, 0.005, 0.02",
    "PHONE_NTP, 0.005, 0.03",
    "BATCH_HINT, 0.05, 0.25"
  })
  void corrections_ofBoth_areNearEachOther(Regime regime, double median, double apartShare)
      throws IOException, ReflectiveOperationException {
    assumeTrue(ResearchCode.isAt(SOURCES), "no research code at " + SOURCES);
    Trace trace = Generator.trace(regime, DeviceClass.PHONE, 99, DAYS);
    Histogram apart = new Histogram();
    Histogram ours = new Histogram();
    Histogram theirs = new Histogram();
    try (ResearchCode research = new ResearchCode(SOURCES, directory)) {
      DeviceClock clock = new DeviceClock(ClockState.NONE, ClockPolicy.MODELLED, Silent.SINK);
      int hint = 0;
      long far = 0;
      for (int at = 0; at < trace.size; at++) {
        long device = trace.device[at];
        long received = trace.received[at];
        for (; hint < trace.hintDevice.length && trace.hintReceived[hint] <= received; hint++) {
          clock.hint(trace.hintDevice[hint], trace.hintReceived[hint], at);
          research.hint(trace.hintDevice[hint], trace.hintReceived[hint], at);
        }
        clock.observe(device, received, at);
        long event = clock.eventMicros(device, received);
        long other = research.sample(device, received, at);
        if (received >= trace.warmUntil) {
          apart.add(event - other);
          ours.add(event - trace.truth[at]);
          theirs.add(other - trace.truth[at]);
          far += Math.abs(event - other) > 50_000 ? 1 : 0;
        }
      }
      String what =
          String.format(
              java.util.Locale.ROOT,
              "%s apart p50 %.4f p99 %.4f, > 50 ms %.4f; ours p95 %.3f, research p95 %.3f",
              regime,
              apart.seconds(0.5),
              apart.seconds(0.99),
              far / (double) apart.count(),
              ours.seconds(0.95),
              theirs.seconds(0.95));
      assertThat(apart.seconds(0.5)).as(what).isLessThanOrEqualTo(median);
      assertThat(far / (double) apart.count()).as(what).isLessThanOrEqualTo(apartShare);
      assertThat(ours.seconds(0.95)).as(what).isLessThanOrEqualTo(theirs.seconds(0.95) + 0.02);
    }
  }
}
