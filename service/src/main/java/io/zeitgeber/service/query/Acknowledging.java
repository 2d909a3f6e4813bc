package io.zeitgeber.service.query;

import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.zeitgeber.participant.handling.Subject;
import io.zeitgeber.participant.observation.Refusal;
import io.zeitgeber.service.journal.EntityId;
import io.zeitgeber.service.participant.Written;
import io.zeitgeber.service.query.v1.AcknowledgeAlertsRequest;
import io.zeitgeber.service.query.v1.AcknowledgeAlertsResponse;
import io.zeitgeber.service.query.v1.AcknowledgeAlertsResponse.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Acknowledges many alerts with one note. Participants are asked side by side, the alerts of one of
 * them one after the other; each alert is a request of its own, so that the whole can be asked
 * again.
 */
final class Acknowledging {
  private static final int MOST = 500;
  private static final int AT_ONCE = 32;

  private final Subjects subjects;
  private final Writes writes;

  Acknowledging(Sources sources) {
    this.subjects = new Subjects(sources);
    this.writes = new Writes(sources);
  }

  AcknowledgeAlertsResponse all(AcknowledgeAlertsRequest request) throws InterruptedException {
    String study = Asked.study(request.getStudy());
    String requestId = Asked.requestId(request.getRequestId());
    AlertActions.Doing doing = AlertActions.acknowledging(request.getReason());
    Map<String, List<Integer>> byParticipant = byParticipant(request);
    Map<String, Subject> stored =
        subjects.stored(
            study,
            request.getAlertsList().stream().map(AcknowledgeAlertsRequest.Item::getAlert).toList());
    Result[] results = new Result[request.getAlertsCount()];
    Semaphore turns = new Semaphore(AT_ONCE);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (List<Integer> places : byParticipant.values()) {
        Runnable task =
            () -> {
              turns.acquireUninterruptibly();
              try {
                for (int at : places) {
                  results[at] = one(study, request, at, requestId, doing, stored);
                }
              } finally {
                turns.release();
              }
            };
        running.add(threads.submit(Context.current().wrap(task)));
      }
      await(running);
    }
    return AcknowledgeAlertsResponse.newBuilder().addAllResults(List.of(results)).build();
  }

  private static Map<String, List<Integer>> byParticipant(AcknowledgeAlertsRequest request) {
    if (request.getAlertsCount() == 0 || request.getAlertsCount() > MOST) {
      throw Failures.badField("alerts", "expected 1 to " + MOST);
    }
    Map<String, List<Integer>> places = new LinkedHashMap<>();
    for (int at = 0; at < request.getAlertsCount(); at++) {
      AcknowledgeAlertsRequest.Item item = request.getAlerts(at);
      Asked.id("alerts.alert", item.getAlert());
      places
          .computeIfAbsent(
              Asked.id("alerts.participant", item.getParticipant()), _ -> new ArrayList<>())
          .add(at);
    }
    return places;
  }

  private Result one(
      String study,
      AcknowledgeAlertsRequest request,
      int at,
      String requestId,
      AlertActions.Doing doing,
      Map<String, Subject> stored) {
    AcknowledgeAlertsRequest.Item item = request.getAlerts(at);
    Result.Builder result =
        Result.newBuilder().setParticipant(item.getParticipant()).setAlert(item.getAlert());
    EntityId who = new EntityId(study, item.getParticipant());
    try {
      @Nullable Subject known = stored.get(item.getParticipant() + "/" + item.getAlert());
      Subject subject = known != null ? known : subjects.open(who, item.getAlert());
      Message content = request.toBuilder().clearAlerts().addAlerts(item).build();
      Written written =
          writes.take(who, doing.to(subject), requestId + "\n" + item.getAlert(), content, false);
      return said(result, written);
    } catch (StatusRuntimeException failed) {
      return result.setCode(Failures.code(failed)).setDetail(said(failed)).build();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return result.setCode("TRY_AGAIN").setDetail("the node is stopping").build();
    }
  }

  private static String said(StatusRuntimeException failed) {
    String words = failed.getStatus().getDescription();
    return words == null ? "" : words;
  }

  private static Result said(Result.Builder result, Written written) {
    return switch (written.fate()) {
      case DONE, REPEATED -> result.setDone(true).build();
      case REFUSED -> result.setCode(written.code()).setDetail(written.detail()).build();
      case OTHER_CONTENT ->
          result
              .setCode("REQUEST_ID_USED")
              .setDetail("another request had this request_id")
              .build();
      case HALTED ->
          result.setCode(Refusal.PARTICIPANT_HALTED.name()).setDetail(written.detail()).build();
      case BUSY ->
          result.setCode("TRY_AGAIN").setDetail("late data are being put right; ask again").build();
      case UNKNOWN_PARTICIPANT ->
          result
              .setCode("UNKNOWN_PARTICIPANT")
              .setDetail("nobody has heard of this participant of this study")
              .build();
    };
  }

  private static void await(List<Future<?>> running) throws InterruptedException {
    for (Future<?> each : running) {
      try {
        each.get();
      } catch (ExecutionException failed) {
        throw new IllegalStateException(failed.getCause());
      }
    }
  }
}
