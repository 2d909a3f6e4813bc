package io.zeitgeber.participant.step;

import io.zeitgeber.participant.enrolment.Change;
import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Extra;
import io.zeitgeber.participant.observation.Flaw;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.observation.Refusal;
import io.zeitgeber.participant.observation.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Seeded arrivals of one participant: what phones, watches and coordinators do to us. */
final class Arrivals {
  private static final UUID OBSERVATIONS = new UUID(10, 1);
  private static final UUID OTHER_TOPIC = new UUID(10, 2);
  private static final String[] DEVICES = {"watch-1", "watch-2", "phone-1"};
  private static final String[] CHANNELS = {
    "heart_rate",
    "heart_rate",
    "heart_rate",
    "skin_temperature",
    "acceleration",
    "ppg",
    "steps",
    "sleep_stage",
    "screen",
    "unheard_of"
  };
  private static final String[] CODES = {"deep", "light", "rem", "awake"};

  private final SplittableRandom random;
  private final List<Arrival> arrivals = new ArrayList<>();
  private final long[] nextOffsets = new long[4];
  private long nowMicros;
  private long nextEnrolment;
  private double beats = 90;

  private Arrivals(SplittableRandom random) {
    this.random = random;
    nowMicros = random.nextLong(-1L << 40, 1L << 50);
  }

  static List<Arrival> seeded(SplittableRandom random) {
    Arrivals script = new Arrivals(random);
    int records = 150 + random.nextInt(250);
    int partition = 0;
    int follow = 1 + random.nextInt(20);
    while (script.arrivals.size() < records) {
      partition = random.nextInt(follow) == 0 ? random.nextInt(4) : partition;
      script.one(partition);
    }
    return script.arrivals;
  }

  /** All rows of these arrivals in one batch. */
  static Batch batch(List<Arrival> arrivals) {
    Batch first = Objects.requireNonNull(arrivals.getFirst().row());
    Batch.Builder batch =
        new Batch.Builder(first.topicId(), first.topic(), first.partition(), false, Originals.NONE);
    for (Arrival arrival : arrivals) {
      batch.add(Objects.requireNonNull(arrival.row()), 0);
    }
    return batch.build();
  }

  private void one(int partition) {
    int kind = random.nextInt(100);
    if (kind < 3) {
      arrivals.add(new Arrival(null, new Input.Enrol(enrolment())));
    } else if (kind == 3 && random.nextInt(4) == 0) {
      boolean next = random.nextBoolean();
      arrivals.add(
          new Arrival(
              null,
              new Input.Activate(next ? Protocols.PATIENT : Protocols.WATCHED, "me", "test", 1)));
    } else {
      Batch row = row(partition, kind);
      arrivals.add(new Arrival(row, new Input.Observed(row)));
    }
  }

  private Batch row(int partition, int kind) {
    advance();
    boolean other = partition == 3;
    Batch.Builder batch =
        new Batch.Builder(
            other ? OTHER_TOPIC : OBSERVATIONS,
            other ? "more" : "observations",
            other ? 0 : partition,
            false,
            Originals.NONE);
    long offset = nextOffsets[partition];
    nextOffsets[partition] += 1 + (random.nextInt(5) == 0 ? random.nextInt(5) : 0);
    if (kind < 6) {
      batch.record(offset, nowMicros, -1, Batch.NONE);
      return batch.flaw(new Flaw(Refusal.BAD_TIME, "time: not a time")).build();
    }
    String device = DEVICES[random.nextInt(20) == 0 ? random.nextInt(3) : random.nextInt(2)];
    String channel = CHANNELS[random.nextInt(CHANNELS.length)];
    int source = batch.source(new Source(device, channel));
    batch.record(offset, nowMicros, source, deviceMicros());
    describe(batch, random.nextInt(40) == 0 ? "heart_rate" : channel);
    if (random.nextInt(15) == 0) {
      batch.extra(extra());
    }
    return batch.build();
  }

  private void advance() {
    int gap = random.nextInt(200);
    if (gap == 0) {
      nowMicros += random.nextLong(400L * 24 * 3600 * Protocols.SECOND);
    } else if (gap < 4) {
      nowMicros += random.nextLong(40L * 3600 * Protocols.SECOND);
    } else if (gap < 190) {
      nowMicros += random.nextLong(8) * Protocols.SECOND / (gap < 30 ? 7 : 1);
    }
  }

