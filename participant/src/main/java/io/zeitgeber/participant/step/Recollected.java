package io.zeitgeber.participant.step;

import io.zeitgeber.participant.canonical.CanonicalWriter;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Extra;
import io.zeitgeber.participant.observation.Source;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records that were taken before, with their ordinals among the participant's arrivals. */
public final class Recollected {
  private final Batch batch;
  private final long[] arrivals;

  /**
   * @param arrivals of each row, ascending; not copied
   */
  public Recollected(Batch batch, long[] arrivals) {
    if (arrivals.length != batch.size()) {
      throw new IllegalArgumentException("an ordinal for each row");
    }
    this.batch = batch;
    this.arrivals = arrivals;
  }

  public Batch batch() {
    return batch;
  }

  /** Ordinal of each row; not to be changed. */
  public long[] arrivals() {
    return arrivals;
  }

  /**
   * SHA-256 over what the step reads of the records, as 64 hexadecimal digits: however they are cut
   * into batches, the same records give the same.
   */
  public static String digest(List<Recollected> records) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Recollected part : records) {
        for (int row = 0; row < part.batch.size(); row++) {
          digest.update(part.bytes(row));
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private byte[] bytes(int row) {
    CanonicalWriter to = new CanonicalWriter();
    Source source = batch.sources().get(batch.sourceOf()[row]);
    to.number(arrivals[row]).id(batch.topicId()).number(batch.partition());
    to.number(batch.offsets()[row]).number(batch.receivedMicros()[row]);
    to.text(source.device()).text(source.channel()).number(batch.deviceMicros()[row]);
    to.number(Shapes.duration(batch, row)).optionalText(Shapes.code(batch, row));
    to.decimal(Shapes.rate(batch, row));
    @Nullable String[] ids = batch.ids();
    to.optionalText(ids == null ? null : ids[row]);
    @Nullable Extra[] extras = batch.extras();
    Extra extra = extras == null ? null : extras[row];
    to.flag(extra != null && extra.withdrawn());
    int end = batch.valueStart()[row + 1];
    to.number(end - batch.valueStart()[row]);
    for (int at = batch.valueStart()[row]; at < end; at++) {
      to.decimal(batch.values()[at]);
    }
    return to.toBytes();
  }
}
