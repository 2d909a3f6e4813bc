package io.zeitgeber.service.ingest;

import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.persistence.quarantine.Quarantined;
import io.zeitgeber.service.decode.EnrolmentDecoder;
import io.zeitgeber.service.journal.EntityId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** Enrolments: each record is an input of its own, in offset order. */
final class EnrolmentIntake implements Intake<byte[]> {
  /** Who gets what: one share for each participant and partition. */
  private record Whose(EntityId id, Reading reading) {}

  private final Map<Whose, List<Input>> inputs = new LinkedHashMap<>();
  private final List<Quarantined> refused = new ArrayList<>();
  private long bytes;

  @Override
  public Deserializer<byte[]> deserializer() {
    return new ByteArrayDeserializer();
  }

  @Override
  public void polling(long nowMicros) {
    // an enrolment's stamp orders nothing
  }

  @Override
  public void add(Reading reading, ConsumerRecord<byte[], byte[]> received) {
    byte[] value = received.value() == null ? new byte[0] : received.value();
    long receivedMicros = received.timestamp() * 1000;
    Origin origin =
        new Origin(reading.topicId(), reading.topic(), reading.partition(), received.offset());
    bytes += value.length + 64;
    reading.gathered(
        received.offset(), Math.max(reading.maxReceivedMicros(), receivedMicros));
    switch (EnrolmentDecoder.decode(value, origin, receivedMicros)) {
      case EnrolmentDecoder.Enrolled enrolled ->
          inputs
              .computeIfAbsent(
                  new Whose(new EntityId(enrolled.study(), enrolled.participant()), reading),
                  _ -> new ArrayList<>())
              .add(new Input.Enrol(enrolled.enrolment()));
      case EnrolmentDecoder.Refused quarantined ->
          refused.add(SetAside.byIngest(reading, quarantined.record()));
    }
  }

  @Override
  public long gatheredBytes() {
    return bytes;
  }

  @Override
  public Cut cut() {
    List<Share> shares = new ArrayList<>();
    inputs.forEach((whose, parts) -> shares.add(new Share(whose.id(), parts)));
    Cut cut = new Cut(shares, List.copyOf(refused));
    inputs.clear();
    refused.clear();
    bytes = 0;
    return cut;
  }
}
