package io.zeitgeber.persistence.timeline;

import io.zeitgeber.participant.clock.ClockPolicy;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.protocol.ResultRules;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.persistence.journal.EntryHeader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes what an enrolment says that reading the timeline needs: zone, days, kinds of devices. */
@SuppressWarnings("InlineFormatString") // statements stand together, by name
final class PeopleTables {
  private static final Map<String, String> FIELDS =
      Map.of("zone", "zone", "from", "from_day", "until", "until_day", "status", "status");

  /** As the fact says it: {@code watch-1 (fitbit) 2026-…/.., phone-1 (phone)}. */
  private static final Pattern DEVICE = Pattern.compile("([^ ,]+) \\(([^)]*)\\)");

  private static final String DEVICES =
      """
      insert into zeitgeber.timeline_devices%s as d
        (study, participant, device, kind, priority, confidence)
      values (?, ?, ?, ?, ?, ?)
      on conflict (study, participant, device)
      do update set kind = excluded.kind, priority = excluded.priority,
        confidence = greatest(d.confidence, excluded.confidence)\
      """;

  /** Confidence of a clock that is good, or trusted. */
  private static final int SURE = 3;

  private final Connection connection;
  private final String suffix;

  /**
   * The running tables, or those beside them.
   *
   * @param suffix what their names end in
   */
  PeopleTables(Connection connection, String suffix) {
    this.connection = connection;
    this.suffix = suffix;
  }

  /** One field that an entry changed, under that entry's protocol. */
  record Change(EntryHeader header, Fact.Enrolled fact, Protocol protocol) {}

  void write(List<Change> changes) throws SQLException {
    for (Change change : changes) {
      @Nullable String column = FIELDS.get(change.fact().field());
      if (column != null) {
        field(change, column);
      } else if (change.fact().field().equals("devices")) {
        devices(change);
      }
    }
  }

  private void field(Change change, String column) throws SQLException {
    @Nullable String after = change.fact().after();
    boolean status = column.equals("status");
    String sql =
        "insert into zeitgeber.timeline_people"
            + suffix
            + " (study, participant, "
            + column
            + ") values (?, ?, coalesce(?, "
            + (status ? "'active'" : "null")
            + ")) on conflict (study, participant) do update set "
            + column
            + " = excluded."
            + column;
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, change.header().study());
      insert.setString(2, change.header().participant());
      insert.setString(3, after == null || !status ? after : after.toLowerCase(Locale.ROOT));
      insert.executeUpdate();
    }
  }

  private static boolean isTrusted(Protocol protocol, String kind) {
    return protocol.timing().clock(kind).source() == ClockPolicy.Source.TRUSTED;
  }

  private void devices(Change change) throws SQLException {
    @Nullable String after = change.fact().after();
    if (after == null) {
      return;
    }
    ResultRules rules = change.protocol().results();
    try (PreparedStatement insert = connection.prepareStatement(DEVICES.formatted(suffix))) {
      Matcher device = DEVICE.matcher(after);
      while (device.find()) {
        insert.setString(1, change.header().study());
        insert.setString(2, change.header().participant());
        insert.setString(3, device.group(1));
        insert.setString(4, device.group(2));
        insert.setInt(
            5, rules.priorities().getOrDefault(device.group(2), ResultRules.USUAL_PRIORITY));
        insert.setInt(6, isTrusted(change.protocol(), device.group(2)) ? SURE : 0);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }
}
