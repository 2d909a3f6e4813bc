package io.zeitgeber.service.query;

import com.google.protobuf.Message;
import com.google.rpc.Code;
import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.handling.Action;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.service.journal.EntityId;
import io.zeitgeber.service.participant.Seen;
import io.zeitgeber.service.query.v1.AlertActionRequest;
import io.zeitgeber.service.query.v1.AssignAlertRequest;
import io.zeitgeber.service.query.v1.EnrolRequest;
import io.zeitgeber.service.query.v1.EraseRequest;
import io.zeitgeber.service.query.v1.EraseResponse;
import io.zeitgeber.service.query.v1.ExplainAlertRequest;
import io.zeitgeber.service.query.v1.ExplainAlertResponse;
import io.zeitgeber.service.query.v1.GetParticipantAtRequest;
import io.zeitgeber.service.query.v1.GetParticipantRequest;
import io.zeitgeber.service.query.v1.ListAlertsRequest;
import io.zeitgeber.service.query.v1.ListAlertsResponse;
import io.zeitgeber.service.query.v1.ListWindowsRequest;
import io.zeitgeber.service.query.v1.ParticipantServiceGrpc;
import io.zeitgeber.service.query.v1.ParticipantState;
import io.zeitgeber.service.query.v1.ParticipantUpdate;
import io.zeitgeber.service.query.v1.SetThresholdsRequest;
import io.zeitgeber.service.query.v1.SnoozeAlertRequest;
import io.zeitgeber.service.query.v1.StreamTimelineRequest;
import io.zeitgeber.service.query.v1.TimelineEntry;
import io.zeitgeber.service.query.v1.WatchParticipantRequest;
import io.zeitgeber.service.query.v1.Window;
import io.zeitgeber.service.query.v1.WithdrawRequest;
import io.zeitgeber.service.query.v1.WriteResponse;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** One participant: what is known now and was known then, and what people change. */
final class ParticipantQueries extends ParticipantServiceGrpc.ParticipantServiceImplBase {
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** Each looks five times a second, and holds nothing but what it has seen last. */
  private static final int WATCHES_AT_ONCE = 5_000;

  private final Semaphore watches = new Semaphore(WATCHES_AT_ONCE);
  private final Supplier<Sources> sources;
  private final Calls calls;

  ParticipantQueries(Supplier<Sources> sources, Calls calls) {
    this.sources = sources;
    this.calls = calls;
  }

  @Override
  public void getParticipant(GetParticipantRequest request, StreamObserver<ParticipantState> to) {
    Calls.answer(
        to,
        () -> {
          Sources from = sources.get();
          EntityId who = Asked.who(request.getId());
          Duration patience = Calls.left();
          // No thread waits: thousands may ask at once.
          new Actors(from)
              .look(who, 0, patience)
              .whenComplete(
                  (seen, failed) ->
                      Calls.answer(
                          to,
                          () -> {
                            if (failed != null) {
                              throw Actors.unreachable();
                            }
                            to.onNext(state(from, who, seen));
                            to.onCompleted();
                          }));
        });
  }

  private static ParticipantState state(Sources from, EntityId who, Seen seen) {
    String halted = seen.halted();
    if (halted != null) {
      return ParticipantState.newBuilder()
          .setId(StateProto.id(who.study(), who.participant()))
          .setHalted(halted)
          .build();
    }
    return seen.participant(from.protocols())
        .map(it -> StateProto.of(it, seen.sequence(), seen.chainHead()))
        .orElseThrow(Failures::unknownParticipant);
  }

  @Override
  public void watchParticipant(
      WatchParticipantRequest request, StreamObserver<ParticipantUpdate> observer) {
    ServerCallStreamObserver<ParticipantUpdate> to =
        (ServerCallStreamObserver<ParticipantUpdate>) observer;
    Calls.answer(
        to,
        () -> {
          Sources from = sources.get();
          EntityId who = Asked.who(request.getId());
          long known = sequence(request.getResumeToken());
          if (!watches.tryAcquire()) {
            throw Failures.coded(
                Code.RESOURCE_EXHAUSTED,
                "TOO_MANY_WATCHES",
                "too many watch participants through this node; try again, or another node");
          }
          Runnable watching =
              () -> {
                try {
                  Calls.answer(to, () -> watch(from, who, known, to));
                } finally {
                  watches.release();
                }
              };
          Thread.ofVirtual().name("watch").start(Context.current().wrap(watching));
        });
  }

