package io.zeitgeber.service.query;

import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.persistence.ledger.Balance;
import io.zeitgeber.persistence.ledger.LedgerCounts;
import io.zeitgeber.service.query.v1.ClockConfidence;
import io.zeitgeber.service.query.v1.GetLagResponse;
import io.zeitgeber.service.query.v1.GetQualityRequest;
import io.zeitgeber.service.query.v1.GetQualityResponse;
import io.zeitgeber.service.query.v1.ListParticipantsRequest;
import io.zeitgeber.service.query.v1.ListParticipantsResponse;
import io.zeitgeber.service.query.v1.ParticipantSummary;
import io.zeitgeber.service.security.Caller;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Lists and counts over all participants, as the stores have them. */
final class CohortStore {
  private static final String OPEN =
      """
      a.study = p.study and a.participant = p.participant and a.resolved_at is null
        and a.closed_at is null\
      """;

  private static final String PARTICIPANTS =
      """
      select p.participant, p.site, p.status, p.last_received_micros,
        (select count(*) from zeitgeber.alert_inbox a where %1$s),
        d.battery, d.until,
        (select c.confidence from zeitgeber.timeline_devices c
          where c.study = p.study and c.participant = p.participant
          order by array_position(array[1, 0, 2, 3], c.confidence::int) limit 1)
      from zeitgeber.participants p cross join lateral (
        select max(n.start) + interval '1 minute' as until,
          (array_agg(n.mean order by n.start desc) filter (where l.channel = 'battery'))[1] as battery
        from zeitgeber.timeline_lanes l cross join lateral (
          select w.start, w.mean from zeitgeber.windows w
          where w.study = l.study and w.participant = l.participant and w.device = l.device
            and w.channel = l.channel and w.size_s = 60
          order by w.start desc limit 1) n
        where l.study = p.study and l.participant = p.participant and l.rule = '') d
      where p.study = ? and p.participant > ? and (?::text is null or p.site = ?)
        and (?::text[] is null or p.site = any(?))
        and (not ? or exists (select from zeitgeber.silences s
          where s.study = p.study and s.participant = p.participant and s.ended_micros is null))
        and (not ? or exists (select from zeitgeber.alert_inbox a where %1$s))
        and (not ? or exists (select from zeitgeber.alert_inbox a where a.rule = 'low-wear' and %1$s))
      order by p.participant
      limit ?\
      """
          .formatted(OPEN);

  private static final String HELD =
      """
      select q.reason, count(*), p.site
      from zeitgeber.quarantine q left join zeitgeber.participants p
        on (p.study, p.participant) = (q.study, q.participant)
      where (? = '' or q.study = ?) and (?::text is null or p.site = ?)
      group by q.reason, p.site order by 2 desc, 1, 3 limit 1000\
      """;

  private static final String LATENESS =
      """
      select channel, sum(late)::bigint, sum(resent)::bigint, sum(revised)::bigint,
        sum(withdrawn)::bigint, sum(overlapping)::bigint, sum(too_late)::bigint,
        sum(deferred)::bigint
      from zeitgeber.corrections where ? = '' or study = ?
      group by channel order by channel limit 1000\
      """;

  private static final String CLOCKS =
      """
      select d.confidence, count(*), coalesce(sum(s.steps), 0)::bigint
      from zeitgeber.timeline_devices d left join (
        select study, participant, device, count(*) as steps from zeitgeber.timeline_clocks
        where kind = 'stepped' and (? = '' or study = ?) group by 1, 2, 3) s
        using (study, participant, device)
      where ? = '' or d.study = ? group by d.confidence order by d.confidence\
      """;

