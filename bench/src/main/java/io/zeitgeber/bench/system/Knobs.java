package io.zeitgeber.bench.system;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Settings of the service that are turned for a run, by their keys in its configuration.
 *
 * @param settings values as they stand in the configuration
 * @param durable false: PostgreSQL answers before its log is on disk; for the bench alone
 */
public record Knobs(Map<String, String> settings, boolean durable) {
  /** As it ships. */
  public static final Knobs NONE = new Knobs(Map.of());

  /** As it ships, on a PostgreSQL that promises nothing. */
  public static final Knobs NOT_DURABLE = new Knobs(Map.of(), false);

  /** Keeps the order in which they were given. */
  public Knobs {
    settings = new LinkedHashMap<>(settings);
  }

  /** Settings of the service alone. */
  public Knobs(Map<String, String> settings) {
    this(settings, true);
  }

  /** Before the service connects. */
  void turn(String url) {
    if (durable) {
      return;
    }
    try (Connection connection = DriverManager.getConnection(url, "zeitgeber", "");
        Statement statement = connection.createStatement()) {
      var _ = statement.execute("alter role zeitgeber set synchronous_commit = off");
    } catch (SQLException refused) {
      throw new IllegalStateException("synchronous_commit stays on", refused);
    }
  }

  /** For the configuration file. */
  String text() {
    return settings.entrySet().stream()
        .map(setting -> setting.getKey() + " = " + setting.getValue() + "\n")
        .collect(Collectors.joining());
  }

  @Override
  public String toString() {
    return (settings.isEmpty() ? "default settings" : settings.toString())
        + (durable ? "" : ", synchronous_commit off");
  }
}
