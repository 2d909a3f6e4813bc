package io.zeitgeber.service.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

final class RowDeserializerTest {

  @Test
  void rows_areNumberedInTheOrderOfReading_andNeverBoxedTwice() {
    SliceDecoder one = new SliceDecoder(DecodeSettings.STANDARD);
    try (RowDeserializer rows = new RowDeserializer(one)) {
      ByteBuffer record = Decoding.bytes("{\"participant\":\"P\"}");
      RecordHeaders headers = new RecordHeaders();
      for (int i = 0; i < 1000; i++) {
        assertThat(rows.deserialize("observations", headers, record)).isEqualTo(i);
      }
      SliceDecoder other = new SliceDecoder(DecodeSettings.STANDARD);
      rows.into(other);
      Integer again = rows.deserialize("observations", headers, record);
      one.clear();
      rows.into(one);
      assertThat(rows.deserialize("observations", headers, record)).isSameAs(again);
      assertThat(other.rows()).isEqualTo(1);
    }
  }

  @Test
  void absentValue_staysAbsent() {
    try (RowDeserializer rows = new RowDeserializer(new SliceDecoder(DecodeSettings.STANDARD))) {
      assertThat(rows.deserialize("observations", null)).isNull();
      assertThat(rows.deserialize("observations", new byte[0])).isZero();
    }
  }
}
