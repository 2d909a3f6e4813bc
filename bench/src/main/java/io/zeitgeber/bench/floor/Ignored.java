package io.zeitgeber.bench.floor;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/** Keys that nobody looks at cost nothing. */
final class Ignored implements Deserializer<byte[]> {
  private static final byte[] NOTHING = new byte[0];

  @Override
  public byte[] deserialize(String topic, byte[] bytes) {
    return NOTHING;
  }

  @Override
  public byte[] deserialize(String topic, Headers headers, ByteBuffer bytes) {
    return NOTHING;
  }
}
