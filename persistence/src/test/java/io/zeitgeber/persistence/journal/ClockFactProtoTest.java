package io.zeitgeber.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.clock.Confidence;
import io.zeitgeber.participant.clock.ConfidenceChange;
import io.zeitgeber.participant.clock.Evidence;
import io.zeitgeber.participant.clock.Reason;
import io.zeitgeber.participant.clock.Rebased;
import io.zeitgeber.participant.clock.StampsEqual;
import io.zeitgeber.participant.clock.Stepped;
import io.zeitgeber.participant.step.ClockFact;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.persistence.journal.v1.Body;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ClockFactProtoTest {
  private final SplittableRandom random = new SplittableRandom(20_261_122);

  @Test
  void clockFacts_writtenAndRead_areTheSame() {
    List<Fact> facts = new ArrayList<>();
    for (Reason reason : Reason.values()) {
      facts.add(stepped(reason, random.nextInt(9)));
      facts.add(stepped(reason, -1));
    }
    for (Evidence evidence : Evidence.values()) {
      facts.add(new ClockFact.ClockRebased("watch-1", rebased(evidence)));
    }
    for (Confidence before : Confidence.values()) {
      for (Confidence after : Confidence.values()) {
        ConfidenceChange change =
            new ConfidenceChange(before, after, random.nextLong() >>> 1, time());
        facts.add(new ClockFact.ClockConfidenceChanged("phone", change));
      }
    }
    ConfidenceChange unknown = new ConfidenceChange(Confidence.GOOD, Confidence.NONE, -1, time());
    facts.add(new ClockFact.ClockConfidenceChanged("phone", unknown));
    facts.add(new ClockFact.ClockUnknowable("ring", new StampsEqual(100, time())));
    Body.Builder body = Body.newBuilder();
    FactProtos.write(facts, body, null);
    assertThat(FactReader.read(body.build(), null)).isEqualTo(facts);
  }

  private ClockFact stepped(Reason reason, int withdrawn) {
    return new ClockFact.ClockStepped(
        "watch-1",
        new Stepped(
            random.nextInt(1000),
            random.nextLong(),
            reason,
            random.nextInt(1000),
            random.nextLong(),
            random.nextLong() >>> 1,
            random.nextLong(),
            time(),
            withdrawn));
  }

  private Rebased rebased(Evidence evidence) {
    return new Rebased(
        random.nextInt(9),
        random.nextLong(),
        evidence,
        random.nextLong() >>> 1,
        random.nextLong(),
        time());
  }

  private long time() {
    return 1_760_000_000_000_000L + random.nextInt();
  }
}
