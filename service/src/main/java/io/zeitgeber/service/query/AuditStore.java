package io.zeitgeber.service.query;

import io.zeitgeber.persistence.audit.Audit;
import io.zeitgeber.persistence.audit.AuditLog;
import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.persistence.database.Horizon;
import io.zeitgeber.persistence.ledger.Balance;
import io.zeitgeber.persistence.ledger.LedgerCounts;
import io.zeitgeber.persistence.ledger.SinkCounts;
import io.zeitgeber.service.query.v1.Anchor;
import io.zeitgeber.service.query.v1.CertificateSummary;
import io.zeitgeber.service.query.v1.ChainTrouble;
import io.zeitgeber.service.query.v1.GetChainStatusResponse;
import io.zeitgeber.service.query.v1.GetLedgerResponse;
import io.zeitgeber.service.query.v1.ListAnchorsRequest;
import io.zeitgeber.service.query.v1.ListAnchorsResponse;
import io.zeitgeber.service.query.v1.ListCertificatesRequest;
import io.zeitgeber.service.query.v1.ListCertificatesResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What the database knows of the journal as a whole. */
final class AuditStore {
  /** A history has no gaps, so its last sequence is its length. */
  private static final String SIZE =
      """
      with recursive e as (
        (select entity from zeitgeber.journal order by entity, sequence limit 1)
        union all
        select (select j.entity from zeitgeber.journal j where j.entity > e.entity
          order by j.entity, j.sequence limit 1)
        from e where e.entity is not null)
      select count(*), coalesce(sum((select j.sequence from zeitgeber.journal j
        where j.entity = e.entity order by j.sequence desc limit 1)), 0)::bigint
      from e where entity is not null\
      """;

  private static final String HALTED =
      """
      select q.study, q.participant, count(*), min(q.written_at)
      from zeitgeber.quarantine q
      where q.reason = 'PARTICIPANT_HALTED' and q.participant is not null
        and not exists (select from zeitgeber.readmissions r
          where (r.topic_id, r.partition, r."offset", r.index)
              = (q.topic_id, q.partition, q."offset", q.index))
      group by 1, 2 order by 4 limit 100\
      """;

  private static final String READMISSIONS =
      """
      select (select count(*) from zeitgeber.readmissions_done),
        (select count(*) from zeitgeber.readmissions) - (select count(*) from zeitgeber.readmissions_done)\
      """;

  /** A transaction older than this holds alerts and tables back. */
  private static final long HORIZON_MICROS = 10_000_000;

  private final Database database;
  private final AuditLog log;
  private final LedgerCounts ledger;
  private final SinkCounts sinks;
  private final Horizon horizon;

  AuditStore(Sources sources) {
    database = new Database(sources.database());
    log = new AuditLog(sources.database());
    ledger = new LedgerCounts(sources.database());
    sinks = new SinkCounts(sources.database());
    horizon = new Horizon(sources.database());
  }

  GetChainStatusResponse chains() {
    GetChainStatusResponse.Builder status =
        Rows.of(
                database,
                SIZE,
                row ->
                    GetChainStatusResponse.newBuilder()
                        .setParticipants(row.getLong(1))
                        .setEntries(row.getLong(2)))
            .getFirst();
    log.last(Audit.What.VERIFIED)
        .or(() -> log.last(Audit.What.REPLAYED))
        .ifPresent(at -> status.setLastVerified(StateProto.time(micros(at))));
    log.last(Audit.What.ANCHORED)
        .ifPresent(at -> status.setLastAnchored(StateProto.time(micros(at))));
    log.troubles().forEach(audit -> status.addAllTroubles(troubles(audit)));
    status.addAllTroubles(halted());
    horizon
        .holder()
        .filter(holder -> holder.ageMicros() > HORIZON_MICROS)
        .ifPresent(holder -> status.addTroubles(heldBack(holder)));
    return status.build();
  }

  private static List<ChainTrouble> troubles(Audit audit) {
    String kind = audit.what() == Audit.What.VERIFIED ? "TAMPERING" : "DIFFERENCE";
    return audit.found().stream()
        .map(
            sentence ->
                ChainTrouble.newBuilder()
                    .setKind(kind)
                    .setSentence(sentence)
                    .setSince(StateProto.time(micros(audit.at())))
                    .build())
        .toList();
  }

