package io.zeitgeber.bench.floor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a record where it lies in the fetch buffer: the bytes before the digits of {@code time} are
 * one key into a table, the numbers are read by hand. Trusts the form: it is a floor, no decoder.
 */
final class InPlace implements Deserializer<InPlace> {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final byte[] TIME = {'"', 't', 'i', 'm', 'e', '"', ':'};
  private static final int DIGITS = 13;
  private static final int VALUE = ",\"value\":".length();

  private byte[][] prefixes = new byte[1 << 12][];
  private int known;
  private int lastLength = 64;

  private long records;
  private long sum;
  private long timeMillis;
  private int source;

  @Override
  public InPlace deserialize(String topic, byte[] bytes) {
    return read(ByteBuffer.wrap(bytes));
  }

  @Override
  public InPlace deserialize(String topic, @Nullable Headers headers, ByteBuffer record) {
    return read(record);
  }

  private InPlace read(ByteBuffer record) {
    byte[] bytes = record.array();
    int from = record.arrayOffset() + record.position();
    int end = from + record.remaining();
    int at = afterTime(bytes, from, end);
    source = find(bytes, from, at);
    long time = 0;
    for (int i = at; i < at + DIGITS; i++) {
      time = time * 10 + (bytes[i] - '0');
    }
    timeMillis = time;
    int value = 0;
    for (int i = at + DIGITS + VALUE; i < end - 1; i++) {
      value = value * 10 + (bytes[i] - '0');
    }
    sum += value;
    records++;
    return this;
  }

  private int afterTime(byte[] bytes, int from, int end) {
    int guess = from + lastLength;
    if (guess < end && ends(bytes, guess)) {
      return guess;
    }
    for (int at = from + TIME.length; at < end; at++) {
      if (ends(bytes, at)) {
        lastLength = at - from;
        return at;
      }
    }
    throw new IllegalArgumentException("a record without time");
  }

  private static boolean ends(byte[] bytes, int at) {
    return bytes[at - 1] == ':' && Arrays.equals(bytes, at - TIME.length, at, TIME, 0, TIME.length);
  }

  private int find(byte[] bytes, int from, int to) {
    long hash = (long) to - from;
    int at = from;
    for (; at + 8 <= to; at += 8) {
      hash = (hash ^ (long) LONGS.get(bytes, at)) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 32;
    }
    if (to - from >= 8) {
      hash = (hash ^ (long) LONGS.get(bytes, to - 8)) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    int slot = (int) hash & (prefixes.length - 1);
    while (true) {
      byte[] prefix = prefixes[slot];
      if (prefix == null) {
        return learn(bytes, from, to, slot);
      }
      if (Arrays.equals(prefix, 0, prefix.length, bytes, from, to)) {
        return slot;
      }
      slot = (slot + 1) & (prefixes.length - 1);
    }
  }

  private int learn(byte[] bytes, int from, int to, int slot) {
    if (++known * 2 > prefixes.length) {
      // Found again one by one; slots are no identity here.
      prefixes = new byte[prefixes.length * 4][];
      known = 0;
      return find(bytes, from, to);
    }
    prefixes[slot] = Arrays.copyOfRange(bytes, from, to);
    return slot;
  }

  long records() {
    return records;
  }

  long sum() {
    return sum;
  }

  @Override
  public String toString() {
    return "source " + source + " at " + timeMillis;
  }

  @Override
  public void configure(Map<String, ?> settings, boolean isKey) {}
}
