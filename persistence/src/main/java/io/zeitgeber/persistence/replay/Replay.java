package io.zeitgeber.persistence.replay;

import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.persistence.journal.CorruptJournal;
import io.zeitgeber.persistence.journal.PastEntries;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.key.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Takes histories again, participants in parallel, each in its own order. */
public final class Replay {
  private final Histories histories;
  private final Opening opening;
  private final Function<String, Protocol> protocols;
  private final PastEntries past;

  private Replay(
      Histories histories,
      Opening opening,
      Function<String, Protocol> protocols,
      PastEntries past) {
    this.histories = histories;
    this.opening = opening;
    this.protocols = protocols;
    this.past = past;
  }

  /** With the keys that are at hand; {@link Keys#NONE} opens what was never sealed. */
  public static Replay of(Histories histories, Keys keys) {
    PublishedProtocols protocols = new PublishedProtocols(histories);
    PastEntries past =
        new PastEntries((entity, from, to) -> page(histories, entity, from, to)).with(keys);
    return new Replay(histories, Opening.with(protocols, keys, past), protocols, past);
  }

  private static List<StoredEntry> page(
      Histories histories, String entity, long fromSequence, long toSequence) {
    List<StoredEntry> page = new ArrayList<>();
    histories.read(
        entity,
        fromSequence,
        stored -> {
          page.add(stored);
          return stored.sequence() < toSequence;
        });
    return page;
  }

  /** Where the histories are. */
  public Histories histories() {
    return histories;
  }

  /** How entries are opened. */
  public Opening opening() {
    return opening;
  }

  /** Where recalled records are found. */
  public PastEntries past() {
    return past;
  }

  /** By digest. */
  public Function<String, Protocol> protocols() {
    return protocols;
  }

  /** One history. A chain that breaks ends it and is told to the watcher. */
  public <T extends @Nullable Object> T one(String entity, Watcher<T> watcher, Progress progress) {
    Fold fold = new Fold(entity, opening, protocols);
    @Nullable CorruptJournal corrupt = null;
    try {
      histories.read(entity, stored -> see(fold, stored, watcher, progress));
    } catch (CorruptJournal broken) {
      corrupt = broken;
    }
    T result = watcher.end(fold, corrupt);
    progress.participant();
    return result;
  }

  private static boolean see(Fold fold, StoredEntry stored, Watcher<?> watcher, Progress progress) {
    Replayed replayed = fold.next(stored).orElse(null);
    if (replayed == null) {
      return true;
    }
    progress.entry(replayed);
    return watcher.see(replayed);
  }

  /**
   * Many histories.
   *
   * @param watchers makes one for each participant
   * @return in the order of the participants
   */
  public <T> List<T> each(
      List<String> entities, int threads, Function<String, Watcher<T>> watchers, Progress progress)
      throws InterruptedException {
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<T>> running = new ArrayList<>(entities.size());
      for (String entity : entities) {
        running.add(pool.submit(() -> one(entity, watchers.apply(entity), progress)));
      }
      try {
        List<T> results = new ArrayList<>(running.size());
        for (Future<T> each : running) {
          results.add(each.get());
        }
        return results;
      } catch (ExecutionException failed) {
        pool.shutdownNow();
        throw failed.getCause() instanceof RuntimeException cause
            ? cause
            : new IllegalStateException(failed.getCause());
      } catch (InterruptedException interrupted) {
        pool.shutdownNow();
        throw interrupted;
      }
    }
  }
}
