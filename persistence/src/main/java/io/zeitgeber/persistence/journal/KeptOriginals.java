package io.zeitgeber.persistence.journal;

import com.google.protobuf.UnsafeByteOperations;
import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.step.Custody;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.persistence.journal.v1.Original;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bytes of records that are kept beside an input. */
final class KeptOriginals implements Originals {
  private final Map<Long, Original> byOffset;

  private KeptOriginals(Map<Long, Original> byOffset) {
    this.byOffset = byOffset;
  }

  static Originals of(List<Original> originals) {
    if (originals.isEmpty()) {
      return Originals.NONE;
    }
    Map<Long, Original> byOffset = HashMap.newHashMap(originals.size());
    for (Original original : originals) {
      byOffset.put(original.getOffset(), original);
    }
    return new KeptOriginals(byOffset);
  }

  @Override
  public byte @Nullable [] of(long offset) {
    @Nullable Original original = byOffset.get(offset);
    return original == null || original.hasLength() ? null : original.getBytes().toByteArray();
  }

  @Override
  public int length(long offset) {
    @Nullable Original original = byOffset.get(offset);
    if (original == null) {
      return 0;
    }
    return original.hasLength() ? original.getLength() : original.getBytes().size();
  }

  /** The bytes of the rows that were refused, as far as they are at hand. */
  static List<Original> refused(Input input, @Nullable RecordsTaken records) {
    List<Original> kept = new ArrayList<>();
    if (records != null && records.refused() > 0) {
      Originals originals = originals(input);
      for (int[] rows : records.refusals().values()) {
        for (int row : rows) {
          keep(originals, records.offsets()[row], kept);
        }
      }
    }
    return kept;
  }

  /** The bytes of all records, as far as they are at hand. */
  static List<Original> all(Input input, @Nullable RecordsTaken records) {
    List<Original> kept = new ArrayList<>();
    if (records != null) {
      Originals originals = originals(input);
      for (long offset : records.offsets()) {
        keep(originals, offset, kept);
      }
    }
    return kept;
  }

  private static void keep(Originals originals, long offset, List<Original> kept) {
    byte @Nullable [] bytes = originals.of(offset);
    if (bytes != null) {
      kept.add(
          Original.newBuilder()
              .setOffset(offset)
              .setBytes(UnsafeByteOperations.unsafeWrap(bytes))
              .build());
    }
  }

  private static Originals originals(Input input) {
    return switch (input) {
      case Input.Observed(Batch batch) -> batch.originals();
      case Input.Enrol(Enrolment enrolment) -> enrolment.originals();
      case Input.Readmitted readmitted -> originals(readmitted.record());
      case Input.Activate _, Input.Tick _, Input.Recalled _, Input.Handle _, Custody _ ->
          Originals.NONE;
    };
  }
}
