package io.zeitgeber.persistence.journal;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Recall;
import io.zeitgeber.participant.step.Recollected;
import io.zeitgeber.persistence.key.Keys;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds recalled records by going back through a participant's entries: their clear headers say how
 * many arrivals each holds, so only those that are asked for are opened.
 */
public final class PastEntries implements History {
  private static final int PAGE = 256;

  private final Pages pages;
  private final Keys keys;

  /** Over entries that are not sealed. */
  public PastEntries(Pages pages) {
    this(pages, Keys.NONE);
  }

  private PastEntries(Pages pages, Keys keys) {
    this.pages = pages;
    this.keys = keys;
  }

  /** Opens sealed entries with these keys. */
  public PastEntries with(Keys opening) {
    return new PastEntries(pages, opening);
  }

  /** Stored entries of one participant. */
  @FunctionalInterface
  public interface Pages {
    /** From one sequence to another, both included, in order. */
    List<StoredEntry> entries(String entity, long fromSequence, long toSequence);
  }

  /** Over the table. */
  public static PastEntries in(JournalReader reader) {
    return new PastEntries(
        (entity, from, to) ->
            reader.page(entity, from, to, Math.toIntExact(to - from + 1)).stream()
                .map(JournalRow::entry)
                .toList());
  }

  @Override
  public List<Recollected> before(EntryHeader entry, Recall wanted) {
    return before(entry.entity(), entry.sequence(), wanted);
  }

  /**
   * The records that are asked for.
   *
   * @param sequence of the entry that asks, or of the next one to be
   * @throws CorruptJournal where an entry is missing
   */
  public List<Recollected> before(String entity, long sequence, Recall wanted) {
    return recollected(find(entity, sequence - 1, wanted.toArrival(), wanted), wanted, null);
  }

  /**
   * The records that are asked for, for one who judges them anew.
   *
   * @param sequence of the last entry that may hold any
   * @param arrivals ordinal of the last record in it
   * @param refused whether a record was refused there, whatever was recorded of it
   * @throws CorruptJournal where an entry is missing
   */
  public List<Recollected> through(
      String entity, long sequence, long arrivals, Recall wanted, Predicate<Origin> refused) {
    return recollected(find(entity, sequence, arrivals, wanted), wanted, refused);
  }

  private static List<Recollected> recollected(
      Deque<Placed> found, Recall wanted, @Nullable Predicate<Origin> refused) {
    List<Recollected> recollected = new ArrayList<>(found.size());
    for (Placed each : found) {
      each.addTo(recollected, wanted, refused);
    }
    return recollected;
  }

  private Deque<Placed> find(String entity, long through, long arrivalsThen, Recall wanted) {
    Deque<Placed> found = new ArrayDeque<>();
    long last = arrivalsThen;
    long to = through;
    while (last >= wanted.fromArrival()) {
      long from = Math.max(1, to - PAGE + 1);
      List<StoredEntry> page = to < 1 ? List.of() : pages.entries(entity, from, to);
      if (page.size() != to - from + 1 || page.isEmpty()) {
        throw new CorruptJournal(entity, to, "an entry that is recalled is missing");
      }
      for (int at = page.size() - 1; at >= 0 && last >= wanted.fromArrival(); at--) {
        EntryDecoder decoder = new EntryDecoder(page.get(at).payload(), keys);
        int arrivals = decoder.header().arrivals();
        last -= arrivals;
        EntryHeader.Kind kind = decoder.header().kind();
        boolean holds = kind == EntryHeader.Kind.OBSERVED || kind == EntryHeader.Kind.READMITTED;
        if (arrivals > 0 && holds) {
          found.addFirst(new Placed(decoder, last + 1));
        }
      }
      to = from - 1;
    }
    return found;
  }

  /** An entry and the ordinal of its first record. */
  private record Placed(EntryDecoder decoder, long firstArrival) {

    void addTo(List<Recollected> to, Recall wanted, @Nullable Predicate<Origin> refusing) {
      Input taken = decoder.input(PastEntries::noProtocol, History.UNREAD);
      Input input = taken instanceof Input.Readmitted again ? again.record() : taken;
      if (!(input instanceof Input.Observed(Batch batch))) {
        return;
      }
      boolean[] refused = refusing == null ? refused(batch.size()) : refused(batch, refusing);
      Batch.Builder part =
          new Batch.Builder(
                  batch.topicId(),
                  batch.topic(),
                  batch.partition(),
                  batch.logAppendTime(),
                  batch.originals())
              .receivedIsDevice(batch.receivedIsDevice());
      long[] arrivals = new long[batch.size()];
      for (int row = 0; row < batch.size(); row++) {
        long arrival = firstArrival + row;
        int source = batch.sourceOf()[row];
        if (arrival >= wanted.fromArrival()
            && arrival <= wanted.toArrival()
            && !refused[row]
            && source >= 0
            && batch.sources().get(source).device().equals(wanted.device())) {
          arrivals[part.size()] = arrival;
          part.add(batch, row);
        }
      }
      if (part.size() > 0) {
        to.add(new Recollected(part.build(), Arrays.copyOf(arrivals, part.size())));
      }
    }

    private static boolean[] refused(Batch batch, Predicate<Origin> refusing) {
      boolean[] refused = new boolean[batch.size()];
      for (int row = 0; row < refused.length; row++) {
        refused[row] =
            refusing.test(
                new Origin(
                    batch.topicId(), batch.topic(), batch.partition(), batch.offsets()[row]));
      }
      return refused;
    }

    private boolean[] refused(int size) {
      boolean[] refused = new boolean[size];
      RecordsTaken records = decoder.header().records();
      Map<String, int[]> reasons = records == null ? Map.of() : records.refusals();
      for (int[] rows : reasons.values()) {
        for (int row : rows) {
          refused[row] = true;
        }
      }
      return refused;
    }
  }

  private static io.zeitgeber.participant.protocol.Protocol noProtocol(String digest) {
    throw new IllegalStateException("a batch names no protocol: " + digest);
  }
}
