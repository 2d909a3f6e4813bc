package io.zeitgeber.service.decode;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Measures decoding and sharing out, in nanoseconds of CPU a record. Not a test: run its main by
 * hand, with nothing else on the machine.
 */
final class DecodeBench {
  private static final int PARTICIPANTS = 1000;
  private static final int RECORDS = 200_000;
  private static final int ROUNDS = 25;
  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  private DecodeBench() {}

  public static void main(String[] args) {
    PrintStream out = System.out;
    Random random = new Random(1);
    ByteBuffer[] samples = new ByteBuffer[RECORDS];
    ByteBuffer[] chunks = new ByteBuffer[RECORDS / 100];
    for (int i = 0; i < RECORDS; i++) {
      samples[i] = sample(random, i);
    }
    for (int i = 0; i < chunks.length; i++) {
      chunks[i] = chunk(random, i);
    }
    measure(out, "sample, in place", samples, false, false);
    measure(out, "sample, parsed", samples, true, false);
    measure(out, "sample, in place and shared out", samples, false, true);
    measure(out, "chunk of 256, in place", chunks, false, false);
    measure(out, "chunk of 256, parsed", chunks, true, false);
  }

  private static void measure(
      PrintStream out, String what, ByteBuffer[] records, boolean strictly, boolean share) {
    SliceDecoder decoder = new SliceDecoder(DecodeSettings.STANDARD);
    double best = Double.MAX_VALUE;
    long seen = 0;
    for (int round = 0; round < ROUNDS; round++) {
      decoder.clear();
      long begin = CPU.getCurrentThreadCpuTime();
      Slice slice = new Slice(decoder, Decoding.PLACE, Long.MIN_VALUE, 0);
      for (int i = 0; i < records.length; i++) {
        int row = strictly ? decoder.decodeStrictly(records[i]) : decoder.decode(records[i]);
        if (share) {
          slice.add(row, i, i);
        }
      }
      seen += share ? slice.shares().size() : decoder.rows();
      best = Math.min(best, (CPU.getCurrentThreadCpuTime() - begin) / (double) records.length);
    }
    out.println(what + ": " + Math.round(best * 10) / 10.0 + " ns a record (" + seen + ")");
  }

  private static ByteBuffer sample(Random random, int i) {
    String record =
        "{\"study\":\"S1\",\"participant\":\"P"
            + (10_000 + random.nextInt(PARTICIPANTS))
            + "\",\"device\":\"watch-1\",\"channel\":\"heart_rate\",\"time\":"
            + (1_760_000_000_000L + i)
            + ",\"value\":"
            + (40 + random.nextInt(100))
            + "}";
    return ByteBuffer.wrap(record.getBytes(StandardCharsets.UTF_8));
  }

  private static ByteBuffer chunk(Random random, int i) {
    StringBuilder record =
        new StringBuilder("{\"study\":\"S1\",\"participant\":\"P")
            .append(10_000 + random.nextInt(PARTICIPANTS))
            .append("\",\"device\":\"watch-1\",\"channel\":\"ppg\",\"time\":")
            .append(1_760_000_000_000L + i)
            .append(",\"rate_hz\":64,\"values\":[");
    for (int n = 0; n < 256; n++) {
      record.append(n == 0 ? "" : ",").append(random.nextInt(100_000) / 100.0);
    }
    return ByteBuffer.wrap(record.append("]}").toString().getBytes(StandardCharsets.UTF_8));
  }
}
