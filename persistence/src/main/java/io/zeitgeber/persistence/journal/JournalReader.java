package io.zeitgeber.persistence.journal;

import io.zeitgeber.persistence.database.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** Reads one participant's history, in order. */
public final class JournalReader {
  /** Entries are rarely larger than 8 KB: a page stays in the megabytes. */
  private static final int PAGE_ROWS = 256;

  private static final String PAGE =
      "select "
          + JournalRows.COLUMNS
          + " from zeitgeber.journal j where j.entity = ? and j.sequence between ? and ?"
          + " order by j.sequence limit ?";

  private static final String SCAN =
      "select "
          + JournalRows.COLUMNS
          + " from zeitgeber.journal j where (j.entity, j.sequence) > (?, ?)"
          + " order by j.entity, j.sequence limit ?";

  private static final String HIGHEST =
      "select sequence from zeitgeber.journal where entity = ? order by sequence desc limit 1";

  private static final String DIGEST =
      "select digest from zeitgeber.journal where entity = ? and sequence = ?";

  private final Database database;

  public JournalReader(DataSource dataSource) {
    this.database = new Database(dataSource);
  }

  /**
   * Hands out entries in order, page by page, so that no transaction stays open while they are
   * worked on.
   *
   * @return the sequence after the last one
   * @throws CorruptJournal where an entry is missing from the middle
   */
  public long entries(
      String study, String participant, long fromSequence, Consumer<JournalRow> consumer) {
    String entity = study + "/" + participant;
    long next = fromSequence;
    List<JournalRow> page;
    do {
      page = page(entity, next, Long.MAX_VALUE, PAGE_ROWS);
      for (JournalRow row : page) {
        if (row.entry().sequence() != next) {
          throw new CorruptJournal(entity, next, "the entry is missing, later ones are there");
        }
        consumer.accept(row);
        next++;
      }
    } while (page.size() == PAGE_ROWS);
    return next;
  }

  /** The entries from one sequence to another, both included, up to a limit. */
  public List<JournalRow> page(String entity, long fromSequence, long toSequence, int limit) {
    return database.transaction(
        connection -> {
          List<JournalRow> rows = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(PAGE)) {
            select.setString(1, entity);
            select.setLong(2, fromSequence);
            select.setLong(3, toSequence);
            select.setInt(4, limit);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                rows.add(JournalRows.read(row, 0));
              }
            }
          }
          return rows;
        });
  }

  /**
   * The next entries of the whole journal, participant by participant: everything that was
   * committed before the first page is in some page.
   *
   * @param entity of the last entry that was read; empty for the beginning
   */
  public List<JournalRow> scan(String entity, long sequence, int limit) {
    return database.transaction(
        connection -> {
          List<JournalRow> rows = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(SCAN)) {
            select.setString(1, entity);
            select.setLong(2, sequence);
            select.setInt(3, limit);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                rows.add(JournalRows.read(row, 0));
              }
            }
          }
          return rows;
        });
  }

  /** The sequence of a participant's last entry; 0 where there is none. */
  public long highest(String study, String participant) {
    return database.transaction(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(HIGHEST)) {
            select.setString(1, study + "/" + participant);
            try (ResultSet row = select.executeQuery()) {
              return row.next() ? row.getLong(1) : 0L;
            }
          }
        });
  }

  /** The digest of one entry, to go on from it. */
  public Optional<byte[]> digest(String study, String participant, long sequence) {
    return database.transaction(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(DIGEST)) {
            select.setString(1, study + "/" + participant);
            select.setLong(2, sequence);
            try (ResultSet row = select.executeQuery()) {
              return row.next() ? Optional.of(row.getBytes(1)) : Optional.<byte[]>empty();
            }
          }
        });
  }
}
