package io.zeitgeber.bench.flink;

import io.zeitgeber.bench.job.HeartRate;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/** How a record crosses from the source to its key: quicker than Flink's own form of an object. */
final class HeartRateSerializer extends Reusing<HeartRate> {
  private static final long serialVersionUID = 1L;

  HeartRateSerializer() {
    super(-1);
  }

  @Override
  public HeartRate createInstance() {
    return new HeartRate();
  }

  @Override
  public HeartRate copy(HeartRate from, HeartRate reuse) {
    reuse.set(from);
    return reuse;
  }

  @Override
  public void serialize(HeartRate record, DataOutputView to) throws IOException {
    StringValue.writeString(record.source, to);
    to.writeLong(record.timeMillis);
    to.writeDouble(record.value);
  }

  @Override
  public HeartRate deserialize(HeartRate reuse, DataInputView from) throws IOException {
    reuse.source = StringValue.readString(from);
    reuse.timeMillis = from.readLong();
    reuse.value = from.readDouble();
    return reuse;
  }

  @Override
  public TypeSerializer<HeartRate> duplicate() {
    return this;
  }

  @Override
  public TypeSerializerSnapshot<HeartRate> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Says that this serializer has one version only. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<HeartRate> {
    /** Made by Flink by its name. */
    public Snapshot() {
      super(HeartRateSerializer::new);
    }
  }
}
