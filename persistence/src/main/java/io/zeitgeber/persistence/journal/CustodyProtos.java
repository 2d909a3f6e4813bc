package io.zeitgeber.persistence.journal;

import com.google.protobuf.ByteString;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.Custody;
import io.zeitgeber.participant.step.CustodyFact;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.persistence.column.ByteSink;
import io.zeitgeber.persistence.column.ByteSource;
import io.zeitgeber.persistence.column.ColumnReader;
import io.zeitgeber.persistence.column.ColumnWriter;
import io.zeitgeber.persistence.column.Unreadable;
import io.zeitgeber.persistence.journal.v1.Body;
import io.zeitgeber.persistence.journal.v1.Checkpoint;
import io.zeitgeber.persistence.journal.v1.Declined;
import io.zeitgeber.persistence.journal.v1.Erase;
import io.zeitgeber.persistence.journal.v1.Erased;
import io.zeitgeber.persistence.journal.v1.Kind;
import io.zeitgeber.persistence.journal.v1.Original;
import io.zeitgeber.persistence.journal.v1.StandAloneInput;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongToIntFunction;
import org.jspecify.annotations.Nullable;

/** Inputs and facts about custody as they stand in {@code entry.proto}. */
final class CustodyProtos {
  private CustodyProtos() {}

  static Kind kind(Custody input) {
    return switch (input) {
      case Custody.Checkpoint _ -> Kind.KIND_CHECKPOINT;
      case Custody.Erase _ -> Kind.KIND_ERASE;
      case Custody.Refrain _ -> Kind.KIND_DECLINED;
    };
  }

  static void write(Custody input, Body.Builder body) {
    switch (input) {
      case Custody.Checkpoint checkpoint -> body.setCheckpoint(of(checkpoint));
      case Custody.Erase erase -> body.setErase(of(erase));
      case Custody.Refrain(var declined) -> {
        body.setDeclined(of(declined));
        body.addAllOriginals(lengths(declined));
      }
    }
  }

  static void write(Custody input, StandAloneInput.Builder alone) {
    switch (input) {
      case Custody.Checkpoint checkpoint -> alone.setCheckpoint(of(checkpoint));
      case Custody.Erase erase -> alone.setErase(of(erase));
      case Custody.Refrain(var declined) -> {
        alone.setDeclined(of(declined));
        alone.addAllOriginals(lengths(declined));
      }
    }
  }

  private static Checkpoint of(Custody.Checkpoint checkpoint) {
    return Checkpoint.newBuilder()
        .setState(ByteString.copyFrom(checkpoint.state().toBytes()))
        .setRulesBefore(checkpoint.rulesBefore())
        .build();
  }

  private static Erase of(Custody.Erase erase) {
    Erase.Builder proto =
        Erase.newBuilder()
            .setBy(Protos.text(erase.by()))
            .setReason(Protos.text(erase.reason()))
            .setReceivedMicros(erase.receivedMicros())
            .setRemainder(ByteString.copyFrom(erase.remainder().toBytes()));
    erase.approvers().forEach(approver -> proto.addApprovers(Protos.text(approver)));
    return proto.build();
  }

  static Declined of(io.zeitgeber.participant.observation.Declined declined) {
    ByteSink out = new ByteSink();
    new ColumnWriter(out).longs(declined.receivedMicros(), declined.size());
    return Declined.newBuilder()
        .setReason(declined.reason().name())
        .setReceived(ByteString.copyFrom(out.array(), 0, out.size()))
        .build();
  }

  private static List<Original> lengths(io.zeitgeber.participant.observation.Declined declined) {
    List<Original> lengths = new ArrayList<>(declined.size());
    for (int row = 0; row < declined.size(); row++) {
      lengths.add(
          Original.newBuilder()
              .setOffset(declined.offsets()[row])
              .setLength(declined.lengths()[row])
              .build());
    }
    return lengths;
  }

  static Erased of(CustodyFact.Erased fact) {
    Erased.Builder proto =
        Erased.newBuilder()
            .setBy(Protos.text(fact.by()))
            .setReason(Protos.text(fact.reason()))
            .setReceivedMicros(fact.receivedMicros());
    fact.approvers().forEach(approver -> proto.addApprovers(Protos.text(approver)));
    return proto.build();
  }

  static CustodyFact of(Erased proto) {
    return new CustodyFact.Erased(
        Protos.text(proto.getBy()),
        proto.getApproversList().stream().map(Protos::text).toList(),
        Protos.text(proto.getReason()),
        proto.getReceivedMicros());
  }

  static Input of(Checkpoint proto, Function<String, Protocol> protocols) {
    return new Custody.Checkpoint(
        participant(proto.getState().toByteArray(), protocols), proto.getRulesBefore());
  }

  static Input of(Erase proto, Function<String, Protocol> protocols) {
    return new Custody.Erase(
        Protos.text(proto.getBy()),
        proto.getApproversList().stream().map(Protos::text).toList(),
        Protos.text(proto.getReason()),
        proto.getReceivedMicros(),
        participant(proto.getRemainder().toByteArray(), protocols));
  }

  static Participant participant(byte[] state, Function<String, Protocol> protocols) {
    try {
      return Participant.fromBytes(state, protocols.apply(Participant.protocolDigest(state)));
    } catch (IllegalArgumentException malformed) {
      throw new Unreadable("not a state", malformed);
    }
  }

  static Input of(Declined proto, @Nullable RecordsTaken records, Originals originals) {
    return declined(proto, records, originals::length);
  }

  /** The lengths by offset. */
  static Input declined(Declined proto, @Nullable RecordsTaken records, LongToIntFunction length) {
    if (records == null || records.count() == 0) {
      throw new Unreadable("declined records without records");
    }
    ByteSource in = new ByteSource(proto.getReceived().toByteArray());
    long[] received = new ColumnReader(in).longs(records.count());
    in.end();
    int[] lengths = new int[records.count()];
    for (int row = 0; row < lengths.length; row++) {
      lengths[row] = length.applyAsInt(records.offsets()[row]);
    }
    return new Custody.Refrain(
        new io.zeitgeber.participant.observation.Declined(
            records.topicId(),
            records.topic(),
            records.partition(),
            records.logAppendTime(),
            records.offsets(),
            received,
            lengths,
            Protos.refusal(proto.getReason())));
  }
}
