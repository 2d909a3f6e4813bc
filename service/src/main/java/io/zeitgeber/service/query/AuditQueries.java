package io.zeitgeber.service.query;

import com.google.rpc.Code;
import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.zeitgeber.service.query.v1.AuditServiceGrpc;
import io.zeitgeber.service.query.v1.GetChainStatusRequest;
import io.zeitgeber.service.query.v1.GetChainStatusResponse;
import io.zeitgeber.service.query.v1.GetLedgerRequest;
import io.zeitgeber.service.query.v1.GetLedgerResponse;
import io.zeitgeber.service.query.v1.ListAnchorsRequest;
import io.zeitgeber.service.query.v1.ListAnchorsResponse;
import io.zeitgeber.service.query.v1.ListCertificatesRequest;
import io.zeitgeber.service.query.v1.ListCertificatesResponse;
import io.zeitgeber.service.query.v1.ReplayUpdate;
import io.zeitgeber.service.query.v1.StartReplayRequest;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** What an auditor asks of the journal. */
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
}
