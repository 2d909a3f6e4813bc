package io.zeitgeber.service.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Timestamps;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.zeitgeber.service.embedded.EmbeddedDatabase;
import io.zeitgeber.service.query.v1.AcknowledgeAlertsRequest;
import io.zeitgeber.service.query.v1.AcknowledgeAlertsResponse;
import io.zeitgeber.service.query.v1.Alert;
import io.zeitgeber.service.query.v1.AlertActionRequest;
import io.zeitgeber.service.query.v1.AlertStanding;
import io.zeitgeber.service.query.v1.AlertState;
import io.zeitgeber.service.query.v1.AssignAlertRequest;
import io.zeitgeber.service.query.v1.CohortServiceGrpc;
import io.zeitgeber.service.query.v1.EraseRequest;
import io.zeitgeber.service.query.v1.EraseResponse;
import io.zeitgeber.service.query.v1.ListAlertsRequest;
import io.zeitgeber.service.query.v1.ListStudyAlertsRequest;
import io.zeitgeber.service.query.v1.ParticipantId;
import io.zeitgeber.service.query.v1.ParticipantServiceGrpc;
import io.zeitgeber.service.query.v1.Reason;
import io.zeitgeber.service.query.v1.SnoozeAlertRequest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What people do about alerts over gRPC, on a real node, down to the topic and the tables. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Infrastructure.STEADY)
@ExtendWith(AskedNode.class)
final class AlertActionsTest {
  private static final Reason WHY =
      Reason.newBuilder().setBy("coordinator-7").setReason("seen by phone").build();

  private final ParticipantServiceGrpc.ParticipantServiceBlockingStub participants =
      AskedNode.participants();
  private final CohortServiceGrpc.CohortServiceBlockingStub cohort = AskedNode.cohort();

  @Test
  void list_hasEachAlertOnce_newestFirst_andTheOneThatCameBackNamesItsPredecessor() {
    List<AlertStanding> alerts = list("A1").getAlertsList();
    assertThat(alerts).extracting(it -> it.getRaised().getRule()).containsOnly("high-heart-rate");
    assertThat(alerts)
        .extracting(AlertStanding::getState)
        .containsExactly(AlertState.ALERT_STATE_OPEN, AlertState.ALERT_STATE_RESOLVED);
    assertThat(alerts.getFirst().getPredecessor())
        .isEqualTo(alerts.getLast().getRaised().getAlert());
    assertThat(alerts.getLast().hasPredecessor()).isFalse();
    assertThat(
            cohort
                .listAlerts(
                    request("A1").addStates(AlertState.ALERT_STATE_RESOLVED).setPageSize(1).build())
                .getAlertsList())
        .hasSize(1);
    ListStudyAlertsRequest first =
        ListStudyAlertsRequest.newBuilder().setStudy("S2").setPageSize(5).build();
    var page = cohort.listAlerts(first);
    var rest = cohort.listAlerts(first.toBuilder().setPageToken(page.getNextPageToken()).build());
    assertThat(page.getAlertsList()).hasSize(5).doesNotContainAnyElementsOf(rest.getAlertsList());
    assertThat(rest.getAlertsList()).hasSize(3);
    assertThat(
            cohort
                .listAlerts(
                    request("A1")
                        .setAsOf(
                            Timestamps.fromMillis(AskedNode.START.plusSeconds(40).toEpochMilli()))
                        .build())
                .getAlertsList())
        .extracting(AlertStanding::getState)
        .containsExactly(AlertState.ALERT_STATE_OPEN);
  }

