package io.zeitgeber.service.cli;

import io.zeitgeber.service.node.NodeSettings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/** Whether the topics exist, and keep what is sent to them. */
final class TopicCheckup {
  private static final long SEVEN_DAYS_MS = 7L * 24 * 3600 * 1000;
  private static final long LARGEST_BYTES = 16L * 1024 * 1024;

  private final Admin admin;
  private final String bootstrap;
  private final NodeSettings.Topics topics;
  private final List<Finding> findings = new ArrayList<>();

  TopicCheckup(Admin admin, String bootstrap, NodeSettings.Topics topics) {
    this.admin = admin;
    this.bootstrap = bootstrap;
    this.topics = topics;
  }

  /** Looks. Throws {@link CommandFailure} when Kafka does not answer. */
  List<Finding> findings() {
    Set<String> inputs = new LinkedHashSet<>(topics.observations());
    inputs.add(topics.participants());
    Set<String> outputs = new LinkedHashSet<>(List.of(topics.alerts(), topics.quarantine()));
    Set<String> all = new LinkedHashSet<>(inputs);
    all.addAll(outputs);
    all.add(topics.positions());
    Set<String> present = Kafka.await(admin.listTopics().names());
    for (String topic : all) {
      if (!present.contains(topic)) {
        missing(topic, inputs.contains(topic));
      }
    }
    all.retainAll(present);
    configs(all)
        .forEach(
            (topic, config) -> {
              if (inputs.contains(topic)) {
                input(topic, config);
              } else if (outputs.contains(topic)) {
                check(topic, config, "unclean.leader.election.enable", "false"::equals, "false", "an alert that was sent can be lost");
              } else {
                check(topic, config, "cleanup.policy", "compact"::equals, "compact", "the alerts' writers would forget how far they are, and write twice");
              }
            });
    return findings;
  }

  private void missing(String topic, boolean input) {
    findings.add(
        new Finding(
            "topics",
            "topic " + topic + " does not exist",
            "`zeitgeber up` makes it; or: kafka-topics.sh --bootstrap-server "
                + bootstrap
                + " --create --topic "
                + topic
                + " --partitions "
                + topics.partitions()
                + (input ? " --config retention.ms=-1" : "")));
  }

  private void input(String topic, Config config) {
    check(topic, config, "retention.ms", "-1"::equals, "-1", "Kafka counts it from a record's own stamp and deletes a recording of last year at once");
    check(topic, config, "retention.bytes", "-1"::equals, "-1", "records can be deleted before they are read");
    check(topic, config, "cleanup.policy", "delete"::equals, "delete", "compaction removes records with the same key before they are read");
    check(topic, config, "unclean.leader.election.enable", "false"::equals, "false", "records that were acknowledged can be lost, and their offsets given away anew");
    check(topic, config, "message.timestamp.type", "CreateTime"::equals, "CreateTime", "a recording would lose the times at which it was received");
    check(topic, config, "message.timestamp.after.max.ms", atLeast(SEVEN_DAYS_MS), Long.toString(SEVEN_DAYS_MS), "rubbish stamps are refused to the sender instead of reaching the quarantine");
    check(topic, config, "max.message.bytes", atLeast(LARGEST_BYTES), Long.toString(LARGEST_BYTES), "large rubbish is refused to the sender instead of reaching the quarantine");
  }

  private static Predicate<String> atLeast(long least) {
    return value -> Long.parseLong(value) >= least;
  }

  private void check(
      String topic, Config config, String key, Predicate<String> well, String wanted, String why) {
    ConfigEntry entry = config.get(key);
    String value = entry == null || entry.value() == null ? "" : entry.value();
    if (!value.isEmpty() && !well.test(value)) {
      findings.add(
          new Finding(
              "topics",
              "topic " + topic + " has " + key + "=" + value + ": " + why,
              "kafka-configs.sh --bootstrap-server "
                  + bootstrap
                  + " --alter --entity-type topics --entity-name "
                  + topic
                  + " --add-config "
                  + key
                  + "="
                  + wanted));
    }
  }

  private Map<String, Config> configs(Set<String> names) {
    List<ConfigResource> resources =
        names.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    Map<String, Config> byName = new java.util.TreeMap<>();
    Kafka.await(admin.describeConfigs(resources).all())
        .forEach((resource, config) -> byName.put(resource.name(), config));
    return byName;
  }
}
