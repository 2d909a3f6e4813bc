package io.zeitgeber.service.cli;

import io.zeitgeber.participant.step.AbsenceFact;
import io.zeitgeber.participant.step.AmendFact;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.persistence.journal.CorruptJournal;
import io.zeitgeber.persistence.projection.AlertJson;
import io.zeitgeber.persistence.projection.DataAlertJson;
import io.zeitgeber.persistence.replay.Fold;
import io.zeitgeber.persistence.replay.Progress;
import io.zeitgeber.persistence.replay.Replay;
import io.zeitgeber.persistence.replay.Replayed;
import io.zeitgeber.persistence.replay.Watcher;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Derives all alerts again and writes them to a topic of their own, each participant's in order. A
 * topic that the service reads or writes is refused, and so is one that holds something: what was
 * delivered is never delivered again to the same readers.
 */
final class AlertsToTopic {
  private static final Set<String> OURS =
      Set.of("observations", "participants", "alerts", "quarantine", "zeitgeber-positions");

  private final InstanceOptions instance;
  private final String topic;

  AlertsToTopic(InstanceOptions instance, String topic) {
    this.instance = instance;
    this.topic = topic;
  }

  /** Writes them; returns the exit code. */
  int write(Replay replay, List<String> entities, PrintWriter err) throws Exception {
    Map<String, Object> client = instance.kafkaClient();
    try (Admin admin = Kafka.admin(client)) {
      makeOrCheck(admin);
    }
    Map<String, Object> settings = new HashMap<>(client);
    settings.put("enable.idempotence", "true");
    settings.put("acks", "all");
    settings.put("linger.ms", "20");
    settings.put("max.request.size", "16777216");
    AtomicReference<@Nullable Exception> failed = new AtomicReference<>();
    long written;
    Progress progress = new Progress();
    try (KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        ProgressLine _ = new ProgressLine(progress, entities.size(), err)) {
      List<Long> sent =
          replay.each(entities, 1, _ -> new Sending(producer, topic, failed), progress);
      producer.flush();
      written = sent.stream().mapToLong(Long::longValue).sum();
    }
    @Nullable Exception failure = failed.get();
    if (failure != null) {
      throw CommandFailure.unreachable("Kafka: " + Reason.of(failure));
    }
    err.println(
        written + " records to topic " + topic + ", of " + entities.size() + " participants");
    return Exit.OK;
  }

  private void makeOrCheck(Admin admin) throws Exception {
    if (OURS.contains(topic) || topic.startsWith("__")) {
      throw CommandFailure.refused(
          "topic "
              + topic
              + " is one that the service reads or writes: name a new one, for readers of their own");
    }
    Set<String> names = Kafka.await(admin.listTopics().names());
    if (!names.contains(topic)) {
      int partitions =
          names.contains("alerts")
              ? Kafka.await(admin.describeTopics(List.of("alerts")).allTopicNames())
                  .values()
                  .iterator()
                  .next()
                  .partitions()
                  .size()
              : 1;
      Kafka.await(
          admin
              .createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty())))
              .all());
      return;
    }
    if (records(admin) > 0) {
      throw CommandFailure.refused(
          "topic " + topic + " holds records already: a replay goes to a topic of its own");
    }
  }

  private long records(Admin admin) {
    TopicDescription there =
        Kafka.await(admin.describeTopics(List.of(topic)).allTopicNames())
            .values()
            .iterator()
            .next();
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    there
        .partitions()
        .forEach(
            each -> ends.put(new TopicPartition(topic, each.partition()), OffsetSpec.latest()));
    return Kafka.await(admin.listOffsets(ends).all()).values().stream()
        .mapToLong(ListOffsetsResult.ListOffsetsResultInfo::offset)
        .sum();
  }

  /** One participant's alerts on their way. */
  private static final class Sending implements Watcher<Long> {
    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final AtomicReference<@Nullable Exception> failed;
    private long sent;

    Sending(
        KafkaProducer<byte[], byte[]> producer,
        String topic,
        AtomicReference<@Nullable Exception> failed) {
      this.producer = producer;
      this.topic = topic;
      this.failed = failed;
    }

    @Override
    public boolean see(Replayed entry) {
      String study = entry.before().study();
      String participant = entry.before().id();
      for (Fact fact : entry.derived()) {
        if (fact instanceof Fact.AlertRaised raised) {
          send(participant, AlertJson.of(study, participant, raised));
        } else if (fact instanceof Fact.AlertResolved resolved) {
          send(participant, AlertJson.of(study, participant, resolved));
        } else if (fact instanceof AmendFact.EvidenceMoved moved) {
          send(participant, AlertJson.of(study, participant, moved));
        } else if (fact instanceof AbsenceFact.DataAlertRaised raised) {
          send(participant, DataAlertJson.of(study, participant, raised));
        } else if (fact instanceof AbsenceFact.DataAlertResolved resolved) {
          send(participant, DataAlertJson.of(study, participant, resolved));
        }
      }
      return failed.get() == null;
    }

    private void send(String participant, String json) {
      sent++;
      var _ =
          producer.send(
              new ProducerRecord<>(
                  topic,
                  participant.getBytes(StandardCharsets.UTF_8),
                  json.getBytes(StandardCharsets.UTF_8)),
              (_, failure) -> {
                if (failure != null) {
                  failed.compareAndSet(null, failure);
                }
              });
    }

    @Override
    public Long end(Fold fold, @Nullable CorruptJournal corrupt) {
      if (corrupt != null) {
        throw corrupt;
      }
      return sent;
    }
  }
}
