package io.zeitgeber.simulator.kafka;

import java.util.Map;

/**
 * How to reach an instance's Kafka.
 *
 * @param bootstrap for people to read
 * @param properties for every client, bootstrap servers included
 * @param topics what it calls its topics
 */
public record Connection(String bootstrap, Map<String, Object> properties, TopicNames topics) {
  public Connection {
    properties = Map.copyOf(properties);
  }

  /** With topics of the usual names. */
  public Connection(String bootstrap, Map<String, Object> properties) {
    this(bootstrap, properties, TopicNames.USUAL);
  }
}
