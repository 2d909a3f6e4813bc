package io.zeitgeber.persistence.projection;

import io.zeitgeber.persistence.journal.EntryFacts;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Tables that are made of the journal's facts alone, and how. */
public interface Rebuilding {
  /** Beside each table there is one of the same columns whose name ends so. */
  String SUFFIX = "_rebuilt";

  /** The tables, and what is compared of them. */
  List<Compared> tables();

  /** Writes what some entries say into the tables beside the running ones. */
  void write(Connection connection, List<EntryFacts> entries) throws SQLException;

  /**
   * A table.
   *
   * @param columns what is compared, as a select list; the first names the row in words
   */
  record Compared(String table, String columns) {}
}
