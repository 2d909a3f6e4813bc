package io.zeitgeber.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * A cohort whose hearts beat from a seed: one sample a second and participant, calm at first, then
 * again and again an episode above the participant's own threshold.
 *
 * <p>The devices' clocks are right and their samples lie in the middle of the second (300 to 720
 * ms), so that a system that corrects clocks, by less than 280 ms for such devices, puts every
 * sample into the same windows as one that does not: the alerts must be the same, to the last one.
 */
public final class Hearts {
  /** The sim time of the first second, 2026-01-05T00:00:00Z. */
  public static final long START_MILLIS = 1_767_571_200_000L;

  private static final int CALM_S = 300;
  private static final int SECOND_MILLIS = 1000;
  private static final int DIGITS = 13;

  private final int participants;
  private final SplittableRandom random;
  private final Heart[] hearts;
  private final int stride;
  private long next;
  private int participant;
  private long timeMillis;
  private long stampMillis;
  private int value;

  /**
   * @param participants how many, 1 to 1,000,000
   * @param seed the same seed, the same bytes
   */
  public Hearts(int participants, long seed) {
    this(participants, seed, CALM_S);
  }

  /**
   * @param participants how many, 1 to 1,000,000
   * @param seed the same seed, the same bytes
   * @param calmS the most seconds from the end of an episode to the next one, beyond a minute
   */
  public Hearts(int participants, long seed, int calmS) {
    this.participants = participants;
    this.random = new SplittableRandom(seed);
    this.hearts = new Heart[participants];
    for (int i = 0; i < participants; i++) {
      hearts[i] = new Heart(i, random.split(), calmS);
    }
    this.stride = coprime(participants);
  }

  private static int coprime(int n) {
    int candidate = Math.max(1, (int) (n * 0.618));
    while (gcd(candidate, n) != 1) {
      candidate++;
    }
    return candidate;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** Goes on to the next record. */
  public void advance() {
    long second = next / participants;
    participant = (int) ((next % participants) * stride % participants);
    Heart heart = hearts[participant];
    value = heart.beat(second);
    timeMillis = START_MILLIS + second * SECOND_MILLIS + heart.phaseMillis + random.nextInt(20);
    stampMillis = timeMillis + 60 + random.nextInt(140);
    next++;
  }

  /** The ordinal of the record that {@link #advance} went to, from 0. */
  public long ordinal() {
    return next - 1;
  }

  /** Whose it is, from 0. */
  public int participant() {
    return participant;
  }

  /** Device time, milliseconds since the epoch. */
  public long timeMillis() {
    return timeMillis;
  }

  /** The record's stamp in Kafka, milliseconds since the epoch. */
  public long stampMillis() {
    return stampMillis;
  }

  /** Beats a minute. */
  public int value() {
    return value;
  }

  /** The record's key. */
  public byte[] key() {
    return hearts[participant].key;
  }

  /** The record's JSON. */
  public byte[] json() {
    byte[] prefix = hearts[participant].prefix;
    String end = ",\"value\":" + value + "}";
    byte[] json = new byte[prefix.length + DIGITS + end.length()];
    System.arraycopy(prefix, 0, json, 0, prefix.length);
    long rest = timeMillis;
    for (int i = DIGITS - 1; i >= 0; i--) {
      json[prefix.length + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    byte[] tail = end.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(tail, 0, json, prefix.length + DIGITS, tail.length);
    return json;
  }

  /** How many participants there are. */
  public int participants() {
    return participants;
  }

  /** The id of a participant. */
  public String id(int who) {
    return hearts[who].id;
  }

  /** A participant's own upper bound, beats a minute. */
  public int high(int who) {
    return hearts[who].high;
  }

  /** One person. */
  private static final class Heart {
    private static final int LEAST_CALM_S = 60;
    private static final int LEAST_EPISODE_S = 90;
    private static final int MORE_EPISODE_S = 90;

    final String id;
    final byte[] key;
    final byte[] prefix;
    final int high;
    final int phaseMillis;
    private final SplittableRandom random;
    private final int resting;
    private final int calmS;
    private boolean episode;
    private long until;

    Heart(int number, SplittableRandom random, int calmS) {
      this.calmS = calmS;
      this.random = random;
      this.id = "P" + Integer.toString(1_000_000 + number).substring(1);
      this.key = id.getBytes(StandardCharsets.ISO_8859_1);
      this.prefix =
          ("{\"study\":\"S1\",\"participant\":\""
                  + id
                  + "\",\"device\":\"watch-1\",\"channel\":\"heart_rate\",\"time\":")
              .getBytes(StandardCharsets.ISO_8859_1);
      this.high = 100 + random.nextInt(31);
      this.phaseMillis = 300 + random.nextInt(400);
      this.resting = 55 + random.nextInt(25);
      this.until = (long) LEAST_CALM_S + random.nextInt(calmS);
    }

    int beat(long second) {
      if (second >= until) {
        episode = !episode;
        until =
            second
                + (episode
                    ? LEAST_EPISODE_S + random.nextInt(MORE_EPISODE_S)
                    : LEAST_CALM_S + random.nextInt(calmS));
      }
      return (episode ? high + 25 : resting) + random.nextInt(-4, 5);
    }
  }
}
