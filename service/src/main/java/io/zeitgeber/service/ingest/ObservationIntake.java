package io.zeitgeber.service.ingest;

import io.zeitgeber.participant.step.Input;
import io.zeitgeber.persistence.quarantine.Quarantined;
import io.zeitgeber.service.decode.DecodeSettings;
import io.zeitgeber.service.decode.Place;
import io.zeitgeber.service.decode.Slice;
import io.zeitgeber.service.decode.SliceDecoder;
import io.zeitgeber.service.journal.EntityId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Deserializer;

/** Observations: decoded in the deserialiser into columns, grouped by participant at the cut. */
final class ObservationIntake implements Intake<Integer> {
  private final SliceDecoder decoder = new SliceDecoder(DecodeSettings.STANDARD);
  private final Map<Reading, Slice> slices = new LinkedHashMap<>();
  private long pollMicros;

  @Override
  public Deserializer<Integer> deserializer() {
    return decoder.deserializer();
  }

  @Override
  public void polling(long nowMicros) {
    pollMicros = nowMicros;
  }

  @Override
  public void add(Reading reading, ConsumerRecord<byte[], Integer> received) {
    Slice slice = slices.get(reading);
    if (slice == null) {
      slice = decoder.slice(place(reading, received), reading.maxReceivedMicros());
      slices.put(reading, slice);
    }
    Integer row = received.value();
    long receivedMicros = received.timestamp() * 1000;
    boolean plausible =
        slice.add(
            row == null ? decoder.emptyRow() : row, received.offset(), receivedMicros, pollMicros);
    reading.gathered(received.offset(), receivedMicros, plausible);
  }

  private static Place place(Reading reading, ConsumerRecord<byte[], Integer> first) {
    return new Place(
        reading.topicId(),
        reading.topic(),
        reading.partition(),
        first.timestampType() == TimestampType.LOG_APPEND_TIME);
  }

  @Override
  public long gatheredBytes() {
    return decoder.bytes();
  }

  @Override
  public Cut cut() {
    List<Share> shares = new ArrayList<>();
    List<Quarantined> refused = new ArrayList<>();
    slices.forEach(
        (reading, slice) -> {
          slice
              .shares()
              .forEach(
                  share ->
                      shares.add(
                          new Share(
                              new EntityId(share.study(), share.participant()),
                              share.parts().stream().<Input>map(Input.Observed::new).toList())));
          slice.quarantined().forEach(record -> refused.add(SetAside.byIngest(reading, record)));
        });
    slices.clear();
    decoder.clear();
    return new Cut(shares, refused);
  }
}
