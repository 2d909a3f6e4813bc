package io.zeitgeber.simulator.kafka;

import java.util.Map;

/**
 * How to reach Kafka.
 *
 * @param bootstrap for people to read
 * @param properties for every client, bootstrap servers included
 */
public record Connection(String bootstrap, Map<String, Object> properties) {
  public Connection {
    properties = Map.copyOf(properties);
  }
}
