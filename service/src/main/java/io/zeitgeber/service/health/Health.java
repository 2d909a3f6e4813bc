package io.zeitgeber.service.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What keeps the node from taking traffic. A check answers with the sentence that says what is
 * wrong, or with nothing.
 */
public final class Health {
  private final Map<String, Supplier<Optional<String>>> checks = new ConcurrentHashMap<>();

  /** Adds a check under a stable name, for example {@code database}. It must answer at once. */
  public void check(String name, Supplier<Optional<String>> check) {
    checks.put(name, check);
  }

  /** Shows whether there is trouble as a metric. */
  public void bindTo(MeterRegistry meters) {
    Gauge.builder("zeitgeber.ready", this, it -> it.troubles().isEmpty() ? 1 : 0)
        .description("1: the node takes traffic; 0: /ready says why not")
        .register(meters);
  }

  /** The troubles of now, by check; empty when the node is ready. */
  public Map<String, String> troubles() {
    Map<String, String> troubles = new TreeMap<>();
    checks.forEach((name, check) -> check.get().ifPresent(trouble -> troubles.put(name, trouble)));
    return troubles;
  }
}
