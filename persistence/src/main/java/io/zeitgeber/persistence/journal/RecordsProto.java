package io.zeitgeber.persistence.journal;

import com.google.protobuf.ByteString;
import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Declined;
import io.zeitgeber.participant.step.Custody;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.persistence.column.ByteSink;
import io.zeitgeber.persistence.column.ByteSource;
import io.zeitgeber.persistence.column.ColumnReader;
import io.zeitgeber.persistence.column.ColumnWriter;
import io.zeitgeber.persistence.column.Unreadable;
import io.zeitgeber.persistence.journal.v1.Records;
import io.zeitgeber.persistence.journal.v1.Refusals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which records of Kafka an input holds, and how that stands in {@code entry.proto}. */
final class RecordsProto {
  /** An enrolment that came this way is a record of Kafka. */
  private static final String BY_TOPIC = "topic";

  private RecordsProto() {}

  /** What an input holds of Kafka; null where it came another way. */
  static @Nullable RecordsTaken taken(Input input, List<Fact> facts) {
    return switch (input) {
      case Input.Observed(Batch batch) -> taken(batch, facts);
      case Input.Enrol(Enrolment enrolment) ->
          enrolment.way().equals(BY_TOPIC) ? taken(enrolment, facts) : null;
      case Input.Readmitted(Input record, _, _, _, _) -> taken(record, facts);
      case Custody.Refrain(Declined declined) -> taken(declined, facts);
      case Input.Activate _,
          Input.Tick _,
          Input.Recalled _,
          Input.Handle _,
          Custody.Checkpoint _,
          Custody.Erase _ ->
          null;
    };
  }

  private static RecordsTaken taken(Batch batch, List<Fact> facts) {
    long[] offsets = batch.offsets();
    checkAscending(offsets);
    long[] received = batch.receivedMicros();
    long min = received.length == 0 ? 0 : received[0];
    long max = min;
    for (long micros : received) {
      min = Math.min(min, micros);
      max = Math.max(max, micros);
    }
    RecordsTaken bare =
        new RecordsTaken(
            batch.topicId(),
            batch.topic(),
            batch.partition(),
            batch.logAppendTime(),
            batch.receivedIsDevice(),
            offsets,
            min,
            max,
            batch.size(),
            Map.of());
    return withRefusals(bare, facts);
  }

  private static RecordsTaken taken(Declined declined, List<Fact> facts) {
    long[] received = declined.receivedMicros();
    RecordsTaken bare =
        new RecordsTaken(
            declined.topicId(),
            declined.topic(),
            declined.partition(),
            declined.logAppendTime(),
            false,
            declined.offsets(),
            Arrays.stream(received).min().orElse(0),
            Arrays.stream(received).max().orElse(0),
            declined.size(),
            Map.of());
    return withRefusals(bare, facts);
  }

  private static RecordsTaken taken(Enrolment enrolment, List<Fact> facts) {
    RecordsTaken bare =
        new RecordsTaken(
            enrolment.origin().topicId(),
            enrolment.origin().topic(),
            enrolment.origin().partition(),
            false,
            false,
            new long[] {enrolment.origin().offset()},
            enrolment.receivedMicros(),
            enrolment.receivedMicros(),
            1,
            Map.of());
    return withRefusals(bare, facts);
  }

  /** Counts each refused row once, under the first reason that is given for it. */
  private static RecordsTaken withRefusals(RecordsTaken bare, List<Fact> facts) {
    boolean[] refused = new boolean[0];
    Map<String, List<Integer>> rows = new TreeMap<>();
    int count = 0;
    for (Fact fact : facts) {
      if (fact instanceof Fact.Refused refusal) {
        refused = refused.length == 0 ? new boolean[bare.count()] : refused;
        int row = FactProtos.row(bare, refusal.origin());
        if (row >= 0 && !refused[row]) {
          refused[row] = true;
          count++;
          rows.computeIfAbsent(refusal.reason().name(), _ -> new ArrayList<>()).add(row);
        }
      }
    }
    if (count == 0) {
      return bare;
    }
    Map<String, int[]> refusals = new TreeMap<>();
    rows.forEach(
        (reason, of) -> refusals.put(reason, of.stream().mapToInt(Integer::intValue).toArray()));
    return new RecordsTaken(
        bare.topicId(),
        bare.topic(),
        bare.partition(),
        bare.logAppendTime(),
        bare.receivedIsDevice(),
        bare.offsets(),
        bare.receivedMinMicros(),
        bare.receivedMaxMicros(),
        bare.count() - count,
        refusals);
  }

  private static void checkAscending(long[] offsets) {
    for (int row = 1; row < offsets.length; row++) {
      if (offsets[row] <= offsets[row - 1]) {
        throw new IllegalArgumentException("offsets of a batch must ascend");
      }
    }
  }

  /**
   * Writes the records with their offsets as a column.
   *
   * @param out a working sink, overwritten
   */
  static Records of(RecordsTaken records, ByteSink out, ColumnWriter columns) {
    out.clear();
    columns.longs(records.offsets(), records.count());
    Records.Builder proto =
        Records.newBuilder()
            .setTopicId(Protos.uuid(records.topicId()))
            .setTopic(records.topic())
            .setPartition(records.partition())
            .setLogAppendTime(records.logAppendTime())
            .setReceivedIsDevice(records.receivedIsDevice())
            .setCount(records.count())
            .setOffsets(ByteString.copyFrom(out.array(), 0, out.size()))
            .setReceivedMinMicros(records.receivedMinMicros())
            .setReceivedSpanMicros(records.receivedMaxMicros() - records.receivedMinMicros())
            .setObserved(records.observed());
    records
        .refusals()
        .forEach(
            (reason, rows) -> {
              Refusals.Builder refusals = Refusals.newBuilder().setReason(reason);
              for (int row : rows) {
                refusals.addRows(row);
              }
              proto.addRefusals(refusals);
            });
    return proto.build();
  }

  static RecordsTaken of(Records proto) {
    if (proto.getCount() < 0 || proto.getCount() > BatchColumns.MAX_ROWS) {
      throw new Unreadable(proto.getCount() + " records");
    }
    ByteSource offsets = new ByteSource(proto.getOffsets().toByteArray());
    Map<String, int[]> refusals = new TreeMap<>();
    for (Refusals refused : proto.getRefusalsList()) {
      refusals.put(
          refused.getReason(),
          refused.getRowsList().stream().mapToInt(Integer::intValue).toArray());
    }
    RecordsTaken records =
        new RecordsTaken(
            Protos.uuid(proto.getTopicId()),
            proto.getTopic(),
            proto.getPartition(),
            proto.getLogAppendTime(),
            proto.getReceivedIsDevice(),
            new ColumnReader(offsets).longs(proto.getCount()),
            proto.getReceivedMinMicros(),
            proto.getReceivedMinMicros() + proto.getReceivedSpanMicros(),
            proto.getObserved(),
            refusals);
    offsets.end();
    return records;
  }
}
