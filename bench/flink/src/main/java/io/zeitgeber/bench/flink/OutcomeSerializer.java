package io.zeitgeber.bench.flink;

import io.zeitgeber.bench.job.Outcome;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How an outcome is handed on, where it leaves its thread at all. */
final class OutcomeSerializer extends Reusing<Outcome> {
  private static final long serialVersionUID = 1L;

  OutcomeSerializer() {
    super(-1);
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public Outcome createInstance() {
    return new Outcome(false, "", "");
  }

  @Override
  public Outcome copy(Outcome from, Outcome reuse) {
    return from;
  }

  @Override
  public void serialize(Outcome outcome, DataOutputView to) throws IOException {
    to.writeBoolean(outcome.isAlert());
    to.writeUTF(outcome.participant());
    to.writeUTF(outcome.json());
  }

  @Override
  public Outcome deserialize(Outcome reuse, DataInputView from) throws IOException {
    return new Outcome(from.readBoolean(), from.readUTF(), from.readUTF());
  }

  @Override
  public TypeSerializer<Outcome> duplicate() {
    return this;
  }

  @Override
  public TypeSerializerSnapshot<Outcome> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Says that this serializer has one version only. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Outcome> {
    /** Made by Flink by its name. */
    public Snapshot() {
      super(OutcomeSerializer::new);
    }
  }
}
