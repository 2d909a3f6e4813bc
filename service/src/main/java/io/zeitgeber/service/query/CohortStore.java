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
        (select w.mean from zeitgeber.windows w
          where w.study = p.study and w.participant = p.participant and w.channel = 'battery'
            and w.size_s = 60
          order by w.start desc limit 1)
      from zeitgeber.participants p
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
      select reason, count(*) from zeitgeber.quarantine
      where ? = '' or study = ?
      group by reason order by 2 desc, 1 limit 200\
      """;

  private static final String NEXT =
      """
      select topic, partition, max(next) from zeitgeber.ledger_received
      group by topic, partition order by 1, 2\
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
    page.stream().limit(size).forEach(response::addParticipants);
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
      summary.setLastData(StateProto.time(received));
    }
    double battery = row.getDouble(6);
    if (!row.wasNull()) {
      summary.setBatteryPercent(battery);
    }
    return summary.build();
  }

  GetQualityResponse quality(GetQualityRequest request) {
    String study = request.getStudy().isEmpty() ? "" : Asked.study(request.getStudy());
    GetQualityResponse.Builder response = GetQualityResponse.newBuilder();
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
    Rows.of(
            database,
            HELD,
            row ->
                GetQualityResponse.Held.newBuilder()
                    .setReason(row.getString(1))
                    .setRecords(row.getLong(2))
                    .build(),
            study,
            study)
        .forEach(response::addHeldBack);
    return response.build();
  }

  private record Place(TopicPartition partition, long next) {}

  GetLagResponse lag() throws InterruptedException {
    var _ = new LedgerCounts(sources.database()).balance(); // sums the receipts up to now
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
