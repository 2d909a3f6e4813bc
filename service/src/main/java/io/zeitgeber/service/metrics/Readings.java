package io.zeitgeber.service.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The few measures that a person looks at first, as they stand now.
 *
 * @param recordsByFate since the start of this node; {@code quarantined} beside the participants'
 *     own {@code observed}, {@code refused} and {@code repeated}
 * @param lagByTopic records that wait to be read, for topics where it is known
 * @param alertsByLifecycle since the start of this node; empty where nobody counts them
 * @param participants in memory now; absent where nobody counts them
 */
public record Readings(
    Map<String, Long> recordsByFate,
    Map<String, Long> lagByTopic,
    Map<String, Long> alertsByLifecycle,
    OptionalDouble participants) {

  /** Reads them from the registry; what is not registered is absent. */
  public static Readings of(MeterRegistry meters) {
    Map<String, Long> records = counts(meters, "zeitgeber.records", "fate");
    long quarantined =
        counts(meters, "zeitgeber.records.quarantined", "reason").values().stream()
            .mapToLong(Long::longValue)
            .sum();
    if (quarantined > 0) {
      records.put("quarantined", quarantined);
    }
    return new Readings(
        records,
        lag(meters.find("zeitgeber.ingest.lag").gauges()),
        counts(meters, "zeitgeber.alerts", "lifecycle"),
        meters.find("zeitgeber.participants.active").gauges().stream()
            .mapToDouble(Gauge::value)
            .average());
  }

  /** All records that got a fate. */
  public long records() {
    return recordsByFate.values().stream().mapToLong(Long::longValue).sum();
  }

  /** All records that wait, where it is known. */
  public long lag() {
    return lagByTopic.values().stream().mapToLong(Long::longValue).sum();
  }

  private static Map<String, Long> counts(MeterRegistry meters, String name, String tag) {
    Map<String, Long> counts = new TreeMap<>();
    for (Counter counter : meters.find(name).counters()) {
      counts.merge(tagOf(counter, tag), (long) counter.count(), Long::sum);
    }
    return counts;
  }

  private static Map<String, Long> lag(Collection<Gauge> gauges) {
    Map<String, Long> lag = new TreeMap<>();
    for (Gauge gauge : gauges) {
      double waiting = gauge.value();
      // Negative: not known yet.
      if (waiting >= 0) {
        lag.merge(tagOf(gauge, "topic"), (long) waiting, Long::sum);
      }
    }
    return lag;
  }

  private static String tagOf(Meter meter, String tag) {
    String value = meter.getId().getTag(tag);
    return value == null ? "" : value;
  }
}
