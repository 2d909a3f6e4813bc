package io.zeitgeber.persistence.database;

import io.zeitgeber.participant.enrolment.Account;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Whose account a decision was, as the columns role, organisation and authenticated hold it. */
public final class Accounts {
  private Accounts() {}

  /** Sets the three columns from this parameter on; null: whoever is named is only claimed. */
  public static void set(PreparedStatement to, int first, @Nullable Account account)
      throws SQLException {
    to.setString(first, account == null ? null : account.role());
    to.setString(first + 1, account == null ? null : account.organisation());
    to.setBoolean(first + 2, account != null);
  }

  /** Reads role and organisation from this column on; null where there is no account. */
  public static @Nullable Account read(ResultSet row, int role) throws SQLException {
    String acting = row.getString(role);
    return acting == null ? null : new Account(acting, row.getString(role + 1));
  }
}
