package io.zeitgeber.bench.streams;

import io.zeitgeber.bench.job.HeartRate;
import io.zeitgeber.bench.job.HeartRateReader;
import io.zeitgeber.bench.job.Outcome;
import io.zeitgeber.bench.job.Threshold;
import io.zeitgeber.bench.job.Vitals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** How each thing is read and written. Streams wants both directions of all. */
final class Forms {

  private Forms() {}

  /** Records, by Jackson's streaming parser; never written. */
  static Serde<HeartRate> heartRates() {
    // One reader a thread: the parser's tables of symbols are not shared.
    ThreadLocal<HeartRateReader> readers = ThreadLocal.withInitial(HeartRateReader::new);
    return Serdes.serdeFrom(
        (_, _) -> {
          throw new IllegalStateException("records are only read");
        },
        (_, bytes) -> {
          HeartRate read = new HeartRate();
          try {
            readers.get().read(bytes, read);
          } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
          }
          return read;
        });
  }

  /** Bounds out of enrolments; written in 16 bytes, because the global table keeps its bytes. */
  static Serde<Threshold> enrolments() {
    return Serdes.serdeFrom(
        (_, bounds) ->
            ByteBuffer.allocate(16).putDouble(bounds.high()).putDouble(bounds.low()).array(),
        (_, bytes) -> {
          try {
            return bytes.length == 16
                ? new Threshold(
                    ByteBuffer.wrap(bytes).getDouble(0), ByteBuffer.wrap(bytes).getDouble(8))
                : Threshold.read(bytes);
          } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
          }
        });
  }

  /** The state. */
  static Serde<Vitals> vitals() {
    return Serdes.serdeFrom(
        (_, vitals) -> vitals == null ? null : vitals.toBytes(),
        (_, bytes) -> {
          Vitals read = new Vitals();
          read.read(ByteBuffer.wrap(bytes));
          return read;
        });
  }

  /** What goes out. */
  static Serde<Outcome> outcomes() {
    return Serdes.serdeFrom(
        (_, outcome) -> outcome.valueBytes(),
        (_, _) -> {
          throw new IllegalStateException("outcomes are only written");
        });
  }
}