  @Test
  void alert_isSnoozedAssignedAcknowledgedAndClosed_andEveryPlaceSaysSo() throws Exception {
    ParticipantId who = AskedNode.id("S2", "A2");
    String alert = list("A2").getAlerts(0).getRaised().getAlert();
    AlertActionRequest acknowledge = action(who, alert, "k1");
    assertThat(participants.acknowledgeAlert(acknowledge).getFactsList())
        .containsExactly("alert " + alert + " is acknowledged");
    assertThat(participants.acknowledgeAlert(acknowledge).getRepeatedRequest()).isTrue();
    assertThat(refused(() -> participants.acknowledgeAlert(action(who, alert, "k2"))))
        .isEqualTo("ALREADY_ACKNOWLEDGED");
    participants.assignAlert(
        AssignAlertRequest.newBuilder()
            .setId(who)
            .setAlert(alert)
            .setReason(WHY)
            .setAssignee("nurse-3")
            .setRequestId("k3")
            .build());
    SnoozeAlertRequest snooze =
        SnoozeAlertRequest.newBuilder()
            .setId(who)
            .setAlert(alert)
            .setReason(WHY)
            .setUntil(Timestamps.fromMillis(Instant.now().plusSeconds(3600).toEpochMilli()))
            .setRequestId("k4")
            .build();
    participants.snoozeAlert(snooze);
    assertThat(AskedNode.state(who).getHandledAlerts(0).getAssignee()).isEqualTo("nurse-3");
    await("the list says so")
        .atMost(AskedNode.PATIENCE)
        .until(() -> list("A2").getAlerts(0).getState() == AlertState.ALERT_STATE_SNOOZED);
    assertThat(
            refused(
                () ->
                    participants.snoozeAlert(
                        snooze.toBuilder()
                            .setUntil(Timestamps.fromMillis(0))
                            .setRequestId("k5")
                            .build())))
        .isEqualTo("SNOOZE_ENDED");

    participants.closeAlert(action(who, alert, "k6"));
    assertThat(AskedNode.state(who).getOpenAlertsList()).isEmpty();
    assertThat(refused(() -> participants.closeAlert(action(who, alert, "k7"))))
        .isEqualTo("ALREADY_CLOSED");
    await("the list says so")
        .atMost(AskedNode.PATIENCE)
        .until(() -> list("A2").getAlerts(0).getState() == AlertState.ALERT_STATE_CLOSED);
    AlertStanding closed = list("A2").getAlerts(0);
    assertThat(closed.getClosedBy()).isEqualTo("coordinator-7");
    assertThat(closed.getNote()).isEqualTo("seen by phone");
    assertThat(closed.getAcknowledgedBy()).isEqualTo("coordinator-7");
    assertHistory(who, alert);
  }

  /** From the store, from the journal taken again, and from the topic the same. */
  private void assertHistory(ParticipantId who, String alert) {
    ListAlertsRequest all = ListAlertsRequest.newBuilder().setId(who).build();
    List<Alert> stored = of(alert, participants.listAlerts(all).getAlertsList());
    assertThat(stored)
        .extracting(Alert::getLifecycle)
        .containsExactly("raised", "acknowledged", "assigned", "snoozed", "closed");
    assertThat(stored.getLast().getAuthenticated()).isFalse();
    assertThat(stored.getLast().hasValue()).isFalse();
    ListAlertsRequest then =
        all.toBuilder().setAsOf(Timestamps.fromMillis(System.currentTimeMillis())).build();
    assertThat(of(alert, participants.listAlerts(then).getAlertsList())).isEqualTo(stored);
    assertThat(participants.listAlerts(all.toBuilder().setOpenOnly(true).build()).getAlertsList())
        .isEmpty();
  }

  private static List<Alert> of(String id, List<Alert> alerts) {
    return alerts.stream().filter(each -> each.getAlert().equals(id)).toList();
  }

