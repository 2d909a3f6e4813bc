package io.zeitgeber.service.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Flaw;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Decodes single records for tests, and writes their fate as text. */
final class Decoding {
  static final Place PLACE = new Place(new UUID(1, 2), "observations", 3, false);
  static final long RECEIVED = 1_760_000_001_000_000L;

  private Decoding() {}

  static ByteBuffer bytes(String record) {
    return ByteBuffer.wrap(record.getBytes(StandardCharsets.UTF_8));
  }

  static Slice slice(SliceDecoder decoder) {
    return new Slice(decoder, PLACE, Long.MIN_VALUE, RECEIVED);
  }

  /** The batch of a record that has a participant. */
  static Batch batch(String record) {
    SliceDecoder decoder = new SliceDecoder(DecodeSettings.STANDARD);
    Slice slice = slice(decoder);
    slice.add(decoder.decode(bytes(record)), 17, RECEIVED);
    assertThat(slice.quarantined()).as(record).isEmpty();
    List<Share> shares = slice.shares();
    assertThat(shares).hasSize(1);
    return shares.getFirst().parts().getFirst();
  }

  /** What the step will refuse a record for. */
  static Flaw flaw(String record) {
    @Nullable Flaw @Nullable [] flaws = batch(record).flaws();
    assertThat(flaws).as(record).isNotNull();
    Flaw flaw = flaws[0];
    assertThat(flaw).as(record).isNotNull();
    return flaw;
  }

  /** The quarantined form of a record that has no participant. */
  static Quarantined quarantined(byte[] record) {
    SliceDecoder decoder = new SliceDecoder(DecodeSettings.STANDARD);
    Slice slice = slice(decoder);
    slice.add(decoder.decode(ByteBuffer.wrap(record)), 17, RECEIVED);
    assertThat(slice.shares()).isEmpty();
    assertThat(slice.quarantined()).hasSize(1);
    return slice.quarantined().getFirst();
  }

  /** Everything that became of one row, to the bit. */
  static String fate(SliceDecoder decoder, int row) {
    Slice slice = slice(decoder);
    slice.add(row, 17, RECEIVED);
    if (!slice.quarantined().isEmpty()) {
      Quarantined q = slice.quarantined().getFirst();
      return q + " " + q.study() + " " + q.participant() + " " + Arrays.hashCode(q.bytes());
    }
    Share share = slice.shares().getFirst();
    Batch batch = share.parts().getFirst();
    long[] bits = Arrays.stream(batch.values()).mapToLong(Double::doubleToRawLongBits).toArray();
    return share.study()
        + " "
        + share.participant()
        + " "
        + batch.sources()
        + Arrays.toString(batch.sourceOf())
        + " "
        + Arrays.toString(batch.deviceMicros())
        + " "
        + Arrays.toString(bits)
        + " "
        + Arrays.toString(batch.durationMicros())
        + " "
        + Arrays.toString(batch.sentAtMicros())
        + " "
        + Arrays.toString(batch.rateHz())
        + " "
        + Arrays.toString(batch.codes())
        + " "
        + Arrays.toString(batch.ids())
        + " "
        + Arrays.toString(batch.extras())
        + " "
        + Arrays.toString(batch.flaws());
  }
}
