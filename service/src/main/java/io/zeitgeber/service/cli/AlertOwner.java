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
      "select distinct study || '/' || participant from zeitgeber.alerts"
          + " where alert = ? and participant is not null";
  private static final String OF_DATA = OF + " and kind = 'data'";
  private static final String OF_A_STUDY =
      "select json from zeitgeber.alerts where alert = ? and participant is null"
          + " order by event_time, lifecycle";

  private AlertOwner() {}

  /** {@code study/participant}, or nobody. */
  static List<String> of(DataSource source, String alert) {
    return texts(source, OF, alert);
  }

  /** The same, where the alert is about data; else nobody. */
  static List<String> ofData(DataSource source, String alert) {
    return texts(source, OF_DATA, alert);
  }

  /** What happened to an alert about a study as a whole, as the topic says it; else nothing. */
  static List<String> ofStudy(DataSource source, String alert) {
    return texts(source, OF_A_STUDY, alert);
  }

  private static List<String> texts(DataSource source, String sql, String alert) {
    return new Database(source)
        .transaction(
            connection -> {
              List<String> texts = new ArrayList<>();
              try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setString(1, alert);
                try (ResultSet row = select.executeQuery()) {
                  while (row.next()) {
                    texts.add(row.getString(1));
                  }
                }
              }
              return texts;
            });
  }
}
