package io.zeitgeber.persistence.replay;

import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.sum.ExactSum;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Any fact as lines of name and value, for people and for comparing: whatever facts there will be,
 * they are records, and each component is a line.
 */
public final class FactText {
  private static final long FROM_MICROS = 1_000_000_000_000L;

  private FactText() {}

  /** The kind of a fact, as the code names it. */
  public static String kind(Fact fact) {
    return fact.getClass().getSimpleName();
  }

  /** The lines of a fact, by name, in the order of the components. */
  public static Map<String, String> lines(Fact fact) {
    Map<String, String> lines = new LinkedHashMap<>();
    record("", fact, lines);
    return lines;
  }

  private static void record(String prefix, Object value, Map<String, String> lines) {
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      add(prefix + component.getName(), read(component, value), lines);
    }
  }

  private static @Nullable Object read(RecordComponent component, Object of) {
    try {
      return component.getAccessor().invoke(of);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("a fact hides " + component.getName(), impossible);
    }
  }

  private static void add(String name, @Nullable Object value, Map<String, String> lines) {
    switch (value) {
      case null -> lines.put(name, "none");
      case Record nested -> record(name + ".", nested, lines);
      case List<?> list -> {
        for (int at = 0; at < list.size(); at++) {
          add(name + "[" + at + "]", list.get(at), lines);
        }
      }
      case Map<?, ?> map -> {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((key, each) -> sorted.put(String.valueOf(key), each));
        sorted.forEach((key, each) -> add(name + "." + key, each, lines));
      }
      case ExactSum sum ->
          lines.put(
              name,
              sum.doubleValue() + " (exactly " + HexFormat.of().formatHex(sum.toBytes()) + ")");
      case Long micros when name.endsWith("Micros") && Math.abs(micros) >= FROM_MICROS ->
          lines.put(name, micros + " (" + Instant.EPOCH.plus(micros, ChronoUnit.MICROS) + ")");
      default -> lines.put(name, value.toString());
    }
  }
}
