package io.zeitgeber.persistence.journal;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Entries that become durable together or not at all, and who waits for them. */
record WriteGroup(
    List<StoredEntry> entries, UUID writer, long bytes, CompletableFuture<Void> durable) {

  /** What a row takes beside entity and payload, roughly. */
  private static final int ROW_BYTES = 120;

  static WriteGroup of(List<StoredEntry> entries, UUID writer) {
    long bytes = 0;
    for (StoredEntry entry : entries) {
      bytes += ROW_BYTES + entry.entity().length() + entry.payload().length;
    }
    return new WriteGroup(List.copyOf(entries), writer, bytes, new CompletableFuture<>());
  }
}
