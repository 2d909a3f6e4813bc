package io.zeitgeber.service.security;

import io.zeitgeber.persistence.database.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/** Where participants are enrolled, as the stores have it, looked up again after a second. */
final class StoredSites implements Backing.Sites {
  private static final long KEPT_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int MOST_KEPT = 10_000;
  private static final String SITE =
      "select site from zeitgeber.participants where study = ? and participant = ?";

  private record Found(Optional<Backing.Place> place, long atNanos) {}

  private record Who(String study, String participant) {}

  private final Database database;
  private final Map<Who, Found> found = new ConcurrentHashMap<>();

  StoredSites(DataSource connections) {
    this.database = new Database(connections);
  }

  @Override
  public Optional<Backing.Place> of(String study, String participant) {
    Who who = new Who(study, participant);
    Found known = found.get(who);
    long now = System.nanoTime();
    if (known != null && now - known.atNanos() < KEPT_NANOS) {
      return known.place();
    }
    Found fresh = new Found(look(who), now);
    if (found.size() >= MOST_KEPT) {
      found.values().removeIf(each -> now - each.atNanos() >= KEPT_NANOS);
    }
    if (found.size() < MOST_KEPT) {
      found.put(who, fresh);
    }
    return fresh.place();
  }

  private Optional<Backing.Place> look(Who who) {
    return database.transaction(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(SITE)) {
            select.setString(1, who.study());
            select.setString(2, who.participant());
            try (ResultSet row = select.executeQuery()) {
              return row.next()
                  ? Optional.of(new Backing.Place(Optional.ofNullable(row.getString(1))))
                  : Optional.<Backing.Place>empty();
            }
          }
        });
  }
}
