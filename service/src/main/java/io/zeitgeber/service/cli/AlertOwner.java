package io.zeitgeber.service.cli;

import io.zeitgeber.persistence.database.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Whose alert it is: nothing but a hint where to look in the journal. */
final class AlertOwner {
  private static final String OF =
      "select distinct study || '/' || participant from zeitgeber.alerts where alert = ?";

  private AlertOwner() {}

  /** {@code study/participant}, or nobody. */
  static List<String> of(DataSource source, String alert) {
    return new Database(source)
        .transaction(
            connection -> {
              List<String> owners = new ArrayList<>();
              try (PreparedStatement select = connection.prepareStatement(OF)) {
                select.setString(1, alert);
                try (ResultSet row = select.executeQuery()) {
                  while (row.next()) {
                    owners.add(row.getString(1));
                  }
                }
              }
              return owners;
            });
  }
}