  private List<ChainTrouble> halted() {
    return Rows.of(
        database,
        HALTED,
        row ->
            ChainTrouble.newBuilder()
                .setKind("HALTED")
                .setId(StateProto.id(row.getString(1), row.getString(2)))
                .setSentence(
                    row.getLong(3)
                        + " records wait in the quarantine until the participant is repaired")
                .setSince(StateProto.time(micros(row.getTimestamp(4).toInstant())))
                .build());
  }

  private static ChainTrouble heldBack(Horizon.Holder holder) {
    return ChainTrouble.newBuilder()
        .setKind("HORIZON")
        .setSentence(
            "alerts and tables wait for a transaction of "
                + holder.role()
                + ", "
                + holder.what()
                + ", open for "
                + holder.ageMicros() / 1_000_000
                + " s")
        .setSince(StateProto.time(micros(Instant.now()) - holder.ageMicros()))
        .build();
  }

  ListAnchorsResponse anchors(ListAnchorsRequest request) {
    int size = Asked.page(request.getPageSize());
    List<Audit> page = page(Audit.What.ANCHORED, request.getPageToken(), size);
    ListAnchorsResponse.Builder response = ListAnchorsResponse.newBuilder();
    for (Audit audit : page.subList(0, Math.min(size, page.size()))) {
      response.addAnchors(
          Anchor.newBuilder()
              .setAt(StateProto.time(micros(audit.at())))
              .setParticipants(audit.participants())
              .setSha256(orEmpty(audit.sha256()))
              .setPublicKey(orEmpty(audit.publicKey())));
    }
    return page.size() <= size
        ? response.build()
        : response.setNextPageToken(next(page, size)).build();
  }

  ListCertificatesResponse certificates(ListCertificatesRequest request) {
    int size = Asked.page(request.getPageSize());
    List<Audit> page = page(Audit.What.CERTIFIED, request.getPageToken(), size);
    ListCertificatesResponse.Builder response = ListCertificatesResponse.newBuilder();
    for (Audit audit : page.subList(0, Math.min(size, page.size()))) {
      response.addCertificates(
          CertificateSummary.newBuilder()
              .setMadeAt(StateProto.time(micros(audit.at())))
              .setScope(audit.scope())
              .setParticipants(audit.participants())
              .setEntries(audit.entries())
              .setFindings(audit.findings())
              .setSha256(orEmpty(audit.sha256()))
              .setPublicKey(orEmpty(audit.publicKey())));
    }
    return page.size() <= size
        ? response.build()
        : response.setNextPageToken(next(page, size)).build();
  }

  private List<Audit> page(Audit.What what, String token, int size) {
    List<String> after = Asked.token("page_token", token, 1);
    try {
      long before = after.isEmpty() ? Long.MAX_VALUE : Long.parseLong(after.getFirst());
      return log.page(what, before, size + 1);
    } catch (NumberFormatException foreign) {
      throw Failures.badField("page_token", "not one that was handed out");
    }
  }

  private static String next(List<Audit> page, int size) {
    return Asked.token(List.of(Long.toString(page.get(size - 1).number())));
  }

  private static String orEmpty(@org.jspecify.annotations.Nullable String text) {
    return text == null ? "" : text;
  }

  GetLedgerResponse ledger() {
    GetLedgerResponse.Builder response = GetLedgerResponse.newBuilder();
    boolean balances = true;
    for (Balance each : ledger.balance()) {
      balances &= each.balances();
      response.addPartitions(
          GetLedgerResponse.Partition.newBuilder()
              .setTopic(each.topic())
              .setPartition(each.partition())
              .setReceived(each.received())
              .setObserved(each.observed())
              .setRefused(each.refused())
              .setQuarantined(each.quarantined())
              .setMissing(each.missing())
              .setBalances(each.balances()));
    }
    for (SinkCounts.Count each : sinks.read()) {
      balances &= each.missing() == 0;
      response.addSinks(
          GetLedgerResponse.Sink.newBuilder()
              .setSink(each.sink())
              .setFacts(each.facts())
              .setDelivered(each.delivered())
              .setMissing(each.missing())
              .setBalances(each.missing() == 0));
    }
    Rows.of(database, READMISSIONS, row -> List.of(row.getLong(1), row.getLong(2)))
        .forEach(
            counts ->
                response.setReadmitted(counts.getFirst()).setReadmissionsWaiting(counts.getLast()));
    return response.setBalances(balances).build();
  }

  private static long micros(Instant at) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }
}
