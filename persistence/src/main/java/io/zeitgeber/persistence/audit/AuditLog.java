package io.zeitgeber.persistence.audit;

import io.zeitgeber.persistence.database.Database;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What was verified, anchored, replayed and certified so far. Rows are only ever added. */
public final class AuditLog {
  /** More words than anyone reads; the count says the same. */
  private static final int MOST_FOUND = 20;

  private static final String COLUMNS =
      "audit, what, at, scope, participants, entries, findings, found, sha256, public_key";

  private static final String ADD =
      """
      insert into zeitgeber.audits
        (what, scope, participants, entries, findings, found, sha256, public_key)
      values (?, ?, ?, ?, ?, ?, ?, ?)\
      """;

  private static final String PAGE =
      "select "
          + COLUMNS
          + " from zeitgeber.audits where what = ? and audit < ? order by audit desc limit ?";

  /** The newest look at each scope, as far as it found something. */
  private static final String TROUBLES =
      "select * from (select distinct on (scope, what) "
          + COLUMNS
          + """
           from zeitgeber.audits
            where what in ('verified', 'replayed') order by scope, what, audit desc) newest
          where findings > 0 and not exists (select from zeitgeber.audits later
            where later.what = newest.what and later.audit > newest.audit and later.findings = 0
              and (later.scope = '' or newest.scope like later.scope || '/%'))
          order by audit desc limit 100\
          """;

  private final Database database;

  public AuditLog(DataSource dataSource) {
    this.database = new Database(dataSource);
  }

  /** Notes that somebody looked; the database says when. */
  public void add(Audit audit) {
    database.<@Nullable Void>transaction(
        connection -> {
          try (PreparedStatement insert = connection.prepareStatement(ADD)) {
            insert.setString(1, audit.what().name().toLowerCase(Locale.ROOT));
            insert.setString(2, audit.scope());
            insert.setLong(3, audit.participants());
            insert.setLong(4, audit.entries());
            insert.setLong(5, audit.findings());
            Object[] found = audit.found().stream().limit(MOST_FOUND).toArray();
            insert.setArray(6, connection.createArrayOf("text", found));
            insert.setString(7, audit.sha256());
            insert.setString(8, audit.publicKey());
            insert.executeUpdate();
            return null;
          }
        });
  }

  /**
   * Newest first.
   *
   * @param before the number of the last one seen; {@link Long#MAX_VALUE} for the newest
   */
  public List<Audit> page(Audit.What what, long before, int size) {
    return database.transaction(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(PAGE)) {
            select.setString(1, what.name().toLowerCase(Locale.ROOT));
            select.setLong(2, before);
            select.setInt(3, size);
            return read(select);
          }
        });
  }

  /** When it was done last. */
  public Optional<Instant> last(Audit.What what) {
    return page(what, Long.MAX_VALUE, 1).stream().findFirst().map(Audit::at);
  }

  /** What was found and has not been found well since, by the same way of looking. */
  public List<Audit> troubles() {
    return database.transaction(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(TROUBLES)) {
            return read(select);
          }
        });
  }

  private static List<Audit> read(PreparedStatement select) throws SQLException {
    List<Audit> audits = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        Array found = row.getArray(8);
        audits.add(
            new Audit(
                row.getLong(1),
                Audit.What.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                row.getObject(3, OffsetDateTime.class).toInstant(),
                row.getString(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                List.of((String[]) found.getArray()),
                row.getString(9),
                row.getString(10)));
      }
    }
    return audits;
  }
}
