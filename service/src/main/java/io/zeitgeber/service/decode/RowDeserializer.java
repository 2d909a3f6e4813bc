package io.zeitgeber.service.decode;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes each record out of Kafka's fetch buffer and gives its row in a {@link SliceDecoder}, so
 * that no object for a record exists but the consumer's own. A record without a value comes out of
 * the consumer with null: for it {@link SliceDecoder#emptyRow()} makes the row.
 */
public final class RowDeserializer implements Deserializer<Integer> {
  private static final int TABLE = 1 << 17;

  private final Integer[] numbers = new Integer[TABLE];
  private SliceDecoder decoder;

  public RowDeserializer(SliceDecoder decoder) {
    this.decoder = decoder;
    for (int i = 0; i < TABLE; i++) {
      numbers[i] = i;
    }
  }

  /** From here on rows go to this decoder, as when the last one's slices are still in flight. */
  public void into(SliceDecoder next) {
    decoder = next;
  }

  @Override
  public Integer deserialize(String topic, Headers headers, ByteBuffer data) {
    return row(data);
  }

  @Override
  public @Nullable Integer deserialize(String topic, byte @Nullable [] data) {
    return data == null ? null : row(ByteBuffer.wrap(data));
  }

  private Integer row(ByteBuffer data) {
    int row = decoder.decode(data);
    return row < TABLE ? numbers[row] : Integer.valueOf(row);
  }
}
