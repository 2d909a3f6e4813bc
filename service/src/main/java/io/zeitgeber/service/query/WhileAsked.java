package io.zeitgeber.service.query;

import io.grpc.Context;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.replay.Histories;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;

/**
 * Histories that are read as long as somebody waits for what comes of them: whoever hung up, or set
 * a deadline that has passed, no longer costs anything.
 */
record WhileAsked(Histories all) implements Histories {

  @Override
  public List<String> entities() {
    return all.entities();
  }

  @Override
  public void read(String entity, Predicate<StoredEntry> reader) {
    all.read(entity, asked(reader));
  }

  @Override
  public long read(String entity, long from, Predicate<StoredEntry> reader) {
    return all.read(entity, from, asked(reader));
  }

  @Override
  public Optional<String> protocolText(String digest) {
    return all.protocolText(digest);
  }

  private static Predicate<StoredEntry> asked(Predicate<StoredEntry> reader) {
    return stored -> {
      if (Context.current().isCancelled()) {
        throw new CancellationException();
      }
      return reader.test(stored);
    };
  }
}
