package io.zeitgeber.bench.flink;

import io.zeitgeber.bench.job.HeartRate;
import io.zeitgeber.bench.job.HeartRateReader;
import java.io.IOException;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads a record inside the source, with Jackson's streaming parser. */
final class Reading implements KafkaRecordDeserializationSchema<HeartRate> {
  private static final long serialVersionUID = 1L;

  private transient @Nullable HeartRateReader reader;

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    reader = new HeartRateReader();
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<HeartRate> to)
      throws IOException {
    HeartRateReader opened = reader;
    if (opened == null) {
      throw new IllegalStateException("not opened");
    }
    // Handed to another thread in the source's queue: an object of its own.
    HeartRate read = new HeartRate();
    opened.read(record.value(), read);
    to.collect(read);
  }

  @Override
  public TypeInformation<HeartRate> getProducedType() {
    return new SerializedBy<>(HeartRate.class, new HeartRateSerializer());
  }
}
