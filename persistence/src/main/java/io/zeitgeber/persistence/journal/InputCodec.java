package io.zeitgeber.persistence.journal;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.Custody;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.persistence.column.ByteSink;
import io.zeitgeber.persistence.column.ColumnWriter;
import io.zeitgeber.persistence.column.Unreadable;
import io.zeitgeber.persistence.journal.v1.StandAloneInput;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Inputs by themselves as bytes: in the same columns as in the journal, uncompressed. */
public final class InputCodec {
  private static final int FORMAT = 1;
  private static final ThreadLocal<Sinks> SINKS = ThreadLocal.withInitial(Sinks::new);

  private InputCodec() {}

  /**
   * Encodes an input.
   *
   * @param withOriginals whether the bytes of the records go along, as far as they are at hand: for
   *     a participant elsewhere, who may refuse any of them
   */
  public static byte[] encode(Input input, boolean withOriginals) {
    Sinks sinks = SINKS.get();
    StandAloneInput.Builder proto = StandAloneInput.newBuilder().setFormat(FORMAT);
    @Nullable RecordsTaken records = RecordsProto.taken(input, List.of());
    if (records != null) {
      proto.setRecords(RecordsProto.of(records, sinks.out, sinks.columns));
      if (withOriginals) {
        proto.addAllOriginals(KeptOriginals.all(input, records));
      }
    }
    switch (input) {
      case Input.Observed(var batch) -> {
        sinks.out.clear();
        sinks.batches.write(batch);
        proto.setBatch(UnsafeByteOperations.unsafeWrap(sinks.out.array(), 0, sinks.out.size()));
      }
      case Input.Enrol(var enrolment) -> proto.setEnrolment(EnrolmentProto.of(enrolment));
      case Input.Activate activate -> proto.setActivation(InputProtos.of(activate));
      case Input.Tick tick -> proto.setTick(InputProtos.of(tick));
      case Input.Recalled _ ->
          throw new IllegalArgumentException("what is recalled is read where the participant is");
      case Input.Readmitted readmitted ->
          proto.setReadmitted(InputProtos.of(readmitted, sinks.out, sinks.batches));
      case Input.Handle(var handling) -> proto.setHandling(HandlingProto.of(handling));
      case Custody custody -> CustodyProtos.write(custody, proto);
    }
    return proto.build().toByteArray();
  }

  /**
   * Throws {@link Unreadable} where the bytes are no input.
   *
   * @param protocols by digest
   */
  public static Input decode(byte[] bytes, Function<String, Protocol> protocols) {
    StandAloneInput proto;
    try {
      proto = StandAloneInput.parseFrom(bytes);
    } catch (InvalidProtocolBufferException malformed) {
      throw new Unreadable("no input", malformed);
    }
    if (proto.getFormat() != FORMAT) {
      throw new Unreadable("an input of format " + proto.getFormat());
    }
    @Nullable RecordsTaken records =
        proto.hasRecords() ? RecordsProto.of(proto.getRecords()) : null;
    Originals originals = KeptOriginals.of(proto.getOriginalsList());
    return switch (proto.getInputCase()) {
      case BATCH -> InputProtos.batch(proto.getBatch(), records, originals);
      case ENROLMENT -> InputProtos.enrolment(proto.getEnrolment(), originals);
      case ACTIVATION -> InputProtos.activation(proto.getActivation(), protocols);
      case TICK -> InputProtos.tick(proto.getTick());
      case READMITTED -> InputProtos.readmitted(proto.getReadmitted(), records, originals);
      case CHECKPOINT -> CustodyProtos.of(proto.getCheckpoint(), protocols);
      case ERASE -> CustodyProtos.of(proto.getErase(), protocols);
      case DECLINED -> CustodyProtos.of(proto.getDeclined(), records, originals);
      case HANDLING -> new Input.Handle(HandlingProto.of(proto.getHandling()));
      case INPUT_NOT_SET -> throw new Unreadable("an input of a kind unknown here");
    };
  }

  private static final class Sinks {
    final ByteSink out = new ByteSink();
    final ColumnWriter columns = new ColumnWriter(out);
    final BatchColumns batches = new BatchColumns(out, columns);
  }
}
