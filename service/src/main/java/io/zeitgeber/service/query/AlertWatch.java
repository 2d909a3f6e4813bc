package io.zeitgeber.service.query;

import com.google.rpc.Code;
import io.grpc.stub.ServerCallStreamObserver;
import io.zeitgeber.service.query.v1.Alert;
import io.zeitgeber.service.query.v1.AlertUpdate;
import io.zeitgeber.service.query.v1.WatchAlertsRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The topic of alerts, as one caller wants it. A token is where each partition goes on, so that
 * whoever comes back misses nothing and sees nothing twice.
 */
final class AlertWatch {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Sources sources;
  private final String study;
  private final String site;
  private final Map<Integer, Long> token;

  AlertWatch(Sources sources, WatchAlertsRequest request) {
    this.sources = sources;
    this.study = Asked.study(request.getStudy());
    this.site = request.hasSite() ? Asked.id("site", request.getSite()) : "";
    this.token = places(request.getResumeToken());
  }

  /** Runs until the caller is gone. */
  void run(ServerCallStreamObserver<AlertUpdate> to) {
    Map<String, Object> client = new HashMap<>(sources.kafka());
    client.put("isolation.level", "read_committed");
    client.put("enable.auto.commit", "false");
    client.put("auto.offset.reset", "none");
    client.put("max.poll.records", "100");
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(client, new StringDeserializer(), new StringDeserializer())) {
      Map<Integer, Long> places = start(consumer);
      while (true) {
        Calls.awaitReady(to);
        for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
          places.put(record.partition(), record.offset() + 1);
          Alert alert = AlertMessage.of(record.value());
          if (alert.getStudy().equals(study) && (site.isEmpty() || alert.getSite().equals(site))) {
            Calls.send(
                to, AlertUpdate.newBuilder().setAlert(alert).setResumeToken(text(places)).build());
          }
        }
      }
    } catch (OffsetOutOfRangeException gone) {
      throw Failures.coded(
          Code.OUT_OF_RANGE,
          "TOKEN_TOO_OLD",
          "the topic no longer holds what followed this token; ListAlerts has it");
    } catch (org.apache.kafka.common.KafkaException away) {
      throw Failures.unavailable("Kafka does not answer");
    }
  }

  private Map<Integer, Long> start(KafkaConsumer<String, String> consumer) {
    List<TopicPartition> partitions = new ArrayList<>();
    consumer
        .partitionsFor(sources.alerts(), PATIENCE)
        .forEach(it -> partitions.add(new TopicPartition(it.topic(), it.partition())));
    consumer.assign(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
    Map<Integer, Long> places = new TreeMap<>();
    for (TopicPartition partition : partitions) {
      long end = ends.getOrDefault(partition, 0L);
      // A partition that came after the token was handed out is read from its start.
      long place = token.isEmpty() ? end : token.getOrDefault(partition.partition(), 0L);
      consumer.seek(partition, place);
      places.put(partition.partition(), place);
    }
    return places;
  }

  private static String text(Map<Integer, Long> places) {
    List<String> parts = new ArrayList<>();
    places.forEach((partition, offset) -> parts.add(partition + ":" + offset));
    return Asked.token(List.of(String.join(",", parts)));
  }

  private static Map<Integer, Long> places(String token) {
    Map<Integer, Long> places = new TreeMap<>();
    List<String> text = Asked.token("resume_token", token, 1);
    try {
      for (String part :
          text.isEmpty() ? List.<String>of() : List.of(text.getFirst().split(",", -1))) {
        int colon = part.indexOf(':');
        places.put(
            Integer.parseInt(part, 0, Math.max(0, colon), 10),
            Long.parseLong(part, colon + 1, part.length(), 10));
      }
    } catch (NumberFormatException broken) {
      throw Failures.badField("resume_token", "not one that was handed out");
    }
    return places;
  }
}
