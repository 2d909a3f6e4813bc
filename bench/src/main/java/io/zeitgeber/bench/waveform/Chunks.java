package io.zeitgeber.bench.waveform;

import io.zeitgeber.bench.load.Hearts;
import io.zeitgeber.bench.load.Writing;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Waveforms of a cohort, ten seconds a record, every second participant's watch after the other.
 */
enum Chunks {
  /** Three axes at 32 Hz, in g with three digits. */
  ACCELERATION("acceleration", 32),
  /** A pulse wave at 64 Hz, whole numbers. */
  PPG("ppg", 64);

  static final int SECONDS = 10;
  private static final int SHAPES = 64;
  private static final long STAMP_DELAY_MILLIS = 150;

  private final String channel;
  private final int hertz;

  Chunks(String channel, int hertz) {
    this.channel = channel;
    this.hertz = hertz;
  }

  String channel() {
    return channel;
  }

  int samplesPerRecord() {
    return hertz * SECONDS;
  }

  /** Writes so many records; returns how many bytes their values have. */
  long write(Writing writing, String topic, int participants, long records, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    String[] shapes = new String[SHAPES];
    for (int i = 0; i < SHAPES; i++) {
      shapes[i] = this == PPG ? pulse(random) : motion(random);
    }
    long bytes = 0;
    for (long i = 0; i < records; i++) {
      String participant = "P" + Long.toString(1_000_000 + i % participants).substring(1);
      long time = Hearts.START_MILLIS + i / participants * SECONDS * 1000;
      String json =
          "{\"study\":\"S1\",\"participant\":\""
              + participant
              + "\",\"device\":\"watch-1\",\"channel\":\""
              + channel
              + "\",\"time\":"
              + time
              + ",\"rate_hz\":"
              + hertz
              + ",\"values\":"
              + shapes[random.nextInt(SHAPES)]
              + "}";
      byte[] value = json.getBytes(StandardCharsets.ISO_8859_1);
      bytes += value.length;
      writing.send(
          topic,
          time + SECONDS * 1000 + STAMP_DELAY_MILLIS,
          participant.getBytes(StandardCharsets.ISO_8859_1),
          value);
    }
    writing.flush();
    return bytes;
  }

  private String pulse(SplittableRandom random) {
    StringBuilder values = new StringBuilder("[");
    int level = 2000;
    for (int i = 0; i < samplesPerRecord(); i++) {
      level += random.nextInt(-60, 61);
      values.append(i == 0 ? "" : ",").append(level);
    }
    return values.append(']').toString();
  }

  private String motion(SplittableRandom random) {
    StringBuilder values = new StringBuilder("[");
    int[] axes = {10, -20, 980};
    for (int i = 0; i < samplesPerRecord(); i++) {
      values.append(i == 0 ? "[" : ",[");
      for (int axis = 0; axis < axes.length; axis++) {
        axes[axis] = Math.clamp(axes[axis] + random.nextInt(-15, 16), -1999, 1999);
        values.append(axis == 0 ? "" : ",").append(axes[axis] / 1000.0);
      }
      values.append(']');
    }
    return values.append(']').toString();
  }
}
