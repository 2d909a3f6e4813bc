package io.zeitgeber.persistence.erasure;

import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.persistence.journal.ErasureEntry;
import io.zeitgeber.persistence.key.DataKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Erases participants, as the owner of the tables: destroys the key, ends the chain with an entry
 * that says so, and removes what tables hold. All of it, or nothing; again, it changes nothing.
 */
public final class Erasing {
  private static final String TOMBSTONE =
      """
      insert into zeitgeber.erasures (entity, by, approvers, reason, erased_at)
      values (?, ?, ?, ?, ?) on conflict (entity) do nothing\
      """;

  private static final String AFTER =
      "select erasure, entity from zeitgeber.erasures where erasure > ? order by erasure";

  private final Database owner;
  private final String code;
  private final DataKey instance;
  private final Function<String, Protocol> protocols;

  /**
   * @param code version of this code, as it is to stand in the entries
   * @param instance the instance's key, which seals the erasure itself
   * @param protocols by digest
   */
  public Erasing(
      DataSource owner, String code, DataKey instance, Function<String, Protocol> protocols) {
    this.owner = new Database(owner);
    this.code = code;
    this.instance = instance;
    this.protocols = protocols;
  }

  /** Erases one; whether the journal says so only now. */
  public boolean apply(Erasure erasure) {
    return owner.transaction(
        connection -> {
          tombstone(connection, erasure);
          boolean now =
              ErasureEntry.append(
                  connection, code, instance, protocols, erasure.entity(), erasure::input);
          sweep(connection, erasure.entity());
          return now;
        });
  }

  private static void tombstone(Connection connection, Erasure erasure) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(TOMBSTONE)) {
      insert.setString(1, erasure.entity());
      insert.setString(2, erasure.by());
      insert.setArray(3, connection.createArrayOf("text", erasure.approvers().toArray()));
      insert.setString(4, erasure.reason());
      insert.setTimestamp(
          5, Timestamp.from(Instant.EPOCH.plus(erasure.erasedMicros(), ChronoUnit.MICROS)));
      insert.executeUpdate();
    }
  }

  private static void sweep(Connection connection, String entity) throws SQLException {
    try (PreparedStatement sweep =
        connection.prepareStatement("select zeitgeber.sweep_erased(?)")) {
      sweep.setString(1, entity);
      sweep.execute();
    }
  }

  /**
   * Who was erased since.
   *
   * @param after the last erasure that is known; 0 for all
   * @return entity by erasure, ascending
   */
  public static Map<Long, String> since(DataSource service, long after) {
    return new Database(service)
        .transaction(
            connection -> {
              Map<Long, String> since = new LinkedHashMap<>();
              try (PreparedStatement select = connection.prepareStatement(AFTER)) {
                select.setLong(1, after);
                try (ResultSet row = select.executeQuery()) {
                  while (row.next()) {
                    since.put(row.getLong(1), row.getString(2));
                  }
                }
              }
              return since;
            });
  }

  /**
   * A table that holds something of a participant.
   *
   * @param becomes what an erasure makes of it
   */
  public record Copy(String where, long rows, String becomes) {}

  /** What the database holds of a participant, table by table. */
  public static List<Copy> copies(DataSource service, String study, String participant) {
    return new Database(service)
        .transaction(
            connection -> {
              List<Copy> copies = new ArrayList<>();
              for (Table table : tables(connection)) {
                copies.add(copy(connection, table, study, participant));
              }
              return copies;
            });
  }

  /**
   * A table that names participants.
   *
   * @param byEntity by one column rather than by study and participant
   * @param onlyAdded its rows are never removed, by nobody
   */
  private record Table(String name, boolean byEntity, boolean onlyAdded) {}

  private static List<Table> tables(Connection connection) throws SQLException {
    List<Table> tables = new ArrayList<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                select table_name, bool_or(column_name = 'entity'), exists (
                  select from pg_trigger where tgname = 'only_added'
                    and tgrelid = format('zeitgeber.%I', table_name)::regclass)
                from information_schema.columns c
                join information_schema.tables t using (table_schema, table_name)
                where table_schema = 'zeitgeber' and column_name in ('entity', 'participant')
                  and t.table_type = 'BASE TABLE'
                group by table_name order by table_name\
                """);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        tables.add(new Table(row.getString(1), row.getBoolean(2), row.getBoolean(3)));
      }
    }
    return tables;
  }

  private static Copy copy(
      Connection connection, Table table, String study, String participant) throws SQLException {
    String sql =
        "select count(*) from zeitgeber."
            + table.name()
            + (table.byEntity() ? " where entity = ?" : " where study = ? and participant = ?");
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, table.byEntity() ? study + "/" + participant : study);
      if (!table.byEntity()) {
        select.setString(2, participant);
      }
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return new Copy("table " + table.name(), row.getLong(1), becomes(table));
      }
    }
  }

  private static String becomes(Table table) {
    return switch (table.name()) {
      case "journal" ->
          "stays, and can't be read again: its key is destroyed; headers keep origins";
      case "participant_keys" -> "deleted: the key is destroyed";
      case "quarantine" -> "bytes and detail deleted; origin, reason and length stay";
      case "participants" -> "status erased; site and times deleted";
      case "erasures", "erasure_proposals", "legal_holds" -> "stays: who decided what and why";
      case "access_log" -> "stays: who saw and changed what; it holds nothing that was measured";
      case "readmissions", "readmissions_done" ->
          "stays: which records were let in again, by whom and why";
      default -> table.onlyAdded() ? "stays: its rows are only added to" : "deleted";
    };
  }
}
