package io.zeitgeber.service.ingest;

import io.zeitgeber.participant.step.Input;
import io.zeitgeber.persistence.quarantine.QuarantinedRecord;
import io.zeitgeber.service.decode.DecodeSettings;
import io.zeitgeber.service.decode.Place;
import io.zeitgeber.service.decode.RowDeserializer;
import io.zeitgeber.service.decode.Slice;
import io.zeitgeber.service.decode.SliceDecoder;
import io.zeitgeber.service.journal.EntityId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Observations: decoded in the deserialiser into columns, grouped by participant at the cut. Two
 * decoders take turns: the bytes of what is in flight stay at hand until the next cut.
 */
final class ObservationIntake implements Intake<Integer> {
  /** So many records of each participant, and a slice needs no more. */
  private static final int WORTH_A_ROW = 64;

  private static final long LARGER = 8;
  private static final long MOST_BYTES = 256L << 20;

  private final Set<String> receivedIsDevice;
  private final RowDeserializer deserializer;
  private final Map<Reading, Slice> slices = new LinkedHashMap<>();
  private SliceDecoder gathering = new SliceDecoder(DecodeSettings.STANDARD);
  private SliceDecoder inFlight = new SliceDecoder(DecodeSettings.STANDARD);
  private long pollMicros;
  private @Nullable Reading latestReading;
  private @Nullable Slice latestSlice;

  /**
   * Nothing gathered yet.
   *
   * @param receivedIsDevice topics whose producers are the devices themselves
   */
  ObservationIntake(Set<String> receivedIsDevice) {
    this.receivedIsDevice = receivedIsDevice;
    deserializer = new RowDeserializer(gathering);
  }

  @Override
  public Deserializer<Integer> deserializer() {
    return deserializer;
  }

  @Override
  public void polling(long nowMicros) {
    pollMicros = nowMicros;
    slices.values().forEach(slice -> slice.polled(nowMicros));
  }

  @Override
  public void add(Reading reading, ConsumerRecord<byte[], Integer> received) {
    Slice slice = slice(reading, received);
    Integer row = received.value();
    slice.add(
        row == null ? gathering.emptyRow() : row, received.offset(), received.timestamp() * 1000);
    reading.gathered(received.offset(), slice.maxReceivedMicros());
  }

  /** A poll brings a partition's records one after another: mostly it is the one of before. */
  private Slice slice(Reading reading, ConsumerRecord<byte[], Integer> first) {
    Slice latest = latestSlice;
    if (latest != null && reading == latestReading) {
      return latest;
    }
    Slice slice =
        slices.computeIfAbsent(
            reading,
            _ ->
                new Slice(
                    gathering, place(reading, first), reading.maxReceivedMicros(), pollMicros));
    latestReading = reading;
    latestSlice = slice;
    return slice;
  }

  private Place place(Reading reading, ConsumerRecord<byte[], Integer> first) {
    return new Place(
        reading.topicId(),
        reading.topic(),
        reading.partition(),
        first.timestampType() == TimestampType.LOG_APPEND_TIME,
        receivedIsDevice.contains(reading.topic()));
  }

  @Override
  public long gatheredBytes() {
    return gathering.bytes();
  }

  /**
   * A slice of many participants holds little of each, and a row costs about as much as a hundred
   * records in one: with very many of them a slice goes on to eight times its size.
   */
  @Override
  public boolean isFull(long sliceBytes) {
    long bytes = gathering.bytes();
    return bytes >= sliceBytes
        && (bytes >= Math.min(LARGER * sliceBytes, MOST_BYTES)
            || gathering.rows() >= (long) WORTH_A_ROW * gathering.participants());
  }

  @Override
  public Cut cut() {
    List<Share> shares = new ArrayList<>();
    List<QuarantinedRecord> refused = new ArrayList<>();
    slices.forEach(
        (reading, slice) -> {
          for (var share : slice.shares()) {
            shares.add(share(share));
          }
          for (var record : slice.quarantined()) {
            refused.add(SetAside.byIngest(reading, record));
          }
        });
    slices.clear();
    latestSlice = null;
    takeTurns();
    return new Cut(shares, refused);
  }

  private static Share share(io.zeitgeber.service.decode.Share share) {
    List<Input> parts = new ArrayList<>(share.parts().size());
    for (var part : share.parts()) {
      parts.add(new Input.Observed(part));
    }
    return new Share(new EntityId(share.study(), share.participant()), parts);
  }

  /** What was in flight until now is durable: its decoder may forget it. */
  private void takeTurns() {
    SliceDecoder done = inFlight;
    inFlight = gathering;
    gathering = done;
    gathering.clear();
    deserializer.into(gathering);
  }
}
