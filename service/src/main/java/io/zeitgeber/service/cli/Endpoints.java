package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where an instance's parts are; empty where unknown.
 *
 * @param kafka HOST:PORT,…
 * @param postgres JDBC URL, the role included, the password never
 * @param grpc HOST:PORT
 * @param http URL of the page
 * @param cluster HOST:PORT for {@code up --join}
 */
record Endpoints(String kafka, String postgres, String grpc, String http, String cluster) {

  static Endpoints from(JsonNode json) {
    return new Endpoints(
        json.path("kafka").asText(""),
        json.path("postgres").asText(""),
        json.path("grpc").asText(""),
        json.path("http").asText(""),
        json.path("cluster").asText(""));
  }

  /** Those that are known, in the order to show them. */
  Map<String, String> byName() {
    Map<String, String> byName = new LinkedHashMap<>();
    byName.put("kafka", kafka);
    byName.put("postgres", postgres);
    byName.put("grpc", grpc);
    byName.put("http", http);
    byName.put("cluster", cluster);
    byName.values().removeIf(String::isEmpty);
    return byName;
  }

  ObjectNode json() {
    ObjectNode json = Json.object();
    byName().forEach(json::put);
    return json;
  }

  /** One line, for a person and for a script that splits at blanks. */
  String line() {
    StringBuilder line = new StringBuilder();
    byName().forEach((name, where) -> line.append("  ").append(name).append(' ').append(where));
    return line.toString();
  }
}
