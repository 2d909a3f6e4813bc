package io.zeitgeber.persistence.erasure;

import io.zeitgeber.participant.enrolment.Account;
import io.zeitgeber.persistence.database.Accounts;
import io.zeitgeber.persistence.database.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Who must not be erased for now, because a law or a court says so. Rows are only ever added. */
public final class LegalHolds {
  private static final String ADD =
      """
      insert into zeitgeber.legal_holds
        (study, participant, held, by, reason, role, organisation, authenticated)
      values (?, ?, ?, ?, ?, ?, ?, ?)\
      """;

  /** The newest word on the participant, and the newest on the study; either is enough. */
  private static final String IN_FORCE =
      """
      select held, reason, by from (
        (select held, reason, by from zeitgeber.legal_holds
          where study = ? and participant = ? order by hold desc limit 1)
        union all
        (select held, reason, by from zeitgeber.legal_holds
          where study = ? and participant is null order by hold desc limit 1)) newest
      where held\
      """;

  private final Database database;

  public LegalHolds(DataSource dataSource) {
    this.database = new Database(dataSource);
  }

  /** Says that a hold begins or ends; by is as claimed. */
  public void say(
      String study, Optional<String> participant, boolean held, String by, String reason) {
    say(study, participant, held, by, reason, null);
  }

  /**
   * Says that a hold begins or ends.
   *
   * @param participant empty for the whole study
   * @param account that proves who; null where it is only claimed
   */
  public void say(
      String study,
      Optional<String> participant,
      boolean held,
      String by,
      String reason,
      @Nullable Account account) {
    database.<@Nullable Void>transaction(
        connection -> {
          try (PreparedStatement insert = connection.prepareStatement(ADD)) {
            insert.setString(1, study);
            insert.setString(2, participant.orElse(null));
            insert.setBoolean(3, held);
            insert.setString(4, by);
            insert.setString(5, reason);
            Accounts.set(insert, 6, account);
            insert.executeUpdate();
          }
          return null;
        });
  }

  /** Why a participant must not be erased now, and who said so; nothing where they may be. */
  public List<String> inForce(String study, String participant) {
    return database.transaction(
        connection -> {
          List<String> reasons = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(IN_FORCE)) {
            select.setString(1, study);
            select.setString(2, participant);
            select.setString(3, study);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                reasons.add(row.getString(2) + " (" + row.getString(3) + ")");
              }
            }
          }
          return reasons;
        });
  }
}
