package io.zeitgeber.bench.kernel;

import io.zeitgeber.bench.load.Hearts;
import io.zeitgeber.service.decode.DecodeSettings;
import io.zeitgeber.service.decode.Place;
import io.zeitgeber.service.decode.Share;
import io.zeitgeber.service.decode.Slice;
import io.zeitgeber.service.decode.SliceDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** JSON records of half a thousand hearts to columns, and the columns to batches. */
@State(Scope.Thread)
public class DecodeKernel {
  /** A slice of 8 MiB holds about so many. */
  private static final int RECORDS = 60_000;

  private static final int PARTICIPANTS = 500;

  private final ByteBuffer[] plain = new ByteBuffer[RECORDS];
  private final ByteBuffer[] unusual = new ByteBuffer[RECORDS];
  private final long[] stampMicros = new long[RECORDS];
  private final int[] rows = new int[RECORDS];
  private final SliceDecoder decoder = new SliceDecoder(DecodeSettings.STANDARD);
  private final SliceDecoder other = new SliceDecoder(DecodeSettings.STANDARD);
  private final Place place = new Place(new UUID(1, 2), "observations", 3, false);

  /** Made by JMH. */
  public DecodeKernel() {}

  /** Writes the records and decodes them once. */
  @Setup(Level.Trial)
  public void records() {
    Hearts hearts = new Hearts(PARTICIPANTS, 1);
    for (int i = 0; i < RECORDS; i++) {
      hearts.advance();
      String json = new String(hearts.json(), StandardCharsets.ISO_8859_1);
      plain[i] = bytes(json);
      unusual[i] = bytes(json.replace("}", ",\"quality\":\"good\"}"));
      stampMicros[i] = hearts.stampMillis() * 1000;
      rows[i] = other.decode(plain[i]);
    }
  }

  private static ByteBuffer bytes(String json) {
    return ByteBuffer.wrap(json.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The common form, decoded in place. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public int inPlace() {
    return all(plain);
  }

  /** A form that only the strict parser reads. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public int strict() {
    return all(unusual);
  }

  private int all(ByteBuffer[] records) {
    decoder.clear();
    for (ByteBuffer record : records) {
      var _ = decoder.decode(record);
    }
    return decoder.rows();
  }

  /** Rows that are decoded already, shared out to participants. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public List<Share> share() {
    Slice slice = new Slice(other, place, Long.MIN_VALUE, Hearts.START_MILLIS * 1000);
    for (int i = 0; i < RECORDS; i++) {
      slice.add(rows[i], i, stampMicros[i]);
    }
    return slice.shares();
  }
}
