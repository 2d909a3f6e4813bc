package io.zeitgeber.persistence.journal;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How the journal is written.
 *
 * @param maxQueuedBytes callers wait while so much waits to be written
 * @param writers threads, each with a connection of its own
 * @param maxTransactionBytes a transaction takes no further entry beyond it
 * @param maxTransactionRows likewise
 * @param minBackoff first pause after a lost connection; it doubles from there
 * @param maxBackoff longest pause
 */
public record JournalWriterSettings(
    long maxQueuedBytes,
    int writers,
    long maxTransactionBytes,
    int maxTransactionRows,
    Duration minBackoff,
    Duration maxBackoff) {

  public JournalWriterSettings {
    if (maxQueuedBytes < 1 || writers < 1 || maxTransactionBytes < 1 || maxTransactionRows < 1) {
      throw new IllegalArgumentException("the journal's writer needs at least one of everything");
    }
    if (minBackoff.isNegative() || minBackoff.isZero() || maxBackoff.compareTo(minBackoff) < 0) {
      throw new IllegalArgumentException("the journal's back-off must be positive and grow");
    }
  }

  /** Reads the section {@code zeitgeber.journal.writer}. */
  public static JournalWriterSettings of(Config writer) {
    return new JournalWriterSettings(
        writer.getBytes("max-queued"),
        writer.getInt("writers"),
        writer.getBytes("max-transaction"),
        writer.getInt("max-transaction-rows"),
        writer.getDuration("min-backoff"),
        writer.getDuration("max-backoff"));
  }
}
