package io.zeitgeber.participant.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.observation.Source;
import io.zeitgeber.participant.protocol.Protocol;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How long a step takes a sample: {@code mvn test -pl participant -Dtest=StepSpeedTest
 * -Dtest.groups=long -Dtest.excluded-groups=}. Prints; asserts nothing of time.
 */
@Tag("long")
final class StepSpeedTest {
  private static final int BATCHES = 5_000;

  @Test
  void step_ofScalarSamples_isMeasured() {
    for (int rows : new int[] {1, 4, 64, 400}) {
      measure(Protocols.OPEN, rows, 1, "heart rate, trusted", 72, 1);
      measure(Protocols.MODELLED, rows, 1, "heart rate, modelled", 72, 1);
    }
    measure(Protocols.MODELLED, 400, 1, "heart rate, one decimal", 72.1, 0.1);
    measure(Protocols.MODELLED, 400, 5, "heart rate every 5 s", 72, 1);
  }

  private static void measure(
      Protocol protocol, int rows, int everySeconds, String what, double base, double unit) {
    double best = Double.MAX_VALUE;
    int batches = rows < 10 ? 20 * BATCHES : BATCHES;
    for (int round = 0; round < 6; round++) {
      Batch[] made = batches(rows, batches, everySeconds, base, unit);
      Participant participant = Participant.unknown("S1", "P001", protocol);
      long facts = 0;
      long start = System.nanoTime();
      for (Batch batch : made) {
        Outcome outcome = Step.step(participant, new Input.Observed(batch));
        participant = outcome.after();
        facts += outcome.facts().size();
      }
      double nanos = (System.nanoTime() - start) / ((double) rows * batches);
      best = Math.min(best, nanos);
      assertThat(facts).isPositive();
    }
    System.out.println(what + ", batches of " + rows + ": " + best + " ns a sample");
  }

  private static Batch[] batches(
      int rows, int batches, int everySeconds, double base, double unit) {
    Batch[] made = new Batch[batches];
    long at = 0;
    for (int each = 0; each < batches; each++) {
      Batch.Builder batch =
          new Batch.Builder(new UUID(0, 1), "observations", 0, false, Originals.NONE);
      int source = batch.source(new Source("watch-1", "heart_rate"));
      for (int row = 0; row < rows; row++) {
        long micros = 1_760_000_000_000_000L + at * everySeconds * Protocols.SECOND;
        batch
            .record(at, micros + 300_000 + at % 13 * 20_000, source, micros)
            .value(base + (at * 7 % 40) * unit);
        at++;
      }
      made[each] = batch.build();
    }
    return made;
  }
}
