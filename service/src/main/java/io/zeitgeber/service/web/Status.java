package io.zeitgeber.service.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.zeitgeber.service.health.Health;
import io.zeitgeber.service.metrics.Readings;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What runs here and how it is, as JSON: counts since the start of this node, so that a reader
 * makes rates of them.
 */
public final class Status {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Health health;
  private final MeterRegistry meters;
  private final Instant startedAt;
  private final AtomicReference<Map<String, String>> endpoints = new AtomicReference<>(Map.of());

  public Status(Health health, MeterRegistry meters, Instant startedAt) {
    this.health = health;
    this.meters = meters;
    this.startedAt = startedAt;
  }

  /** Where everything is, by name, in the order to show it. */
  public void endpoints(Map<String, String> byName) {
    endpoints.set(new LinkedHashMap<>(byName));
  }

  String json() {
    Map<String, String> troubles = health.troubles();
    Readings readings = Readings.of(meters);
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("ready", troubles.isEmpty());
    status.put("troubles", troubles);
    status.put("started_at", startedAt.toString());
    status.put("endpoints", endpoints.get());
    status.put("records", readings.recordsByFate());
    status.put("lag", readings.lagByTopic());
    status.put("alerts", readings.alertsByLifecycle());
    readings.participants().ifPresent(active -> status.put("participants", Math.round(active)));
    return text(status);
  }

  static String readiness(Map<String, String> troubles) {
    Map<String, Object> readiness = new LinkedHashMap<>();
    readiness.put("ready", troubles.isEmpty());
    readiness.put("troubles", troubles);
    return text(readiness);
  }

  private static String text(Map<String, Object> content) {
    try {
      return MAPPER.writeValueAsString(content) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers have a JSON", e);
    }
  }
}
