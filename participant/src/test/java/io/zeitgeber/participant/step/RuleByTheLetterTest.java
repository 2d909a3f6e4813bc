package io.zeitgeber.participant.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.observation.Source;
import io.zeitgeber.participant.rule.Alert;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The threshold rule against its text, taken literally: all samples kept, record by record, every t
 * between the fronts looked at. With late samples, equal times, chunks, and several partitions.
 */
final class RuleByTheLetterTest {
  private static final long EVERY = 10 * Protocols.SECOND;
  private static final long WINDOW = 60 * Protocols.SECOND;

  static List<Long> seeds() {
    return LongStream.rangeClosed(1, 100).boxed().toList();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void alerts_ofSeededRecords_areWhatTheTextSays(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Shell shell = new Shell(Protocols.OPEN);
    Letter letter = new Letter();
    List<Decided> ours = new ArrayList<>();
    long[] offsets = new long[3];
    long now = random.nextLong(1L << 50);
    double beats = 80;
    // Whole seconds meet the instants of decision themselves.
    long grain = seed % 2 == 0 ? Protocols.SECOND : 1;
    now = now / grain * grain;
    for (int record = 0; record < 400; record++) {
      long gap = random.nextInt(100) == 0 ? random.nextLong(1L << 40) : random.nextLong(9_000_000);
      now += gap / grain * grain;
      int partition = random.nextInt(4) == 0 ? random.nextInt(3) : 0;
      long late = random.nextInt(4) == 0 ? random.nextLong(90_000_000) / grain * grain : 0;
      Batch.Builder batch =
          new Batch.Builder(new UUID(0, 9), "t", partition, false, Originals.NONE);
      int source = batch.source(new Source("watch-1", "heart_rate"));
      long device = now - late + (random.nextInt(20) == 0 ? 3_000_000 : 0);
      batch.record(offsets[partition]++, now, source, device);
      int samples = random.nextInt(4) == 0 ? 2 + random.nextInt(30) : 1;
      int everySeconds = random.nextInt(12) == 0 ? 25 : 1 + random.nextInt(4);
      List<Sample> taken = new ArrayList<>();
      for (int at = 0; at < samples; at++) {
        beats = Math.clamp(beats + random.nextInt(-14, 15) + (80 - beats) * 0.02, 25, 180);
        double value = Math.rint(beats * 4) / 4;
        batch.value(value);
        long sampled = device + (long) at * everySeconds * Protocols.SECOND;
        taken.add(new Sample(Math.min(sampled, now), value, partition, offsets[partition] - 1));
      }
      if (samples > 1) {
        batch.rate(1.0 / everySeconds);
      }
      letter.take(taken);
      shell.take(new Input.Observed(batch.build()));
    }
    shell.facts().forEach(fact -> add(ours, fact));
    assertThat(ours).isEqualTo(letter.decided);
  }

  private static void add(List<Decided> to, Fact fact) {
    if (fact instanceof Fact.AlertRaised(Alert alert)) {
      to.add(Decided.of(true, alert));
    } else if (fact instanceof Fact.AlertResolved(Alert alert, long _)) {
      to.add(Decided.of(false, alert));
    }
  }

  private record Sample(long eventMicros, double value, int partition, long offset) {}

  private record Decided(
      boolean raised, String rule, long t, double mean, int samples, long first, long records) {
    static Decided of(boolean raised, Alert alert) {
      long records = alert.evidence().stream().mapToLong(Alert.Evidence::records).sum();
      for (Alert.Evidence evidence : alert.evidence()) {
        assertThat(evidence.last() - evidence.first() + 1)
            .isGreaterThanOrEqualTo(evidence.records());
      }
      return new Decided(
          raised,
          alert.rule(),
          alert.eventMicros(),
          alert.value(),
          alert.samples(),
          alert.firstSampleMicros(),
          records);
    }
  }

  /** CONTRACT §7, as it is written. */
  private static final class Letter {
    private final List<Sample> received = new ArrayList<>();
    private final List<Decided> decided = new ArrayList<>();
    private long front = Long.MIN_VALUE;
    private boolean high;
    private boolean low;

    void take(List<Sample> record) {
      received.addAll(record);
      long earliest = record.stream().mapToLong(Sample::eventMicros).min().orElseThrow();
      long latest = record.stream().mapToLong(Sample::eventMicros).max().orElseThrow();
      long before = front == Long.MIN_VALUE ? earliest : front;
      front = Math.max(before, latest);
      candidates(before).forEach(this::decide);
    }

    /** The t of [before, front) with a sample in the window; at any other nothing happens. */
    private SortedSet<Long> candidates(long before) {
      SortedSet<Long> candidates = new TreeSet<>();
      for (Sample sample : received) {
        long t = Math.ceilDiv(sample.eventMicros, EVERY) * EVERY;
        for (; t < sample.eventMicros + WINDOW; t += EVERY) {
          if (before <= t && t < front) {
            candidates.add(t);
          }
        }
      }
      return candidates;
    }

    private void decide(long t) {
      List<Sample> window =
          received.stream()
              .filter(sample -> sample.eventMicros > t - WINDOW && sample.eventMicros <= t)
              .toList();
      if (window.size() < 3) {
        return;
      }
      BigDecimal sum =
          window.stream()
              .map(s -> new BigDecimal(s.value))
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      double mean = sum.doubleValue() / window.size();
      boolean wasHigh = high;
      boolean wasLow = low;
      if (wasHigh && mean <= 115) {
        high = add(false, "high-heart-rate", t, mean, window);
      }
      if (wasLow && mean >= 45) {
        low = add(false, "low-heart-rate", t, mean, window);
      }
      if (!wasHigh && mean > 120) {
        high = add(true, "high-heart-rate", t, mean, window);
      }
      if (!wasLow && mean < 40) {
        low = add(true, "low-heart-rate", t, mean, window);
      }
    }

    private boolean add(boolean raised, String rule, long t, double mean, List<Sample> window) {
      long first = window.stream().mapToLong(Sample::eventMicros).min().orElseThrow();
      long records =
          window.stream().map(s -> s.partition + ":" + s.offset).collect(Collectors.toSet()).size();
      decided.add(new Decided(raised, rule, t, mean, window.size(), first, records));
      return raised;
    }
  }
}
