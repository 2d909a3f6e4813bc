package io.zeitgeber.service.query;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.service.query.v1.AlertStanding;
import io.zeitgeber.service.query.v1.AlertState;
import io.zeitgeber.service.query.v1.ListStudyAlertsRequest;
import io.zeitgeber.service.query.v1.ListStudyAlertsResponse;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The alerts of a study where they stand, newest first. */
@SuppressWarnings("InlineFormatString") // statements stand together, by name
final class InboxStore {
  private static final String PREFIX = "ALERT_STATE_";

  /** One row an alert, as people and rules have left it. */
  private static final String NOW = "zeitgeber.alert_inbox";

  /** The same from what had happened until then: once for each of seven times. */
  private static final String THEN =
      """
      (select b.alert, b.study, b.participant, b.site, b.kind, b.device, b.rule, b.channel, b.live,
          b.raised_at, b.triggered_at, b.upload, b.raised, r.event_time as resolved_at,
          k.j ->> 'by' as acknowledged_by, (k.j ->> 'at')::timestamptz as acknowledged_at,
          (s.j ->> 'until')::timestamptz as snoozed_until, g.j ->> 'assignee' as assignee,
          n.j ->> 'note' as note, c.j ->> 'by' as closed_by, (c.j ->> 'at')::timestamptz as closed_at
        from zeitgeber.alert_inbox b
          left join lateral (select event_time from zeitgeber.alerts where alert = b.alert
            and lifecycle = 'resolved'
            and coalesce((json::jsonb ->> 'triggered_at')::timestamptz, event_time) <= ?
            limit 1) r on true
          left join lateral (%1$s and lifecycle = 'acknowledged' %2$s) k on true
          left join lateral (%1$s and lifecycle = 'snoozed' %2$s) s on true
          left join lateral (%1$s and lifecycle = 'assigned' %2$s) g on true
          left join lateral (%1$s and lifecycle = 'closed' %2$s) c on true
          left join lateral (%1$s and json::jsonb ->> 'note' <> '' %2$s) n on true
        where b.triggered_at <= ?)\
      """
          .formatted(
              "select json::jsonb as j from zeitgeber.alerts where alert = b.alert",
              "and (json::jsonb ->> 'at')::timestamptz <= ? order by sequence desc limit 1");

  private static final int TIMES_OF_THEN = 7;

  private static final String PAGE =
      """
      select i.alert, i.raised_at, i.raised, i.resolved_at, i.acknowledged_by, i.acknowledged_at,
        i.snoozed_until, i.assignee, i.note, i.closed_by, i.closed_at, i.upload, i.state,
        p.alert, s.last_received_micros
      from (select *, case
            when closed_at is not null then 'CLOSED'
            when resolved_at is not null then 'RESOLVED'
            when snoozed_until > ? then 'SNOOZED'
            when acknowledged_at is not null then 'ACKNOWLEDGED'
            else 'OPEN' end as state
          from %s inbox) i
        left join lateral (select q.alert from zeitgeber.alert_inbox q
          where q.study = i.study and q.participant = i.participant and q.rule = i.rule
            and q.device is not distinct from i.device and q.alert <> i.alert
            and q.resolved_at between i.raised_at - interval '15 minutes' and i.raised_at
          order by q.resolved_at desc, q.alert limit 1) p on true
        left join lateral (select last_received_micros from zeitgeber.silences
          where study = i.study and participant = i.participant and channel = i.channel
            and ended_micros is null
          order by began_micros desc limit 1) s on i.resolved_at is null and i.closed_at is null
      where i.study = ? and i.raised_at >= ? and i.raised_at < ?%s
        and (i.raised_at, i.alert) < (?, ?)
      order by i.raised_at desc, i.alert desc limit ?\
      """;

  private static final int MOST_SITES = 1_000;

  private final Database database;

  InboxStore(Database database) {
    this.database = database;
  }

  private record Row(Instant raised, AlertStanding alert) {}

  /**
   * A page.
   *
   * @param sites that the list is limited to; null for no limit
   */
  ListStudyAlertsResponse page(ListStudyAlertsRequest request, @Nullable List<String> sites) {
    int size = Asked.page(request.getPageSize());
    Instant now =
        request.hasAsOf() ? Asked.instant(Asked.micros("as_of", request.getAsOf())) : Instant.now();
    List<@Nullable Object> parameters = new ArrayList<>();
    parameters.add(time(now));
    for (int at = 0; request.hasAsOf() && at < TIMES_OF_THEN; at++) {
      parameters.add(time(now));
    }
    parameters.add(Asked.study(request.getStudy()));
    parameters.add(time(Asked.from(request.getRaised())));
    parameters.add(time(Asked.until(request.getRaised())));
    String filters = filters(request, sites, parameters);
    List<String> after = Asked.token("page_token", request.getPageToken(), 2);
    parameters.add(after.isEmpty() ? time(Asked.until(request.getRaised())) : time(place(after)));
    parameters.add(after.isEmpty() ? "~" : after.get(1));
    parameters.add(size + 1);
    String sql = PAGE.formatted(request.hasAsOf() ? THEN : NOW, filters);
    List<Row> page = Rows.of(database, sql, InboxStore::row, parameters.toArray());
    ListStudyAlertsResponse.Builder response =
        ListStudyAlertsResponse.newBuilder().setAsOf(stamp(now));
    page.stream().limit(size).forEach(row -> response.addAlerts(row.alert()));
    if (page.size() > size) {
      Row last = page.get(size - 1);
      String alert = last.alert().getRaised().getAlert();
      response.setNextPageToken(Asked.token(List.of(last.raised().toString(), alert)));
    }
    return response.build();
  }

