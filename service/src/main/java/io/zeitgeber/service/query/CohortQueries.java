package io.zeitgeber.service.query;

import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.service.query.v1.AcknowledgeAlertsRequest;
import io.zeitgeber.service.query.v1.AcknowledgeAlertsResponse;
import io.zeitgeber.service.query.v1.AlertUpdate;
import io.zeitgeber.service.query.v1.CohortServiceGrpc;
import io.zeitgeber.service.query.v1.GetAdherenceRequest;
import io.zeitgeber.service.query.v1.GetAdherenceResponse;
import io.zeitgeber.service.query.v1.GetLagRequest;
import io.zeitgeber.service.query.v1.GetLagResponse;
import io.zeitgeber.service.query.v1.GetQualityRequest;
import io.zeitgeber.service.query.v1.GetQualityResponse;
import io.zeitgeber.service.query.v1.ListParticipantsRequest;
import io.zeitgeber.service.query.v1.ListParticipantsResponse;
import io.zeitgeber.service.query.v1.ListStudyAlertsRequest;
import io.zeitgeber.service.query.v1.ListStudyAlertsResponse;
import io.zeitgeber.service.query.v1.WatchAlertsRequest;
import io.zeitgeber.service.security.Caller;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** A study's participants together. */
final class CohortQueries extends CohortServiceGrpc.CohortServiceImplBase {
  /** Each has a reader of the topic of alerts. */
  private static final int WATCHES_AT_ONCE = 50;

  private final Semaphore watches = new Semaphore(WATCHES_AT_ONCE);
  private final Supplier<Sources> sources;
  private final Calls calls;

  CohortQueries(Supplier<Sources> sources, Calls calls) {
    this.sources = sources;
    this.calls = calls;
  }

  @Override
  public void listParticipants(
      ListParticipantsRequest request, StreamObserver<ListParticipantsResponse> to) {
    calls.read(
        to,
        () -> {
          to.onNext(new CohortStore(sources.get()).participants(request));
          to.onCompleted();
        });
  }

  @Override
  public void watchAlerts(WatchAlertsRequest request, StreamObserver<AlertUpdate> observer) {
    ServerCallStreamObserver<AlertUpdate> to = (ServerCallStreamObserver<AlertUpdate>) observer;
    Calls.answer(
        to,
        () -> {
          AlertWatch watch = new AlertWatch(sources.get(), request);
          if (!watches.tryAcquire()) {
            throw Failures.coded(
                com.google.rpc.Code.RESOURCE_EXHAUSTED,
                "TOO_MANY_WATCHES",
                "too many watch the alerts through this node; try again, or another node");
          }
          Runnable watching =
              () -> {
                try {
                  Calls.answer(to, () -> watch.run(to));
                } finally {
                  watches.release();
                }
              };
          Thread.ofPlatform().daemon().name("watch-alerts").start(Context.current().wrap(watching));
        });
  }

  @Override
  public void listAlerts(
      ListStudyAlertsRequest request, StreamObserver<ListStudyAlertsResponse> to) {
    calls.read(
        to,
        () -> {
          Database database = new Database(sources.get().database());
          to.onNext(new InboxStore(database).page(request, Caller.current().sites()));
          to.onCompleted();
        });
  }

  @Override
  public void acknowledgeAlerts(
      AcknowledgeAlertsRequest request, StreamObserver<AcknowledgeAlertsResponse> to) {
    calls.read(
        to,
        () -> {
          to.onNext(new Acknowledging(sources.get()).all(request));
          to.onCompleted();
        });
  }

  @Override
  public void getAdherence(GetAdherenceRequest request, StreamObserver<GetAdherenceResponse> to) {
    calls.read(
        to,
        () -> {
          to.onNext(new AdherenceStore(sources.get()).rows(request));
          to.onCompleted();
        });
  }

  @Override
  public void getQuality(GetQualityRequest request, StreamObserver<GetQualityResponse> to) {
    calls.read(
        to,
        () -> {
          to.onNext(new CohortStore(sources.get()).quality(request));
          to.onCompleted();
        });
  }

  @Override
  public void getLag(GetLagRequest request, StreamObserver<GetLagResponse> to) {
    calls.read(
        to,
        () -> {
          to.onNext(new CohortStore(sources.get()).lag());
          to.onCompleted();
        });
  }
}
