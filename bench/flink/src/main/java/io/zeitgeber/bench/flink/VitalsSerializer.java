package io.zeitgeber.bench.flink;

import io.zeitgeber.bench.job.Vitals;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How the state is kept in checkpoints, and for each record in RocksDB: its fixed-size form. */
final class VitalsSerializer extends Reusing<Vitals> {
  private static final long serialVersionUID = 1L;

  private final byte[] bytes = new byte[Vitals.BYTES];

  VitalsSerializer() {
    super(Vitals.BYTES);
  }

  @Override
  public Vitals createInstance() {
    return new Vitals();
  }

  @Override
  public Vitals copy(Vitals from, Vitals reuse) {
    from.write(ByteBuffer.wrap(bytes));
    reuse.read(ByteBuffer.wrap(bytes));
    return reuse;
  }

  @Override
  public void serialize(Vitals state, DataOutputView to) throws IOException {
    state.write(ByteBuffer.wrap(bytes));
    to.write(bytes);
  }

  @Override
  public Vitals deserialize(Vitals reuse, DataInputView from) throws IOException {
    from.readFully(bytes);
    reuse.read(ByteBuffer.wrap(bytes));
    return reuse;
  }

  @Override
  public TypeSerializer<Vitals> duplicate() {
    return new VitalsSerializer();
  }

  @Override
  public TypeSerializerSnapshot<Vitals> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Says that this serializer has one version only. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Vitals> {
    /** Made by Flink by its name. */
    public Snapshot() {
      super(VitalsSerializer::new);
    }
  }
}
