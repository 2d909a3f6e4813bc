package io.zeitgeber.persistence.journal;

import com.google.protobuf.ByteString;
import io.zeitgeber.participant.enrolment.Account;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.Custody;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Recall;
import io.zeitgeber.persistence.column.ByteSink;
import io.zeitgeber.persistence.column.ByteSource;
import io.zeitgeber.persistence.column.Unreadable;
import io.zeitgeber.persistence.journal.v1.Activation;
import io.zeitgeber.persistence.journal.v1.Readmitted;
import io.zeitgeber.persistence.journal.v1.Recalled;
import io.zeitgeber.persistence.journal.v1.Tick;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Inputs as they stand in {@code entry.proto}, in entries and alone. */
final class InputProtos {

  private InputProtos() {}

  static Activation of(Input.Activate activate) {
    Activation.Builder proto =
        Activation.newBuilder()
            .setProtocol(Protos.digest(activate.protocol().digest()))
            .setBy(Protos.text(activate.by()))
            .setReason(Protos.text(activate.reason()))
            .setReceivedMicros(activate.receivedMicros());
    Account account = activate.account();
    return account == null ? proto.build() : proto.setAccount(AccountProto.of(account)).build();
  }

  static Tick of(Input.Tick tick) {
    return Tick.newBuilder().setReceivedMicros(tick.receivedMicros()).build();
  }

  static Recalled of(Input.Recalled recalled) {
    Recall wanted = recalled.wanted();
    return Recalled.newBuilder()
        .setDevice(Protos.text(wanted.device()))
        .setFromArrival(wanted.fromArrival())
        .setToArrival(wanted.toArrival())
        .setDigest(Protos.digest(recalled.digest()))
        .setEarly(wanted.early())
        .build();
  }

  /** Reads again what was recalled. */
  static Input recalled(Recalled proto, EntryHeader header, History history) {
    Recall wanted =
        new Recall(
            Protos.text(proto.getDevice()),
            proto.getFromArrival(),
            proto.getToArrival(),
            proto.getEarly());
    Input.Recalled recalled =
        Input.Recalled.of(wanted, wanted.isEmpty() ? List.of() : history.before(header, wanted));
    if (!recalled.digest().equals(Protos.digest(proto.getDigest()))) {
      throw new Unreadable("what it recalled is not what the history holds now");
    }
    return recalled;
  }

  /**
   * A re-admission.
   *
   * @param out the sink that the columns are written to, overwritten
   */
  static Readmitted of(Input.Readmitted readmitted, ByteSink out, BatchColumns batches) {
    Readmitted.Builder proto =
        Readmitted.newBuilder()
            .setFirst(Protos.origin(readmitted.first()))
            .setBy(Protos.text(readmitted.by()))
            .setReason(Protos.text(readmitted.reason()));
    Account account = readmitted.account();
    if (account != null) {
      proto.setAccount(AccountProto.of(account));
    }
    if (readmitted.record() instanceof Input.Observed(var batch)) {
      out.clear();
      batches.write(batch);
      proto.setBatch(ByteString.copyFrom(out.array(), 0, out.size()));
    } else if (readmitted.record() instanceof Input.Enrol(var enrolment)) {
      proto.setEnrolment(EnrolmentProto.of(enrolment));
    } else if (readmitted.record() instanceof Custody.Refrain(var declined)) {
      proto.setDeclined(CustodyProtos.of(declined)).setDeclinedLength(declined.lengths()[0]);
    } else {
      throw new IllegalArgumentException("only records are readmitted");
    }
    return proto.build();
  }

  static Input readmitted(Readmitted proto, @Nullable RecordsTaken records, Originals originals) {
    Input record =
        switch (proto.getRecordCase()) {
          case BATCH -> batch(proto.getBatch(), records, originals);
          case ENROLMENT -> enrolment(proto.getEnrolment(), originals);
          case DECLINED ->
              CustodyProtos.declined(proto.getDeclined(), records, _ -> proto.getDeclinedLength());
          case RECORD_NOT_SET -> throw new Unreadable("a re-admission of nothing");
        };
    return new Input.Readmitted(
        record,
        Protos.origin(proto.getFirst()),
        Protos.text(proto.getBy()),
        Protos.text(proto.getReason()),
        proto.hasAccount() ? AccountProto.of(proto.getAccount()) : null);
  }

  static Input batch(ByteString columns, @Nullable RecordsTaken records, Originals originals) {
    if (records == null) {
      throw new Unreadable("a batch without records");
    }
    ByteSource in = new ByteSource(columns.toByteArray());
    return new Input.Observed(BatchColumns.read(in, records, originals));
  }

  static Input enrolment(io.zeitgeber.persistence.journal.v1.Enrolment proto, Originals originals) {
    return new Input.Enrol(EnrolmentProto.of(proto, originals));
  }

  static Input activation(Activation proto, Function<String, Protocol> protocols) {
    return new Input.Activate(
        protocols.apply(Protos.digest(proto.getProtocol())),
        Protos.text(proto.getBy()),
        Protos.text(proto.getReason()),
        proto.getReceivedMicros(),
        proto.hasAccount() ? AccountProto.of(proto.getAccount()) : null);
  }

  static Input tick(Tick proto) {
    return new Input.Tick(proto.getReceivedMicros());
  }
}
