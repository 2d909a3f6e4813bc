package io.zeitgeber.simulator.feed;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of a record and of the records in it, by path ({@code value.batteryLevel}), each as
 * text; empty for null.
 */
record Flat(Map<String, String> values) implements Columns {

  /** Of a JSON document. */
  static Flat of(JsonNode json) {
    Map<String, String> values = new LinkedHashMap<>();
    flatten(json, "", values);
    return new Flat(values);
  }

  private static void flatten(JsonNode json, String path, Map<String, String> to) {
    if (json.isObject()) {
      json.properties()
          .forEach(
              field ->
                  flatten(
                      field.getValue(),
                      path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                      to));
    } else if (json.isArray()) {
      for (int at = 0; at < json.size(); at++) {
        flatten(json.path(at), path + "." + at, to);
      }
    } else {
      to.put(path, json.isNull() ? "" : json.asText());
    }
  }

  @Override
  public boolean has(String column) {
    return values.containsKey(column);
  }

  @Override
  public String field(String column) {
    return values.getOrDefault(column, "");
  }

  @Override
  public List<String> names() {
    return List.copyOf(values.keySet());
  }
}