  /**
   * Of a topic that was made anew the id that was adopted last: the other's offsets are history.
   */
  private static final String NEXT =
      """
      select distinct on (l.topic, l.partition) l.topic, l.partition,
        coalesce((select max(r.next) from zeitgeber.receipts r
          where r.cluster = l.cluster and r.topic_id = l.topic_id and r.partition = l.partition
            and r.first >= l.next), l.next)
      from zeitgeber.ledger_received l left join zeitgeber.topics t using (cluster, topic_id)
      where l.topic <> ''
      order by l.topic, l.partition, t.adopted_at desc nulls last\
      """;

  private static final String UNCOUNTED =
      """
      select exists (select from zeitgeber.sink_positions p cross join lateral (
        select from zeitgeber.journal e
        where e.slice = p.slice and (e.generation, e.committed_in, e.ordering)
          > (p.generation, p.committed_in, p.ordering) limit 1) n
      where p.sink = 'postgres')\
      """;

  private static final String NEWEST =
      "select max(last_received_micros) from zeitgeber.participants";

  private final Sources sources;
  private final Database database;

  CohortStore(Sources sources) {
    this.sources = sources;
    this.database = new Database(sources.database());
  }

  ListParticipantsResponse participants(ListParticipantsRequest request) {
    int size = Asked.page(request.getPageSize());
    String study = Asked.study(request.getStudy());
    @Nullable String site = request.hasSite() ? Asked.id("site", request.getSite()) : null;
    @Nullable List<String> sites = Caller.current().sites();
    List<String> after = Asked.token("page_token", request.getPageToken(), 1);
    List<ParticipantSummary> page =
        Rows.of(
            database,
            PARTICIPANTS,
            row -> summary(study, row),
            study,
            after.isEmpty() ? "" : after.getFirst(),
            site,
            site,
            sites,
            sites,
            request.getSilent(),
            request.getAlerting(),
            request.getLowWear(),
            size + 1);
    ListParticipantsResponse.Builder response = ListParticipantsResponse.newBuilder();
    List<ParticipantSummary> shown = page.stream().limit(size).toList();
    Map<String, List<Double>> worn =
        new AdherenceStore(sources)
            .lastWeek(study, shown.stream().map(each -> each.getId().getParticipant()).toList());
    for (ParticipantSummary each : shown) {
      response.addParticipants(
          each.toBuilder()
              .addAllWornHours(worn.getOrDefault(each.getId().getParticipant(), List.of())));
    }
    if (page.size() > size) {
      response.setNextPageToken(Asked.token(List.of(page.get(size - 1).getId().getParticipant())));
    }
    return response.build();
  }

  private static ParticipantSummary summary(String study, ResultSet row) throws SQLException {
    ParticipantSummary.Builder summary =
        ParticipantSummary.newBuilder()
            .setId(StateProto.id(study, row.getString(1)))
            .setStatus(row.getString(3))
            .setClock(ClockConfidence.CLOCK_CONFIDENCE_UNSPECIFIED)
            .setOpenAlerts(row.getInt(5));
    String site = row.getString(2);
    if (site != null) {
      summary.setSite(site);
    }
    long received = row.getLong(4);
    if (!row.wasNull()) {
      summary.setLastSync(StateProto.time(received));
    }
    double battery = row.getDouble(6);
    if (!row.wasNull()) {
      summary.setBatteryPercent(battery);
    }
    OffsetDateTime data = row.getObject(7, OffsetDateTime.class);
    if (data != null) {
      summary.setLastData(
          StateProto.time(ChronoUnit.MICROS.between(Instant.EPOCH, data.toInstant())));
    }
    int clock = row.getInt(8);
    if (!row.wasNull()) {
      summary.setClock(clock(clock));
    }
    return summary.build();
  }

  /** As {@code timeline_devices} ranks them. */
  private static ClockConfidence clock(int rank) {
    return switch (rank) {
      case 1 -> ClockConfidence.CLOCK_CONFIDENCE_SUSPECT;
      case 2 -> ClockConfidence.CLOCK_CONFIDENCE_COARSE;
      case 3 -> ClockConfidence.CLOCK_CONFIDENCE_GOOD;
      default -> ClockConfidence.CLOCK_CONFIDENCE_NONE;
    };
  }

