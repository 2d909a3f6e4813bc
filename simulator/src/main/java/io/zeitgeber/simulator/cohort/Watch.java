package io.zeitgeber.simulator.cohort;

import io.zeitgeber.simulator.chance.Dice;
import io.zeitgeber.simulator.record.JsonBytes;
import java.nio.charset.StandardCharsets;

/** A watch on someone's wrist: reads the body with noise of its own, and writes records. */
final class Watch {
  private static final byte[] VALUE = ",\"value\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MINUTE_VALUE =
      ",\"duration_s\":60,\"value\":".getBytes(StandardCharsets.US_ASCII);

  private final Wearer wearer;
  private final String device;
  private final long phaseMicros;
  private final boolean first;
  private final Dice dice;
  private final byte[] heartRatePrefix;
  private final byte[] stepsPrefix;
  private final Count heartRates = new Count();
  private final Count steps = new Count();
  private double noiseBpm;
  private int lastBpm;

  /**
   * @param number 1 for the watch that everybody has
   */
  Watch(Plan plan, Wearer wearer, int number) {
    this.wearer = wearer;
    this.device = "watch-" + number;
    this.first = number == 1;
    this.dice = new Dice(plan.seed(), 3 + number, wearer.person().index());
    this.phaseMicros = phase(plan.everyMicros(), dice.unit());
    this.heartRatePrefix = prefix(plan.study(), "heart_rate");
    this.stepsPrefix = prefix(plan.study(), "steps");
  }

  private static long phase(long everyMicros, double unit) {
    long phase = (long) (everyMicros * unit);
    return everyMicros % 1000 == 0 ? phase - phase % 1000 : phase;
  }

  private byte[] prefix(String study, String channel) {
    return new JsonBytes()
        .raw("{")
        .field("study")
        .text(study)
        .field("participant")
        .text(wearer.person().id())
        .field("device")
        .text(device)
        .field("channel")
        .text(channel)
        .field("time")
        .toBytes();
  }

  Wearer wearer() {
    return wearer;
  }

  String device() {
    return device;
  }

  /** Whether this is the watch that counts the steps. */
  boolean first() {
    return first;
  }

  /** How long after the start, and each multiple of the period, it takes its sample. */
  long phaseMicros() {
    return phaseMicros;
  }

  Count heartRates() {
    return heartRates;
  }

  Count stepCounts() {
    return steps;
  }

  /** What it read last, in beats/min. */
  int lastBpm() {
    return lastBpm;
  }

  /** A heart-rate record. */
  byte[] heartRate(JsonBytes json, long atMicros) {
    if (first) {
      wearer.body().beat();
    }
    noiseBpm = noiseBpm * 0.9 + (dice.unit() - 0.5) * 3;
    int bpm = wearer.body().read(atMicros, noiseBpm);
    lastBpm = bpm;
    heartRates.add(atMicros, bpm);
    return json.reset()
        .raw(heartRatePrefix)
        .millis(atMicros)
        .raw(VALUE)
        .number((long) bpm)
        .raw("}")
        .toBytes();
  }

  /** A record of the steps within the minute that begins at {@code fromMicros}. */
  byte[] steps(JsonBytes json, long fromMicros) {
    int taken = wearer.body().steps();
    steps.add(fromMicros, taken);
    return json.reset()
        .raw(stepsPrefix)
        .millis(fromMicros)
        .raw(MINUTE_VALUE)
        .number((long) taken)
        .raw("}")
        .toBytes();
  }

  /** What was made of one channel: how much, when, and the sum to check it by. */
  static final class Count {
    long records;
    long firstMicros;
    long lastMicros;
    long sum;

    private void add(long atMicros, int value) {
      if (records++ == 0) {
        firstMicros = atMicros;
      }
      lastMicros = atMicros;
      sum += value;
    }
  }
}
