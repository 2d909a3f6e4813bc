package io.zeitgeber.service.ingest;

import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.persistence.quarantine.QuarantinedRecord;
import io.zeitgeber.service.decode.DecodeSettings;
import io.zeitgeber.service.decode.Enrolled;
import io.zeitgeber.service.decode.EnrolmentDecoder;
import io.zeitgeber.service.decode.Quarantined;
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
  private final List<QuarantinedRecord> refused = new ArrayList<>();
  private final EnrolmentDecoder decoder = new EnrolmentDecoder(DecodeSettings.STANDARD);
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
    long receivedMicros = received.timestamp() * 1000;
    Origin origin =
        new Origin(reading.topicId(), reading.topic(), reading.partition(), received.offset());
    bytes += Math.max(0, received.serializedValueSize()) + 64;
    reading.gathered(received.offset(), Math.max(reading.maxReceivedMicros(), receivedMicros));
    switch (decoder.decode(received.value(), origin, receivedMicros)) {
      case Enrolled enrolled ->
          inputs
              .computeIfAbsent(
                  new Whose(new EntityId(enrolled.study(), enrolled.participant()), reading),
                  _ -> new ArrayList<>())
              .add(new Input.Enrol(enrolled.enrolment()));
      case Quarantined record -> refused.add(SetAside.byIngest(reading, record));
    }
  }

  @Override
  public long gatheredBytes() {
    return bytes;
  }

  @Override
  public boolean isFull(long sliceBytes) {
    return bytes >= sliceBytes;
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