  GetQualityResponse quality(GetQualityRequest request) {
    String study = request.getStudy().isEmpty() ? "" : Asked.study(request.getStudy());
    GetQualityResponse.Builder response =
        GetQualityResponse.newBuilder().setRepeatedDeliveries(sources.repeated().getAsLong());
    for (Balance each : new LedgerCounts(sources.database()).balance()) {
      response.addPartitions(
          GetQualityResponse.Partition.newBuilder()
              .setTopic(each.topic())
              .setPartition(each.partition())
              .setReceived(each.received())
              .setJournaled(each.journaled())
              .setQuarantined(each.quarantined())
              .setObserved(each.observed())
              .setRefused(each.refused())
              .setBalances(each.balances()));
    }
    Rows.of(database, UNCOUNTED, row -> !row.getBoolean(1)).forEach(response::setCounted);
    @Nullable String site = request.hasSite() ? Asked.id("site", request.getSite()) : null;
    Rows.of(database, HELD, CohortStore::held, study, study, site, site)
        .forEach(response::addHeldBack);
    Rows.of(database, LATENESS, CohortStore::lateness, study, study).forEach(response::addLateness);
    Rows.of(
            database,
            CLOCKS,
            row ->
                GetQualityResponse.Clocks.newBuilder()
                    .setConfidence(clock(row.getInt(1)))
                    .setDevices(row.getLong(2))
                    .setSteps(row.getLong(3))
                    .build(),
            study,
            study,
            study,
            study)
        .forEach(response::addClocks);
    return response.build();
  }

  private static GetQualityResponse.Held held(ResultSet row) throws SQLException {
    GetQualityResponse.Held.Builder held =
        GetQualityResponse.Held.newBuilder().setReason(row.getString(1)).setRecords(row.getLong(2));
    String site = row.getString(3);
    return site == null ? held.build() : held.setSite(site).build();
  }

  private static GetQualityResponse.Lateness lateness(ResultSet row) throws SQLException {
    return GetQualityResponse.Lateness.newBuilder()
        .setChannel(row.getString(1))
        .setLate(row.getLong(2))
        .setResent(row.getLong(3))
        .setRevised(row.getLong(4))
        .setWithdrawn(row.getLong(5))
        .setOverlapping(row.getLong(6))
        .setTooLate(row.getLong(7))
        .setDeferred(row.getLong(8))
        .build();
  }

  private record Place(TopicPartition partition, long next) {}

  GetLagResponse lag() throws InterruptedException {
    List<Place> read =
        Rows.of(
            database,
            NEXT,
            row -> new Place(new TopicPartition(row.getString(1), row.getInt(2)), row.getLong(3)));
    Map<TopicPartition, ListOffsetsResultInfo> ends = ends(read);
    GetLagResponse.Builder response = GetLagResponse.newBuilder();
    for (Place place : read) {
      ListOffsetsResultInfo end = ends.get(place.partition());
      if (end != null) {
        response.addPartitions(
            GetLagResponse.Partition.newBuilder()
                .setTopic(place.partition().topic())
                .setPartition(place.partition().partition())
                .setLag(Math.max(0, end.offset() - place.next())));
      }
    }
    Rows.of(database, NEWEST, row -> row.getObject(1, Long.class)).stream()
        .filter(java.util.Objects::nonNull)
        .forEach(micros -> response.setNewestReceived(StateProto.time(micros)));
    return response.build();
  }

  private Map<TopicPartition, ListOffsetsResultInfo> ends(List<Place> read)
      throws InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    read.forEach(place -> wanted.put(place.partition(), OffsetSpec.latest()));
    try {
      return sources
          .admin()
          .listOffsets(wanted)
          .all()
          .get(Calls.left().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException away) {
      throw Failures.unavailable("Kafka does not answer");
    }
  }
}
