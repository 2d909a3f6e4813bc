package io.zeitgeber.persistence.replay;

import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.persistence.journal.CorruptJournal;
import io.zeitgeber.persistence.journal.JournalReader;
import io.zeitgeber.persistence.journal.JournalRow;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.study.ProtocolStore;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.sql.DataSource;

/** The journal in PostgreSQL. Each page is a short transaction, so replay holds nobody up. */
public final class JournalHistories implements Histories {
  private static final int PAGE_ROWS = 256;

  /**
   * A range of generations of the journal: what an archive holds.
   *
   * @param first from 1
   * @param last included
   */
  public record Generations(int first, int last) {
    /** Everything. */
    public static final Generations ALL = new Generations(1, Integer.MAX_VALUE);

    /** Both ends named. */
    public Generations {
      if (first < 1 || last < first) {
        throw new IllegalArgumentException("generations " + first + " to " + last);
      }
    }

    private boolean holds(JournalRow row) {
      int generation = row.position().generation();
      return generation >= first && generation <= last;
    }
  }

  // One look at the index for each participant, however many entries they have.
  private static final String ENTITIES =
      """
      with recursive e as (
        (select entity from zeitgeber.journal order by entity limit 1)
        union all
        select (select j.entity from zeitgeber.journal j where j.entity > e.entity
          order by j.entity limit 1)
        from e where e.entity is not null)
      select entity from e where entity is not null\
      """;

  private final Generations generations;
  private final Database database;
  private final JournalReader reader;
  private final ProtocolStore protocols;

  public JournalHistories(DataSource dataSource) {
    this(dataSource, Generations.ALL);
  }

  /** Only what was written in some generations, in the order in which they followed each other. */
  public JournalHistories(DataSource dataSource, Generations generations) {
    this.generations = generations;
    this.database = new Database(dataSource);
    this.reader = new JournalReader(dataSource);
    this.protocols = new ProtocolStore(dataSource);
  }

  @Override
  public List<String> entities() {
    return database.transaction(
        connection -> {
          List<String> entities = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(ENTITIES);
              ResultSet row = select.executeQuery()) {
            while (row.next()) {
              entities.add(row.getString(1));
            }
          }
          return entities;
        });
  }

  @Override
  public void read(String entity, Predicate<StoredEntry> each) {
    read(entity, 1, each);
  }

  @Override
  public long read(String entity, long from, Predicate<StoredEntry> each) {
    long next = from;
    List<JournalRow> page;
    do {
      page = reader.page(entity, next, Long.MAX_VALUE, PAGE_ROWS);
      for (JournalRow row : page) {
        if (row.entry().sequence() != next) {
          throw new CorruptJournal(entity, next, "the entry is missing, later ones are there");
        }
        next++;
        if (generations.holds(row) && !each.test(row.entry())) {
          return next;
        }
      }
    } while (page.size() == PAGE_ROWS);
    return next;
  }

  @Override
  public Optional<String> protocolText(String digest) {
    return protocols.text(digest);
  }
}
