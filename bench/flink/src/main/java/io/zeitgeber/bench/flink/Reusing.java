package io.zeitgeber.bench.flink;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What Flink asks of a serializer of mutable objects, reduced to what differs.
 *
 * @param <T> what is serialized
 */
abstract class Reusing<T> extends TypeSerializer<T> {
  private static final long serialVersionUID = 1L;

  private final int length;

  /**
   * @param length bytes of each serialized object; −1 where they differ
   */
  Reusing(int length) {
    this.length = length;
  }

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public T copy(T from) {
    return copy(from, createInstance());
  }

  @Override
  public int getLength() {
    return length;
  }

  @Override
  public T deserialize(DataInputView from) throws IOException {
    return deserialize(createInstance(), from);
  }

  @Override
  public void copy(DataInputView from, DataOutputView to) throws IOException {
    serialize(deserialize(from), to);
  }

  /** Two serializers of one class are the same: none has settings. */
  @Override
  public final boolean equals(Object other) {
    return other instanceof Reusing<?> that && name().equals(that.name());
  }

  @Override
  public final int hashCode() {
    return name().hashCode();
  }

  private String name() {
    return getClass().getName();
  }
}