  @Test
  void unknownAlert_isNotFound_andABadRequestNamesTheField() throws Exception {
    ParticipantId who = AskedNode.id("S2", "A1");
    String other = list("A3").getAlerts(0).getRaised().getAlert();
    StatusRuntimeException unknown =
        failure(() -> participants.closeAlert(action(who, other, "u1")));
    assertThat(unknown.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(reason(unknown)).isEqualTo("UNKNOWN_ALERT");
    AlertActionRequest nobody =
        action(who, other, "u2").toBuilder().setReason(Reason.getDefaultInstance()).build();
    assertThat(failure(() -> participants.acknowledgeAlert(nobody)).getStatus().getDescription())
        .startsWith("reason.by");
    AlertActionRequest why =
        action(who, other, "u3").toBuilder().setReason(Reason.newBuilder().setBy("c")).build();
    assertThat(failure(() -> participants.closeAlert(why)).getStatus().getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void snooze_endsByItself_andTheAlertIsThereAgain() {
    String alert = list("A1").getAlerts(0).getRaised().getAlert();
    participants.snoozeAlert(
        SnoozeAlertRequest.newBuilder()
            .setId(AskedNode.id("S2", "A1"))
            .setAlert(alert)
            .setReason(WHY)
            .setUntil(Timestamps.fromMillis(Instant.now().plusMillis(1_500).toEpochMilli()))
            .setRequestId("s1")
            .build());
    await("it is put aside, or was already")
        .atMost(AskedNode.PATIENCE)
        .until(() -> list("A1").getAlerts(0).hasSnoozedUntil());
    await("it is open again, without a record that says so")
        .atMost(AskedNode.PATIENCE)
        .until(() -> list("A1").getAlerts(0).getState() == AlertState.ALERT_STATE_OPEN);
    assertThat(
            cohort
                .listAlerts(request("A1").setUnhandledOnly(true).build())
                .getAlertsList()
                .getFirst()
                .getRaised()
                .getAlert())
        .isEqualTo(alert);
  }

  @Test
  void proposalToErase_thatNobodyApprovedInTime_isForgotten() throws Exception {
    ParticipantId who = AskedNode.id("S1", "E2");
    AskedNode.enrol(who);
    await("the store knows them")
        .atMost(AskedNode.PATIENCE)
        .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
        .until(() -> participants.erase(plan(who)).getPlanCount() > 0);
    try (Connection connection =
            DriverManager.getConnection(
                Infrastructure.steady().url("query"), EmbeddedDatabase.OWNER, "");
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          insert into zeitgeber.erasure_proposals
            (study, participant, step, by, authenticated, reason, request_id, expires_at)
          values ('S1', 'E2', 'proposed', 'dm-1', false, 'GDPR art. 17', 'old',
            now() - interval '1 minute')
          """);
    }
    EraseResponse late = participants.erase(erase(who, "dm-2", "late"));
    assertThat(late.getErased()).isFalse();
    assertThat(late.getProposedBy()).isEqualTo("dm-2");
    assertThat(participants.erase(erase(who, "dm-1", "in-time")).getErased()).isTrue();
  }

  @Test
  void many_areAcknowledgedAtOnce_eachWithItsOwnResult() {
    AcknowledgeAlertsRequest.Builder request =
        AcknowledgeAlertsRequest.newBuilder().setStudy("S2").setReason(WHY).setRequestId("m1");
    for (String who : List.of("A3", "A4")) {
      for (AlertStanding each : list(who).getAlertsList()) {
        request.addAlerts(item(who, each.getRaised().getAlert()));
      }
    }
    request.addAlerts(item("A3", "0".repeat(32))).addAlerts(item("NOBODY", "0".repeat(32)));
    AcknowledgeAlertsResponse first = cohort.acknowledgeAlerts(request.build());
    assertThat(first.getResultsList())
        .extracting(AcknowledgeAlertsResponse.Result::getDone)
        .containsExactly(true, true, true, true, false, false);
    assertThat(first.getResults(4).getCode()).isEqualTo("UNKNOWN_ALERT");
    assertThat(first.getResults(5).getCode()).isEqualTo("UNKNOWN_PARTICIPANT");
    assertThat(cohort.acknowledgeAlerts(request.build())).isEqualTo(first);
    await("nothing of them is left to be looked at")
        .atMost(AskedNode.PATIENCE)
        .until(
            () ->
                cohort.listAlerts(request("A4").setUnhandledOnly(true).build()).getAlertsCount()
                    == 0);
  }

  @Test
  void commandLine_doesTheSame() throws Exception {
    String alert = list("A1").getAlerts(1).getRaised().getAlert();
    assertThat(
            AskedNode.service()
                .cli("alerts", "note", alert, "--study", "S2", "--by", "c-9", "--reason", "called"))
        .isZero();
    await("the list has the note")
        .atMost(AskedNode.PATIENCE)
        .until(() -> list("A1").getAlerts(1).getNote().equals("called"));
    assertThat(AskedNode.service().cli("alerts", "close", alert, "--study", "S2", "--by", "c-9"))
        .as("closing needs a reason")
        .isEqualTo(2);
    assertThat(AskedNode.service().cli("query", "inbox", "--study", "S2", "--state", "RESOLVED"))
        .isZero();
  }

  @Test
  void erasure_needsTwoPersons_andIsRefusedUnderLegalHold() throws Exception {
    ParticipantId who = AskedNode.id("S1", "E1");
    AskedNode.enrol(who);
    await("the store knows them")
        .atMost(AskedNode.PATIENCE)
        .until(() -> participants.erase(plan(who)).getPlanCount() > 0);
    assertThat(
            AskedNode.service()
                .cli(
                    "hold",
                    "--study",
                    "S1",
                    "--participant",
                    "E1",
                    "--by",
                    "lawyer-1",
                    "--reason",
                    "case 12"))
        .isZero();
    assertThat(refused(() -> participants.erase(erase(who, "dm-1", "x1")))).isEqualTo("LEGAL_HOLD");
    assertThat(
            AskedNode.service()
                .cli(
                    "hold",
                    "--release",
                    "--study",
                    "S1",
                    "--participant",
                    "E1",
                    "--by",
                    "lawyer-1",
                    "--reason",
                    "case closed"))
        .isZero();
    EraseResponse proposed = participants.erase(erase(who, "dm-1", "x2"));
    assertThat(proposed.getErased()).isFalse();
    assertThat(proposed.getProposedBy()).isEqualTo("dm-1");
    assertThat(proposed.hasExpiresAt()).isTrue();
    assertThat(participants.erase(erase(who, "dm-1", "x2")).getRepeatedRequest()).isTrue();
    assertThat(refused(() -> participants.erase(erase(who, "DM-1 ", "x3"))))
        .isEqualTo("SAME_PERSON");
    assertThat(participants.erase(erase(who, "dm-2", "x4")).getErased()).isTrue();
    assertThat(participants.erase(erase(who, "dm-2", "x4")).getRepeatedRequest()).isTrue();
    assertThat(refused(() -> participants.erase(erase(who, "dm-3", "x5")))).isEqualTo("ERASED");
    await("the actor knows")
        .atMost(AskedNode.PATIENCE)
        .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
        .until(() -> AskedNode.state(who).getStatus().equals("erased"));
  }

  private static EraseRequest plan(ParticipantId who) {
    return EraseRequest.newBuilder().setId(who).setPlanOnly(true).build();
  }

  private static EraseRequest erase(ParticipantId who, String by, String requestId) {
    return EraseRequest.newBuilder()
        .setId(who)
        .setReason(Reason.newBuilder().setBy(by).setReason("GDPR art. 17"))
        .setRequestId(requestId)
        .build();
  }

  private static AcknowledgeAlertsRequest.Item item(String who, String alert) {
    return AcknowledgeAlertsRequest.Item.newBuilder().setParticipant(who).setAlert(alert).build();
  }

  private static AlertActionRequest action(ParticipantId who, String alert, String requestId) {
    return AlertActionRequest.newBuilder()
        .setId(who)
        .setAlert(alert)
        .setReason(WHY)
        .setRequestId(requestId)
        .build();
  }

  private static ListStudyAlertsRequest.Builder request(String who) {
    return ListStudyAlertsRequest.newBuilder().setStudy("S2").setParticipant(who);
  }

  private io.zeitgeber.service.query.v1.ListStudyAlertsResponse list(String who) {
    return cohort.listAlerts(request(who).build());
  }

  private static StatusRuntimeException failure(Runnable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call::run);
  }

  private static String refused(Runnable call) throws InvalidProtocolBufferException {
    StatusRuntimeException failed = failure(call);
    assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    return reason(failed);
  }

  private static String reason(StatusRuntimeException failed)
      throws InvalidProtocolBufferException {
    Any detail = Objects.requireNonNull(StatusProto.fromThrowable(failed)).getDetails(0);
    return detail.unpack(ErrorInfo.class).getReason();
  }
}
