package io.zeitgeber.service.query;

import io.grpc.stub.StreamObserver;
import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.service.query.v1.AcceptGapRequest;
import io.zeitgeber.service.query.v1.AcceptGapResponse;
import io.zeitgeber.service.query.v1.ActivateProtocolRequest;
import io.zeitgeber.service.query.v1.ActivateProtocolResponse;
import io.zeitgeber.service.query.v1.AdoptTopicRequest;
import io.zeitgeber.service.query.v1.AdoptTopicResponse;
import io.zeitgeber.service.query.v1.ListHeldBackRequest;
import io.zeitgeber.service.query.v1.ListHeldBackResponse;
import io.zeitgeber.service.query.v1.ListSamplesRequest;
import io.zeitgeber.service.query.v1.ListSamplesResponse;
import io.zeitgeber.service.query.v1.ListStudiesRequest;
import io.zeitgeber.service.query.v1.ListStudiesResponse;
import io.zeitgeber.service.query.v1.ListZonesRequest;
import io.zeitgeber.service.query.v1.ListZonesResponse;
import io.zeitgeber.service.query.v1.ReadmitRecordsRequest;
import io.zeitgeber.service.query.v1.ReadmitRecordsResponse;
import io.zeitgeber.service.query.v1.SetLegalHoldRequest;
import io.zeitgeber.service.query.v1.SetLegalHoldResponse;
import io.zeitgeber.service.query.v1.Study;
import io.zeitgeber.service.query.v1.StudyServiceGrpc;
import io.zeitgeber.service.security.Caller;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a person at a site looks around with. */
final class StudyQueries extends StudyServiceGrpc.StudyServiceImplBase {
  private static final String STUDIES =
      """
      select study, array_agg(distinct site order by site) filter (where site is not null),
        count(*), max(last_received_micros)
      from zeitgeber.participants
      where (?::text[] is null or site = any (?)) and (?::text[] is null or study = any (?))
      group by study order by study limit 1000\
      """;

  private static final String ZONES =
      """
      select participant, coalesce(t.zone, ''), coalesce(t.from_day, '')
      from zeitgeber.timeline_people t join zeitgeber.participants p using (study, participant)
      where study = ? and (t.zone is not null or t.from_day is not null)
        and (?::text[] is null or p.site = any (?))
      order by participant limit 100000\
      """;

  private final Supplier<Sources> sources;
  private final Calls calls;

  StudyQueries(Supplier<Sources> sources, Calls calls) {
    this.sources = sources;
    this.calls = calls;
  }

  @Override
  public void listStudies(ListStudiesRequest request, StreamObserver<ListStudiesResponse> to) {
    calls.read(
        to,
        () -> {
          Caller caller = Caller.current();
          @Nullable List<String> sites = caller.sites();
          @Nullable List<String> studies = caller.scope().studies().map(List::copyOf).orElse(null);
          ListStudiesResponse.Builder response = ListStudiesResponse.newBuilder();
          Rows.of(
                  new Database(sources.get().database()),
                  STUDIES,
                  StudyQueries::study,
                  sites,
                  sites,
                  studies,
                  studies)
              .forEach(response::addStudies);
          to.onNext(response.build());
          to.onCompleted();
        });
  }

  private static Study study(ResultSet row) throws SQLException {
    Study.Builder study =
        Study.newBuilder().setStudy(row.getString(1)).setParticipants(row.getLong(3));
    java.sql.Array sites = row.getArray(2);
    if (sites != null) {
      study.addAllSites(Arrays.asList((String[]) sites.getArray()));
    }
    long received = row.getLong(4);
    if (!row.wasNull()) {
      study.setLastReceived(StateProto.time(received));
    }
    return study.build();
  }

  @Override
  public void listZones(ListZonesRequest request, StreamObserver<ListZonesResponse> to) {
    calls.read(
        to,
        () -> {
          @Nullable List<String> sites = Caller.current().sites();
          ListZonesResponse.Builder response = ListZonesResponse.newBuilder();
          Rows.of(
                  new Database(sources.get().database()),
                  ZONES,
                  row ->
                      ListZonesResponse.Zone.newBuilder()
                          .setParticipant(row.getString(1))
                          .setZone(row.getString(2))
                          .setFromDay(row.getString(3))
                          .build(),
                  Asked.study(request.getStudy()),
                  sites,
                  sites)
              .forEach(response::addZones);
          to.onNext(response.build());
          to.onCompleted();
        });
  }

  @Override
  public void listSamples(ListSamplesRequest request, StreamObserver<ListSamplesResponse> to) {
    calls.read(
        to,
        () -> {
          to.onNext(new Past(sources.get()).samples(request));
          to.onCompleted();
        });
  }

  @Override
  public void listHeldBack(ListHeldBackRequest request, StreamObserver<ListHeldBackResponse> to) {
    calls.read(
        to,
        () -> {
          to.onNext(new HeldBackStore(sources.get()).records(request));
          to.onCompleted();
        });
  }

  @Override
  public void readmitRecords(
      ReadmitRecordsRequest request, StreamObserver<ReadmitRecordsResponse> to) {
    decide(to, decisions -> decisions.readmit(request));
  }

  @Override
  public void activateProtocol(
      ActivateProtocolRequest request, StreamObserver<ActivateProtocolResponse> to) {
    decide(to, decisions -> decisions.activate(request));
  }

  @Override
  public void setLegalHold(SetLegalHoldRequest request, StreamObserver<SetLegalHoldResponse> to) {
    decide(to, decisions -> decisions.hold(request));
  }

  @Override
  public void adoptTopic(AdoptTopicRequest request, StreamObserver<AdoptTopicResponse> to) {
    decide(to, decisions -> decisions.adopt(request));
  }

  @Override
  public void acceptGap(AcceptGapRequest request, StreamObserver<AcceptGapResponse> to) {
    decide(to, decisions -> decisions.accept(request));
  }

  private <T> void decide(StreamObserver<T> to, Function<Decisions, T> decision) {
    calls.read(
        to,
        () -> {
          to.onNext(decision.apply(new Decisions(sources.get())));
          to.onCompleted();
        });
  }
}
