package io.zeitgeber.service.journal;

import io.zeitgeber.persistence.journal.StoredEntry;
import org.jspecify.annotations.Nullable;

/**
 * The event that Pekko carries: one sealed journal entry.
 *
 * @param entry the bytes as stored
 * @param after what the step computed, so that the event handler need not compute it again; never
 *     written, and null when the entry was read back
 */
public record Recorded(StoredEntry entry, @Nullable Object after) {}
