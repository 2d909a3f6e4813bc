package io.zeitgeber.service.query;

import com.google.rpc.Code;
import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.zeitgeber.persistence.access.AccessLog;
import io.zeitgeber.service.query.v1.Access;
import io.zeitgeber.service.query.v1.AuditServiceGrpc;
import io.zeitgeber.service.query.v1.GetChainStatusRequest;
import io.zeitgeber.service.query.v1.GetChainStatusResponse;
import io.zeitgeber.service.query.v1.GetLedgerRequest;
import io.zeitgeber.service.query.v1.GetLedgerResponse;
import io.zeitgeber.service.query.v1.ListAccessRequest;
import io.zeitgeber.service.query.v1.ListAccessResponse;
import io.zeitgeber.service.query.v1.ListAnchorsRequest;
import io.zeitgeber.service.query.v1.ListAnchorsResponse;
import io.zeitgeber.service.query.v1.ListCertificatesRequest;
import io.zeitgeber.service.query.v1.ListCertificatesResponse;
import io.zeitgeber.service.query.v1.ReplayUpdate;
import io.zeitgeber.service.query.v1.StartReplayRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** What an auditor asks for: who saw what, and whether everything adds up. */
final class AuditQueries extends AuditServiceGrpc.AuditServiceImplBase {
  private final Semaphore replaying = new Semaphore(1);
  private final Supplier<Sources> sources;
  private final Calls calls;

  AuditQueries(Supplier<Sources> sources, Calls calls) {
    this.sources = sources;
    this.calls = calls;
  }

  @Override
  public void getChainStatus(
      GetChainStatusRequest request, StreamObserver<GetChainStatusResponse> to) {
    calls.read(
        to,
        () -> {
          to.onNext(new AuditStore(sources.get()).chains());
          to.onCompleted();
        });
  }

  @Override
  public void listAnchors(ListAnchorsRequest request, StreamObserver<ListAnchorsResponse> to) {
    calls.read(
        to,
        () -> {
          to.onNext(new AuditStore(sources.get()).anchors(request));
          to.onCompleted();
        });
  }

  @Override
  public void listCertificates(
      ListCertificatesRequest request, StreamObserver<ListCertificatesResponse> to) {
    calls.read(
        to,
        () -> {
          to.onNext(new AuditStore(sources.get()).certificates(request));
          to.onCompleted();
        });
  }

  @Override
  public void getLedger(GetLedgerRequest request, StreamObserver<GetLedgerResponse> to) {
    calls.read(
        to,
        () -> {
          to.onNext(new AuditStore(sources.get()).ledger());
          to.onCompleted();
        });
  }

  @Override
  public void startReplay(StartReplayRequest request, StreamObserver<ReplayUpdate> observer) {
    ServerCallStreamObserver<ReplayUpdate> to = (ServerCallStreamObserver<ReplayUpdate>) observer;
    Calls.answer(
        to,
        () -> {
          ReplayRun run = new ReplayRun(sources.get(), request);
          if (!replaying.tryAcquire()) {
            throw Failures.coded(
                Code.RESOURCE_EXHAUSTED,
                "REPLAY_RUNS",
                "a replay runs on this node already; one at a time");
          }
          Runnable replay =
              () -> {
                try {
                  Calls.answer(to, () -> run.answer(to));
                } finally {
                  replaying.release();
                }
              };
          Thread.ofPlatform().daemon().name("replay").start(Context.current().wrap(replay));
        });
  }

  @Override
  public void listAccess(ListAccessRequest request, StreamObserver<ListAccessResponse> to) {
    calls.read(
        to,
        () -> {
          to.onNext(page(new AccessLog(sources.get().database()), request));
          to.onCompleted();
        });
  }

  private static ListAccessResponse page(AccessLog log, ListAccessRequest request) {
    int size = Asked.page(request.getPageSize());
    AccessLog.Question question =
        new AccessLog.Question(
            named("study", request.getStudy()),
            named("participant", request.getParticipant()),
            Optional.of(Asked.words("subject", request.getSubject(), 128))
                .filter(it -> !it.isEmpty()),
            Asked.from(request.getRange()),
            Asked.until(request.getRange()));
    long place = place(request.getPageToken());
    List<AccessLog.Line> page =
        request.getNewestFirst()
            ? log.newest(question, place == 0 ? Long.MAX_VALUE : place, size + 1)
            : log.page(question, place, size + 1);
    ListAccessResponse.Builder response = ListAccessResponse.newBuilder();
    page.stream().limit(size).forEach(line -> response.addAccesses(message(line)));
    if (page.size() > size) {
      response.setNextPageToken(Asked.token(List.of(Long.toString(page.get(size - 1).access()))));
    }
    return response.build();
  }

  private static Optional<String> named(String field, String id) {
    return id.isEmpty() ? Optional.empty() : Optional.of(Asked.id(field, id));
  }

  private static long place(String token) {
    List<String> place = Asked.token("page_token", token, 1);
    try {
      return place.isEmpty() ? 0 : Long.parseLong(place.getFirst());
    } catch (NumberFormatException broken) {
      throw Failures.badField("page_token", "not one that was handed out");
    }
  }

  private static Access message(AccessLog.Line of) {
    io.zeitgeber.persistence.access.Access line = of.line();
    Access.Builder access =
        Access.newBuilder()
            .setAccess(of.access())
            .setAt(StateProto.time(ChronoUnit.MICROS.between(Instant.EPOCH, line.at())))
            .setSubject(line.subject())
            .setAuthenticated(line.authenticated())
            .setMethod(line.method())
            .setAction(line.action().label())
            .setAbout(line.about())
            .setPeer(line.peer())
            .setOutcome(line.outcome())
            .setDetail(line.detail())
            .setNode(line.node());
    Optional.ofNullable(line.role()).ifPresent(access::setRole);
    Optional.ofNullable(line.organisation()).ifPresent(access::setOrganisation);
    Optional.ofNullable(line.study()).ifPresent(access::setStudy);
    Optional.ofNullable(line.participant()).ifPresent(access::setParticipant);
    return access.build();
  }
}
