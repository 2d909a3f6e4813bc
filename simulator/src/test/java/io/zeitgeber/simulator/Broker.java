package io.zeitgeber.simulator;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** A real Kafka of one node, shared by all tests of a run; each test makes topics of its own. */
public final class Broker {
  private static final class Shared {
    static final Broker BROKER = start(freePort());
  }

  private final int port;
  private final KafkaRaftServer server;

  private Broker(int port, KafkaRaftServer server) {
    this.port = port;
    this.server = server;
  }

  /** The broker of this run, started when first asked for. */
  public static Broker shared() {
    return Shared.BROKER;
  }

  /** For looking at commands by hand: {@code Broker PORT}, with the topics that `up` makes. */
  public static void main(String[] words) throws InterruptedException {
    Broker broker = start(Integer.parseInt(words[0]));
    broker.create("observations", 8);
    broker.create("participants", 4);
    System.out.println("Kafka at " + broker.bootstrap());
    broker.server.awaitShutdown();
  }

  public String bootstrap() {
    return "127.0.0.1:" + port;
  }

  /** Makes a topic that keeps everything, whatever its stamps say. */
  public void create(String topic, int partitions) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
      if (!admin.listTopics().names().get().contains(topic)) {
        NewTopic made = new NewTopic(topic, partitions, (short) 1);
        made.configs(Map.of("retention.ms", "-1", "max.message.bytes", "16777216"));
        admin.createTopics(List.of(made)).all().get();
        // Made by the controller; the broker hears of it a moment later.
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> admin.listTopics().names().get().contains(topic));
      }
    } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lets everybody do one thing with a topic, and nothing else. */
  public void allowOnly(String topic, AclOperation operation) {
    ResourcePattern resource = new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
      AccessControlEntry entry =
          new AccessControlEntry("User:*", "*", operation, AclPermissionType.ALLOW);
      admin.createAcls(List.of(new AclBinding(resource, entry))).all().get();
    } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Everything in a topic; each partition's records in their order, one partition after another.
   */
  public List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap());
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 100_000);
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      Collection<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      for (TopicPartition partition : partitions) {
        consumer.assign(Set.of(partition));
        consumer.seekToBeginning(Set.of(partition));
        long end = consumer.endOffsets(Set.of(partition)).getOrDefault(partition, 0L);
        while (consumer.position(partition) < end) {
          consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
        }
      }
    }
    return records;
  }

  private static Broker start(int port) {
    try {
      Path directory = Files.createTempDirectory("zeitgeber-broker");
      Properties properties = properties(port, freePort(), directory);
      new Formatter()
          .setClusterId(Uuid.randomUuid().toString())
          .setNodeId(1)
          .setControllerListenerName("CONTROLLER")
          .setMetadataLogDirectory(directory.toString())
          .addDirectory(directory.toString())
          .setReleaseVersion(MetadataVersion.latestProduction())
          .run();
      KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
      server.startup();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, directory)));
      return new Broker(port, server);
    } catch (Exception e) {
      throw new IllegalStateException("No broker could be started", e);
    }
  }

  private static Properties properties(int port, int controllerPort, Path directory) {
    Properties properties = new Properties();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", "1");
    properties.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    properties.put(
        "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    properties.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("log.dirs", directory.toString());
    properties.put("auto.create.topics.enable", "false");
    properties.put("offsets.topic.replication.factor", "1");
    properties.put("transaction.state.log.replication.factor", "1");
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("share.coordinator.state.topic.replication.factor", "1");
    properties.put("share.coordinator.state.topic.min.isr", "1");
    // Topics with an access list are guarded by it; all others are everybody's.
    properties.put("authorizer.class.name", StandardAuthorizer.class.getName());
    properties.put("allow.everyone.if.no.acl.found", "true");
    properties.put("group.initial.rebalance.delay.ms", "0");
    return properties;
  }

  private static void stop(KafkaRaftServer server, Path directory) {
    server.shutdown();
    try (var files = Files.walk(directory)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
