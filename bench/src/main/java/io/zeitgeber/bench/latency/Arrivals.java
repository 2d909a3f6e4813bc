package io.zeitgeber.bench.latency;

import io.zeitgeber.bench.load.Alert;
import io.zeitgeber.bench.load.Feed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import org.HdrHistogram.Histogram;

/** When each alert was first seen; asked later how long after its record's scheduled time. */
public final class Arrivals implements BiConsumer<byte[], Long> {
  private static final long MOST_MICROS = 3_600_000_000L;

  private final ConcurrentLinkedQueue<Arrival> fresh = new ConcurrentLinkedQueue<>();
  private final List<Arrival> all = new ArrayList<>();

  private record Arrival(Alert alert, long nanos) {}

  /** Nothing seen yet. */
  public Arrivals() {}

  @Override
  public void accept(byte[] json, Long nanos) {
    try {
      Alert.read(json).ifPresent(alert -> fresh.add(new Arrival(alert, nanos)));
    } catch (IOException wrong) {
      throw new UncheckedIOException(wrong);
    }
  }

  /**
   * The delays of alerts whose deciding record is one of these; for the thread that feeds.
   *
   * @param from ordinal of the first record that counts
   * @param to ordinal after the last
   */
  public Delays delays(Feed feed, long from, long to) {
    for (Arrival arrival = fresh.poll(); arrival != null; arrival = fresh.poll()) {
      all.add(arrival);
    }
    Histogram micros = new Histogram(MOST_MICROS, 3);
    for (Arrival arrival : all) {
      Long ordinal = feed.truth().expected().get(arrival.alert);
      if (ordinal != null && ordinal >= from && ordinal < to) {
        OptionalLong scheduled = feed.scheduledNanos(ordinal);
        if (scheduled.isPresent()) {
          long delay = Math.max(0, arrival.nanos - scheduled.getAsLong()) / 1000;
          micros.recordValue(Math.min(MOST_MICROS, delay));
        }
      }
    }
    return Delays.of(micros);
  }
}