  /** Looks again and again: where the participant moved to another node it is found there. */
  private static void watch(
      Sources from, EntityId who, long known, ServerCallStreamObserver<ParticipantUpdate> to)
      throws InterruptedException {
    Actors actors = new Actors(from);
    long sent = known;
    while (true) {
      Calls.awaitReady(to);
      Seen seen = actors.see(who, sent);
      if (seen.sequence() != sent || sent == 0) {
        to.onNext(
            ParticipantUpdate.newBuilder()
                .setState(state(from, who, seen))
                .setResumeToken(Long.toString(seen.sequence()))
                .build());
        sent = seen.sequence();
      }
      if (seen.halted() != null) {
        to.onCompleted();
        return;
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  private static long sequence(String token) {
    if (token.isEmpty()) {
      return 0;
    }
    try {
      return Math.max(0, Long.parseLong(token));
    } catch (NumberFormatException broken) {
      throw Failures.badField("resume_token", "not one that was handed out");
    }
  }

  @Override
  public void getParticipantAt(
      GetParticipantAtRequest request, StreamObserver<ParticipantState> to) {
    calls.read(
        to,
        () -> {
          EntityId who = Asked.who(request.getId());
          if (!request.hasAsOf()) {
            throw Failures.badField("as_of", "expected a received time");
          }
          to.onNext(new Past(sources.get()).state(who, request.getAsOf()));
          to.onCompleted();
        });
  }

  @Override
  public void listWindows(ListWindowsRequest request, StreamObserver<Window> observer) {
    ServerCallStreamObserver<Window> to = (ServerCallStreamObserver<Window>) observer;
    if (request.hasAsOf()) {
      calls.stream(to, () -> new History(sources.get()).windowsThen(request));
    } else {
      Calls.answer(
          to,
          () -> {
            Calls.Parts<Window> parts = new History(sources.get()).windows(request);
            calls.parts(to, WindowsStore.ROWS_AT_ONCE, parts);
          });
    }
  }

  @Override
  public void streamTimeline(
      StreamTimelineRequest request, StreamObserver<TimelineEntry> observer) {
    calls.stream(
        (ServerCallStreamObserver<TimelineEntry>) observer,
        () -> new History(sources.get()).timeline(request));
  }

  @Override
  public void listAlerts(ListAlertsRequest request, StreamObserver<ListAlertsResponse> to) {
    calls.read(
        to,
        () -> {
          to.onNext(new History(sources.get()).alerts(request));
          to.onCompleted();
        });
  }

  @Override
  public void explainAlert(ExplainAlertRequest request, StreamObserver<ExplainAlertResponse> to) {
    calls.read(
        to,
        () -> {
          EntityId who = Asked.who(request.getId());
          String alert = Asked.id("alert", request.getAlert());
          String json = new Past(sources.get()).explanation(who, alert);
          to.onNext(ExplainAlertResponse.newBuilder().setJson(json).build());
          to.onCompleted();
        });
  }

  @Override
  public void setThresholds(SetThresholdsRequest request, StreamObserver<WriteResponse> to) {
    Message content = request.toBuilder().clearRequestId().build();
    write(
        to,
        () -> Asked.who(request.getId()),
        () -> Changes.limits(request.getLimitsList(), request.getReason()),
        request.getRequestId(),
        content,
        false);
  }

  @Override
  public void enrol(EnrolRequest request, StreamObserver<WriteResponse> to) {
    Message content = request.toBuilder().clearRequestId().build();
    write(
        to,
        () -> Asked.who(request.getId()),
        () -> Changes.of(request),
        request.getRequestId(),
        content,
        true);
  }

  @Override
  public void withdraw(WithdrawRequest request, StreamObserver<WriteResponse> to) {
    Message content = request.toBuilder().clearRequestId().build();
    write(
        to,
        () -> Asked.who(request.getId()),
        () -> Changes.withdrawal(request.getReason()),
        request.getRequestId(),
        content,
        false);
  }

  private void write(
      StreamObserver<WriteResponse> to,
      Supplier<EntityId> who,
      Supplier<Enrolment> change,
      String requestId,
      Message content,
      boolean mayEnrol) {
    Calls.answer(
        to,
        () -> {
          Input asked = new Input.Enrol(change.get());
          String id = Asked.requestId(requestId);
          Writes writes = new Writes(sources.get());
          to.onNext(Writes.response(writes.take(who.get(), asked, id, content, mayEnrol)));
          to.onCompleted();
        });
  }

  @Override
  public void acknowledgeAlert(AlertActionRequest request, StreamObserver<WriteResponse> to) {
    handle(to, actions -> actions.plain(request, Action.ACKNOWLEDGED));
  }

  @Override
  public void snoozeAlert(SnoozeAlertRequest request, StreamObserver<WriteResponse> to) {
    handle(to, actions -> actions.snooze(request));
  }

  @Override
  public void assignAlert(AssignAlertRequest request, StreamObserver<WriteResponse> to) {
    handle(to, actions -> actions.assign(request));
  }

  @Override
  public void noteAlert(AlertActionRequest request, StreamObserver<WriteResponse> to) {
    handle(to, actions -> actions.plain(request, Action.NOTED));
  }

  @Override
  public void closeAlert(AlertActionRequest request, StreamObserver<WriteResponse> to) {
    handle(to, actions -> actions.plain(request, Action.CLOSED));
  }

  /** Does something about an alert. */
  private interface Handling {
    WriteResponse by(AlertActions actions) throws InterruptedException;
  }

  private void handle(StreamObserver<WriteResponse> to, Handling handling) {
    calls.read(
        to,
        () -> {
          to.onNext(handling.by(new AlertActions(sources.get())));
          to.onCompleted();
        });
  }

  @Override
  public void erase(EraseRequest request, StreamObserver<EraseResponse> to) {
    calls.read(
        to,
        () -> {
          to.onNext(new EraseStore(sources.get()).answer(request));
          to.onCompleted();
        });
  }
}
