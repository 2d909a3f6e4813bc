package io.zeitgeber.simulator.cohort;

import io.zeitgeber.simulator.kafka.Sender;
import java.util.List;
import java.util.Map;

/** Where the records go: by key, or round all partitions of all topics. */
final class Route {
  private final String[] topics;
  private final int[] partitions;
  private final boolean unkeyed;
  private long turn;

  Route(List<String> topics, Map<String, Integer> partitions, boolean unkeyed) {
    this.topics = topics.toArray(String[]::new);
    this.partitions =
        topics.stream().mapToInt(topic -> partitions.getOrDefault(topic, 1)).toArray();
    this.unkeyed = unkeyed;
  }

  void send(Sender sender, Wearer wearer, long stampMillis, byte[] value) {
    if (!unkeyed) {
      String topic = topics[wearer.person().index() % topics.length];
      sender.send(topic, null, stampMillis, wearer.key(), value);
      return;
    }
    int topic = (int) (turn % topics.length);
    int partition = (int) (turn / topics.length % partitions[topic]);
    turn++;
    sender.send(topics[topic], partition, stampMillis, null, value);
  }
}