  private static String filters(
      ListStudyAlertsRequest it, @Nullable List<String> sites, List<@Nullable Object> parameters) {
    StringBuilder where = new StringBuilder();
    if (it.getSitesCount() > 0) {
      if (it.getSitesCount() > MOST_SITES) {
        throw Failures.badField("sites", "expected at most " + MOST_SITES);
      }
      it.getSitesList().forEach(site -> Asked.id("sites", site));
      and(where, "i.site = any (?)", parameters, List.copyOf(it.getSitesList()));
    }
    if (sites != null) {
      and(where, "i.site = any (?)", parameters, sites);
    }
    if (it.getStatesCount() > 0) {
      and(where, "i.state = any (?)", parameters, states(it.getStatesList()));
    }
    String kind = oneOf("kind", it.getKind(), "physiology", "data");
    if (!kind.isEmpty()) {
      and(where, "i.kind = ?", parameters, kind);
    }
    String timeliness = oneOf("timeliness", it.getTimeliness(), "live", "retrospective");
    if (!timeliness.isEmpty()) {
      and(where, "i.live = ?", parameters, timeliness.equals("live"));
    }
    if (!it.getParticipant().isEmpty()) {
      String who = Asked.id("participant", it.getParticipant());
      and(where, "i.participant = ?", parameters, who);
    }
    if (!it.getRule().isEmpty()) {
      and(where, "i.rule = ?", parameters, Asked.id("rule", it.getRule()));
    }
    if (!it.getAlert().isEmpty()) {
      and(where, "i.alert = ?", parameters, Asked.id("alert", it.getAlert()));
    }
    if (it.getUnhandledOnly()) {
      where.append(
          " and i.acknowledged_at is null and i.closed_at is null and i.state <> 'SNOOZED'");
    }
    return where.toString();
  }

  private static void and(
      StringBuilder where, String condition, List<@Nullable Object> parameters, Object value) {
    where.append(" and ").append(condition);
    parameters.add(value);
  }

  private static List<String> states(List<AlertState> asked) {
    List<String> names = new ArrayList<>();
    for (AlertState state : asked) {
      if (state == AlertState.ALERT_STATE_UNSPECIFIED || state == AlertState.UNRECOGNIZED) {
        throw Failures.badField("states", "expected states of alerts");
      }
      names.add(state.name().substring(PREFIX.length()));
    }
    return names;
  }

  private static String oneOf(String field, String text, String one, String other) {
    if (text.isEmpty() || text.equals(one) || text.equals(other)) {
      return text;
    }
    throw Failures.badField(field, "expected " + one + " or " + other);
  }

  private static Instant place(List<String> token) {
    try {
      return Instant.parse(token.getFirst());
    } catch (DateTimeException broken) {
      throw Failures.badField("page_token", "not one that was handed out");
    }
  }

  private static Row row(ResultSet row) throws SQLException {
    AlertStanding.Builder alert =
        AlertStanding.newBuilder()
            .setRaised(AlertMessage.of(row.getString(3)))
            .setState(AlertState.valueOf(PREFIX + row.getString(13).toUpperCase(Locale.ROOT)));
    time(row, 4, alert::setResolvedAt);
    text(row, 5, alert::setAcknowledgedBy);
    time(row, 6, alert::setAcknowledgedAt);
    time(row, 7, alert::setSnoozedUntil);
    text(row, 8, alert::setAssignee);
    text(row, 9, alert::setNote);
    text(row, 10, alert::setClosedBy);
    time(row, 11, alert::setClosedAt);
    text(row, 12, alert::setUpload);
    text(row, 14, alert::setPredecessor);
    long silent = row.getLong(15);
    if (!row.wasNull()) {
      alert.setNoDataSince(StateProto.time(silent));
    }
    return new Row(row.getObject(2, OffsetDateTime.class).toInstant(), alert.build());
  }

  private static void text(ResultSet row, int column, Consumer<String> to) throws SQLException {
    String text = row.getString(column);
    if (text != null) {
      to.accept(text);
    }
  }

  private static void time(ResultSet row, int column, Consumer<Timestamp> to) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    if (time != null) {
      to.accept(stamp(time.toInstant()));
    }
  }

  private static Timestamp stamp(Instant time) {
    return Timestamps.fromMicros(ChronoUnit.MICROS.between(Instant.EPOCH, time));
  }

  private static OffsetDateTime time(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }
}
