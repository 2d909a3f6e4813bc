package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.zeitgeber.persistence.journal.Position;
import io.zeitgeber.persistence.ledger.DeliveredFacts;
import io.zeitgeber.persistence.ledger.FactIdentity;
import io.zeitgeber.service.topics.PositionSlots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the outgoing topics hold, and how far their writers say that they have come. */
final class OutgoingTopics {
  private static final Duration READ = Duration.ofMillis(300);

  @Option(
      names = "--alerts-topic",
      paramLabel = "T",
      description = "Where alerts go. Default: as the instance says, else alerts")
  private @Nullable String alerts;

  @Option(
      names = "--quarantine-topic",
      paramLabel = "T",
      description =
          "Where refused records are told. Default: as the instance says, else quarantine")
  private @Nullable String quarantine;

  @Option(
      names = "--positions-topic",
      paramLabel = "T",
      description =
          "Where the writers keep their positions. Default: as the instance says, else"
              + " zeitgeber-positions")
  private @Nullable String positions;

  /** Reads them, the positions first: whatever they speak of is in the topics by then. */
  List<DeliveredFacts> read(InstanceOptions instance) {
    String writers = instance.topic(positions, "positions", "zeitgeber-positions");
    Map<String, Object> settings = new HashMap<>(instance.kafkaClient());
    settings.put("enable.auto.commit", "false");
    settings.put("isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      Map<Integer, Position> reached = new HashMap<>();
      boolean compacted =
          drain(
              consumer,
              writers,
              record -> reached.put(record.partition(), position(record.value())));
      List<DeliveredFacts> read = new ArrayList<>();
      read.add(
          facts(
              consumer,
              DeliveredFacts.ALERTS,
              instance.topic(alerts, "alerts", "alerts"),
              reached));
      read.add(
          facts(
              consumer,
              DeliveredFacts.QUARANTINE,
              instance.topic(quarantine, "quarantine", "quarantine"),
              reached));
      if (compacted && reached.isEmpty()) {
        throw CommandFailure.unreachable("topic " + writers + " holds no positions");
      }
      return read;
    } catch (KafkaException e) {
      throw CommandFailure.unreachable("Kafka: " + Reason.of(e));
    }
  }

  private static DeliveredFacts facts(
      KafkaConsumer<byte[], byte[]> consumer,
      String sink,
      String topic,
      Map<Integer, Position> reached) {
    Map<String, Integer> identities = new HashMap<>();
    Map<String, String> whose = new HashMap<>();
    boolean agedOut =
        drain(
            consumer,
            topic,
            record -> {
              String identity = identity(record.value(), whose);
              identities.merge(identity, 1, Integer::sum);
            });
    return new DeliveredFacts(
        sink,
        reached,
        reached.getOrDefault(PositionSlots.QUARANTINE, Position.START),
        identities,
        whose,
        agedOut);
  }

  /** Reads a topic to its end; whether its beginning was gone. */
  private static boolean drain(
      KafkaConsumer<byte[], byte[]> consumer,
      String topic,
      Consumer<ConsumerRecord<byte[], byte[]>> each) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    boolean gone =
        consumer.beginningOffsets(partitions).values().stream().anyMatch(first -> first > 0);
    while (partitions.stream()
        .anyMatch(each2 -> consumer.position(each2) < ends.getOrDefault(each2, 0L))) {
      consumer.poll(READ).forEach(each);
    }
    return gone;
  }

  private static Position position(byte[] value) {
    String[] parts = new String(value, StandardCharsets.US_ASCII).split(" ", -1);
    return new Position(
        Integer.parseInt(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
  }

  /** Of what happened to an alert later by people's hands nothing is in these facts yet. */
  private static String identity(byte[] value, Map<String, String> whose) {
    try {
      JsonNode json = Json.parse(value);
      String identity = identity(json);
      if (json.has("study") && json.has("participant")) {
        whose.put(identity, json.path("study").asText() + "/" + json.path("participant").asText());
      }
      return identity;
    } catch (IOException foreign) {
      return "something that is not ours";
    }
  }

  private static String identity(JsonNode json) {
    if (json.has("alert")) {
      return FactIdentity.alert(json.path("alert").asText(), json.path("lifecycle").asText());
    }
    JsonNode origin = json.path("origin");
    return FactIdentity.refused(
        origin.path("topic").asText(),
        origin.path("partition").asInt(),
        origin.path("offset").asLong(),
        json.path("participant").asText());
  }
}
