package io.zeitgeber.bench.process;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the usage of named processes five times a second, so that any stretch of a run can be asked
 * for afterwards.
 */
public final class Meter implements AutoCloseable {
  private static final long EVERY_MILLIS = 200;

  private final Map<String, Long> pids;
  private final List<Reading> readings = new ArrayList<>();
  private final Thread thread;

  private record Reading(long nanos, Map<String, Usage> usages) {}

  private Meter(Map<String, Long> pids) {
    this.pids = new LinkedHashMap<>(pids);
    this.thread = Thread.ofPlatform().daemon().name("meter").unstarted(this::run);
  }

  /**
   * Begins.
   *
   * @param pids process ids by what they are called in the report
   */
  public static Meter start(Map<String, Long> pids) {
    Meter meter = new Meter(pids);
    meter.read();
    meter.thread.start();
    return meter;
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(EVERY_MILLIS);
        read();
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    Map<String, Usage> usages = new LinkedHashMap<>();
    pids.forEach((name, pid) -> usages.put(name, Usage.of(pid)));
    synchronized (readings) {
      readings.add(new Reading(System.nanoTime(), usages));
    }
  }

  /** CPU seconds of each process between two times of {@link System#nanoTime}. */
  public Map<String, Double> cpuSeconds(long fromNanos, long toNanos) {
    Map<String, Double> used = new LinkedHashMap<>();
    for (String name : pids.keySet()) {
      used.put(name, cpuAt(name, toNanos) - cpuAt(name, fromNanos));
    }
    return used;
  }

  private double cpuAt(String name, long nanos) {
    synchronized (readings) {
      Reading before = readings.getFirst();
      for (Reading reading : readings) {
        double now = cpu(reading, name);
        if (reading.nanos >= nanos) {
          double was = cpu(before, name);
          double share =
              reading.nanos == before.nanos
                  ? 0
                  : Math.max(0, (double) (nanos - before.nanos) / (reading.nanos - before.nanos));
          return was + (now - was) * share;
        }
        before = reading;
      }
      return cpu(before, name);
    }
  }

  private static double cpu(Reading reading, String name) {
    return reading.usages.getOrDefault(name, Usage.NONE).cpuSeconds();
  }

  /** The most memory that each process was seen with, bytes. */
  public Map<String, Long> peakBytes() {
    Map<String, Long> peaks = new LinkedHashMap<>();
    synchronized (readings) {
      for (Reading reading : readings) {
        reading.usages.forEach(
            (name, usage) -> peaks.merge(name, usage.residentBytes(), Math::max));
      }
    }
    return peaks;
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    read();
  }
}
