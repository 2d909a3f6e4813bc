package io.zeitgeber.service.topics;

import io.zeitgeber.service.node.NodeSettings;
import io.zeitgeber.service.node.StartRefused;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Makes the topics that are missing, and refuses settings that would lose data. Input topics keep
 * what they get for ever: Kafka's seven days count from the record's own stamp and would delete a
 * recording of 2016 at once.
 */
public final class TopicKeeper {
  private static final String TIMESTAMP_AFTER = Long.toString(TimeUnit.DAYS.toMillis(7));
  private static final long KNOWN_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final String LARGEST = Integer.toString(16 * 1024 * 1024);
  private static final String THIRTY_DAYS = Long.toString(TimeUnit.DAYS.toMillis(30));

  private final Admin admin;
  private final NodeSettings.Topics topics;

  public TopicKeeper(Admin admin, NodeSettings.Topics topics) {
    this.admin = admin;
    this.topics = topics;
  }

  /**
   * Makes what is missing, then checks what is there.
   *
   * @return Kafka's cluster id
   * @throws StartRefused when a topic could lose data as it is set, or Kafka is out of reach
   */
  public String ensure() {
    Set<String> present = await(admin.listTopics().names());
    List<NewTopic> missing = new ArrayList<>();
    for (NewTopic topic : wanted()) {
      if (!present.contains(topic.name())) {
        missing.add(topic);
      }
    }
    if (!missing.isEmpty()) {
      create(missing);
      awaitKnown(missing);
    }
    List<String> troubles = troubles();
    if (!troubles.isEmpty()) {
      throw new StartRefused(String.join("\n", troubles));
    }
    return await(admin.describeCluster().clusterId());
  }

  private List<NewTopic> wanted() {
    List<NewTopic> wanted = new ArrayList<>();
    for (String name : topics.observations()) {
      wanted.add(topic(name, topics.partitions(), inputSettings()));
    }
    wanted.add(topic(topics.participants(), topics.partitions(), inputSettings()));
    wanted.add(topic(topics.alerts(), topics.partitions(), outputSettings()));
    wanted.add(topic(topics.quarantine(), topics.partitions(), outputSettings()));
    wanted.add(topic(topics.positions(), PositionSlots.COUNT, Map.of("cleanup.policy", "compact")));
    return wanted;
  }

  private NewTopic topic(String name, int partitions, Map<String, String> settings) {
    return new NewTopic(name, partitions, topics.replication()).configs(settings);
  }

  private static Map<String, String> inputSettings() {
    return Map.of(
        "retention.ms", "-1",
        "retention.bytes", "-1",
        "cleanup.policy", "delete",
        "message.timestamp.after.max.ms", TIMESTAMP_AFTER,
        "max.message.bytes", LARGEST,
        "unclean.leader.election.enable", "false");
  }

  private static Map<String, String> outputSettings() {
    return Map.of("retention.ms", THIRTY_DAYS, "unclean.leader.election.enable", "false");
  }

  private void create(Collection<NewTopic> missing) {
    try {
      admin.createTopics(missing).all().get(60, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      if (!(failed.getCause() instanceof TopicExistsException)) { // another node was quicker
        throw new StartRefused(
            "Kafka does not make the topics %s: %s. Make them by hand, or allow it."
                .formatted(missing.stream().map(NewTopic::name).toList(), failed.getCause()),
            failed);
      }
    } catch (TimeoutException late) {
      throw outOfReach(late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw outOfReach(interrupted);
    }
  }

  /** A broker that is busy hears of a topic some time after the controller has made it. */
  private void awaitKnown(Collection<NewTopic> made) {
    List<ConfigResource> resources = resources(made.stream().map(NewTopic::name).toList());
    long deadline = System.nanoTime() + KNOWN_WITHIN_NANOS;
    boolean known = false;
    while (!known) {
      try {
        admin.describeConfigs(resources).all().get(60, TimeUnit.SECONDS);
        known = true;
      } catch (ExecutionException | TimeoutException failed) {
        boolean unheard = failed.getCause() instanceof UnknownTopicOrPartitionException;
        if (!unheard || System.nanoTime() > deadline) {
          throw outOfReach(failed);
        }
        LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw outOfReach(interrupted);
      }
    }
  }

  /** What is wrong with the input topics: a sentence each, with the line that mends it. */
  public List<String> troubles() {
    List<String> names = new ArrayList<>(topics.observations());
    names.add(topics.participants());
    Map<String, Config> configs = configs(names);
    List<String> troubles = new ArrayList<>();
    for (String name : names) {
      Config config = Objects.requireNonNull(configs.get(name), name);
      check(troubles, name, config, "unclean.leader.election.enable", "false");
      check(troubles, name, config, "cleanup.policy", "delete");
      check(troubles, name, config, "retention.ms", "-1");
      check(troubles, name, config, "retention.bytes", "-1");
    }
    return troubles;
  }

  private static void check(
      List<String> troubles, String topic, Config config, String key, String wanted) {
    String found = Optional.ofNullable(config.get(key)).map(entry -> entry.value()).orElse("");
    if (!wanted.equals(found)) {
      troubles.add(
          ("Input topic %s has %s=%s, which can lose records. Mend it with:"
                  + " kafka-configs.sh --bootstrap-server … --alter --entity-type topics"
                  + " --entity-name %s --add-config %s=%s")
              .formatted(topic, key, found, topic, key, wanted));
    }
  }

  private Map<String, Config> configs(List<String> names) {
    Map<String, Config> byName = new HashMap<>();
    await(admin.describeConfigs(resources(names)).all())
        .forEach((resource, config) -> byName.put(resource.name(), config));
    return byName;
  }

  private static List<ConfigResource> resources(List<String> names) {
    return names.stream().map(it -> new ConfigResource(ConfigResource.Type.TOPIC, it)).toList();
  }

  private static <T> T await(KafkaFuture<T> future) {
    try {
      return future.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      throw outOfReach(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw outOfReach(interrupted);
    }
  }

  private static StartRefused outOfReach(Exception failed) {
    return new StartRefused(
        "Kafka is out of reach or does not answer: %s. Check kafka.properties.bootstrap.servers."
            .formatted(failed.getMessage()),
        failed);
  }
}
