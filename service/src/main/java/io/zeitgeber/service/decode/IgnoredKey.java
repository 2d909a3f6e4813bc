package io.zeitgeber.service.decode;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Leaves a record's key unread: what it is about stands in the record itself. */
public final class IgnoredKey implements Deserializer<Void> {

  @Override
  public @Nullable Void deserialize(String topic, byte @Nullable [] data) {
    return null;
  }

  @Override
  public @Nullable Void deserialize(String topic, Headers headers, ByteBuffer data) {
    return null;
  }
}