  /** Mostly now; sometimes late, sometimes ahead, once in a while in another age. */
  private long deviceMicros() {
    int kind = random.nextInt(100);
    if (kind < 80) {
      return nowMicros;
    }
    if (kind < 98) {
      long late = random.nextLong(1L << random.nextInt(10, 38));
      return nowMicros - late;
    }
    return kind == 98 ? nowMicros + random.nextLong(1L << 40) : 0;
  }

  private void describe(Batch.Builder batch, String channel) {
    switch (channel) {
      case "heart_rate" -> heartRates(batch);
      case "skin_temperature" -> batch.value(random.nextInt(300, 420) / 10.0);
      case "acceleration" -> vectors(batch);
      case "ppg" -> {
        batch.rate(random.nextInt(1, 40) / 4.0);
        for (int left = 1 + random.nextInt(300); left > 0; left--) {
          batch.value(random.nextDouble());
        }
      }
      case "steps" -> {
        batch.duration(random.nextLong(1L << random.nextInt(1, 43)));
        batch.value(random.nextInt(8) == 0 ? random.nextDouble() : random.nextInt(5_000));
      }
      case "sleep_stage" -> {
        batch.duration(random.nextLong(1L << random.nextInt(1, 40)));
        batch.code(CODES[random.nextInt(CODES.length)]);
      }
      default -> batch.code(random.nextBoolean() ? "on" : "off");
    }
  }

  private void heartRates(Batch.Builder batch) {
    int samples = random.nextInt(6) == 0 ? 1 + random.nextInt(40) : 1;
    if (samples > 1) {
      batch.rate(random.nextInt(8) == 0 ? 0.01 : random.nextInt(1, 30) / 10.0);
    }
    for (int at = 0; at < samples; at++) {
      beats += random.nextDouble() * 30 - 15 + (80 - beats) * 0.01;
      beats = Math.clamp(beats, 25, 180);
      batch.value(random.nextInt(150) == 0 ? Double.NaN : Math.rint(beats));
    }
  }

  private void vectors(Batch.Builder batch) {
    int samples = random.nextInt(3) == 0 ? 1 + random.nextInt(100) : 1;
    if (samples > 1) {
      batch.rate(32);
    }
    for (int at = 0; at < 3 * samples; at++) {
      batch.value(random.nextDouble() * 2 - 1);
    }
  }

  private Extra extra() {
    String unit = random.nextInt(3) == 0 ? "beats/min" : null;
    String firmware = random.nextInt(3) == 0 ? "1." + random.nextInt(3) : null;
    return new Extra(unit, null, firmware, null, random.nextInt(3) == 0, null, 0);
  }

  private Enrolment enrolment() {
    Story.Enrol record = new Story.Enrol();
    if (random.nextBoolean()) {
      Double high = random.nextInt(3) == 0 ? null : (Double) (double) random.nextInt(30, 130);
      Double low = random.nextInt(3) == 0 ? null : (Double) (double) random.nextInt(30, 70);
      record.limits(
          high == null ? Change.cleared() : Change.to(high),
          low == null ? Change.absent() : Change.to(low));
    }
    if (random.nextInt(3) == 0) {
      Enrolment.Status[] all = Enrolment.Status.values();
      // Mostly back to where something happens.
      record.status(all[random.nextInt(3) == 0 ? random.nextInt(all.length) : 0]);
    }
    if (random.nextInt(3) == 0) {
      record.site(Change.to("DE-0" + random.nextInt(3)));
    }
    return record.record(nextEnrolment++);
  }

  /**
   * One thing that arrives.
   *
   * @param row a batch of the one record; null for what is no observation
   */
  record Arrival(@Nullable Batch row, Input input) {

    Object partition() {
      return row == null ? "control" : Arrays.asList(row.topicId(), row.partition());
    }

    /** Whether it comes from Kafka, which may deliver it again. */
    boolean hasOrigin() {
      return !(input instanceof Input.Activate);
    }

    boolean samePartition(Arrival other) {
      return row != null && other.row() != null && partition().equals(other.partition());
    }
  }
}
