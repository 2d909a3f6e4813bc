package io.zeitgeber.simulator.kafka;

import io.zeitgeber.simulator.cli.Failure;
import io.zeitgeber.simulator.cli.TimeText;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Looks before anything is sent: is Kafka there, are the topics, will they keep what they get. */
public final class Topics implements AutoCloseable {
  private static final int REACH_MS = 10_000;

  private final Connection connection;
  private final Admin admin;

  public Topics(Connection connection) {
    this.connection = connection;
    Map<String, Object> properties = new HashMap<>();
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, REACH_MS);
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REACH_MS / 2);
    properties.putAll(connection.properties());
    try {
      this.admin = Admin.create(properties);
    } catch (KafkaException e) {
      throw unusable(connection, e);
    }
  }

  /**
   * How many partitions each of the topics has.
   *
   * @throws Failure when Kafka does not answer or a topic is missing
   */
  public Map<String, Integer> partitions(Collection<String> topics) {
    Map<String, Integer> counts = new HashMap<>();
    Map<String, KafkaFuture<TopicDescription>> asked =
        admin.describeTopics(topics).topicNameValues();
    asked.forEach((topic, answer) -> counts.put(topic, await(topic, answer).partitions().size()));
    return counts;
  }

  /** The end offsets of all partitions, by {@code topic-partition}. */
  public Map<String, Long> ends(Collection<String> names) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions(names)
        .forEach(
            (topic, count) -> {
              for (int partition = 0; partition < count; partition++) {
                asked.put(new TopicPartition(topic, partition), OffsetSpec.latest());
              }
            });
    ListOffsetsResult answer = admin.listOffsets(asked);
    Map<String, Long> ends = new HashMap<>();
    for (TopicPartition each : asked.keySet()) {
      ends.put(each.toString(), await(each.topic(), answer.partitionResult(each)).offset());
    }
    return ends;
  }

  /** A warning when the topic would delete records that are stamped like the oldest of ours. */
  public @Nullable String tooShortFor(String topic, long oldestMillis, long nowMillis) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config config;
    try {
      config = await(topic, admin.describeConfigs(List.of(resource)).values().get(resource));
    } catch (Failure notAllowedToLook) {
      return null;
    }
    ConfigEntry entry = config.get(TopicConfig.RETENTION_MS_CONFIG);
    long keepsMillis = entry == null ? -1 : Long.parseLong(entry.value());
    if (keepsMillis < 0 || oldestMillis >= nowMillis - keepsMillis) {
      return null;
    }
    return "topic "
        + topic
        + " keeps records for "
        + TimeText.words(Duration.ofMillis(keepsMillis))
        + " by their own stamps, so Kafka may delete these at once. Mend it with:\n"
        + "  kafka-configs.sh --bootstrap-server "
        + connection.bootstrap()
        + " --alter --entity-type topics --entity-name "
        + topic
        + " --add-config retention.ms=-1";
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }

  private <T> T await(String topic, @Nullable KafkaFuture<T> answer) {
    if (answer == null) {
      throw new IllegalStateException("Kafka's client left the question about " + topic + " open");
    }
    try {
      return answer.get(2L * REACH_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.outOfReach("Stopped while asking Kafka at " + connection.bootstrap() + ".");
    } catch (java.util.concurrent.TimeoutException e) {
      throw noAnswer();
    } catch (ExecutionException e) {
      throw explain(topic, e.getCause());
    }
  }

  private Failure explain(String topic, @Nullable Throwable cause) {
    if (cause instanceof UnknownTopicOrPartitionException) {
      return Failure.outOfReach(
          "Kafka at "
              + connection.bootstrap()
              + " has no topic '"
              + topic
              + "'.\n'./zeitgeber up' makes its topics; './zeitgeber doctor' prints the lines that"
              + " make them elsewhere.");
    }
    if (cause instanceof AuthorizationException || cause instanceof AuthenticationException) {
      return Failure.refused(
          "Kafka at "
              + connection.bootstrap()
              + " refuses topic '"
              + topic
              + "': "
              + cause.getMessage());
    }
    if (cause instanceof org.apache.kafka.common.errors.InvalidTopicException) {
      return Failure.wrongInput("'" + topic + "' is no name for a topic.");
    }
    return noAnswer();
  }

  private Failure noAnswer() {
    return Failure.outOfReach(
        "Kafka at "
            + connection.bootstrap()
            + " does not answer.\nIs the instance running? './zeitgeber status' says; "
            + "'./zeitgeber up' starts one; '--to HOST:PORT' names another.");
  }

  /** Why no client could be made from what was configured. */
  static Failure unusable(Connection connection, KafkaException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    String why = String.valueOf(cause.getMessage());
    if (cause instanceof ConfigException && why.contains("No resolvable bootstrap")) {
      return Failure.outOfReach(
          "Kafka at " + connection.bootstrap() + " can't be found: the host has no address.");
    }
    return Failure.wrongInput("Kafka can't be reached as configured: " + why);
  }
}
