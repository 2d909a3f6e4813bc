package io.zeitgeber.service.journal;

import io.zeitgeber.persistence.journal.JournalReader;
import io.zeitgeber.persistence.journal.JournalWriter;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.recovery.Recoveries;
import java.util.function.Consumer;
import org.apache.pekko.actor.setup.Setup;

/**
 * Hands this node's journal to the plugin, which Pekko makes by reflection.
 *
 * @see EntryJournalDao
 */
public final class JournalSetup extends Setup {
  private final JournalWriter writer;
  private final JournalReader reader;
  private final Recoveries recoveries;
  private final Consumer<StoredEntry> durable;

  /**
   * @param durable told of each entry once it is durable; must return at once
   */
  public JournalSetup(
      JournalWriter writer,
      JournalReader reader,
      Recoveries recoveries,
      Consumer<StoredEntry> durable) {
    this.recoveries = recoveries;
    this.writer = writer;
    this.reader = reader;
    this.durable = durable;
  }

  JournalWriter writer() {
    return writer;
  }

  JournalReader reader() {
    return reader;
  }

  Recoveries recoveries() {
    return recoveries;
  }

  Consumer<StoredEntry> durable() {
    return durable;
  }
}
