package io.zeitgeber.service.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import com.google.rpc.ErrorInfo;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.zeitgeber.service.query.v1.Alert;
import io.zeitgeber.service.query.v1.AlertUpdate;
import io.zeitgeber.service.query.v1.CohortServiceGrpc;
import io.zeitgeber.service.query.v1.EnrolRequest;
import io.zeitgeber.service.query.v1.ExplainAlertRequest;
import io.zeitgeber.service.query.v1.GetAdherenceRequest;
import io.zeitgeber.service.query.v1.GetAdherenceResponse;
import io.zeitgeber.service.query.v1.GetLagRequest;
import io.zeitgeber.service.query.v1.GetParticipantAtRequest;
import io.zeitgeber.service.query.v1.GetParticipantRequest;
import io.zeitgeber.service.query.v1.GetQualityRequest;
import io.zeitgeber.service.query.v1.GetQualityResponse;
import io.zeitgeber.service.query.v1.LimitChange;
import io.zeitgeber.service.query.v1.ListAlertsRequest;
import io.zeitgeber.service.query.v1.ListAlertsResponse;
import io.zeitgeber.service.query.v1.ListParticipantsRequest;
import io.zeitgeber.service.query.v1.ListWindowsRequest;
import io.zeitgeber.service.query.v1.ParticipantId;
import io.zeitgeber.service.query.v1.ParticipantServiceGrpc;
import io.zeitgeber.service.query.v1.ParticipantState;
import io.zeitgeber.service.query.v1.ParticipantUpdate;
import io.zeitgeber.service.query.v1.Reason;
import io.zeitgeber.service.query.v1.SetThresholdsRequest;
import io.zeitgeber.service.query.v1.StreamTimelineRequest;
import io.zeitgeber.service.query.v1.TimelineEntry;
import io.zeitgeber.service.query.v1.WatchAlertsRequest;
import io.zeitgeber.service.query.v1.WatchParticipantRequest;
import io.zeitgeber.service.query.v1.Window;
import io.zeitgeber.service.query.v1.WriteResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A real node is asked over gRPC, by our client and by one that is not ours. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Infrastructure.STEADY)
@ExtendWith(AskedNode.class)
final class QueryTest {
  private static final Duration PATIENCE = AskedNode.PATIENCE;
  private static final Instant START = AskedNode.START;
  private static final ParticipantId WHO = id("P001");
  private static final int RECORDS = AskedNode.RECORDS;

  @TempDir private static Path dir;

  private final ParticipantServiceGrpc.ParticipantServiceBlockingStub participants =
      AskedNode.participants();
  private final CohortServiceGrpc.CohortServiceBlockingStub cohort = AskedNode.cohort();

  private static ParticipantId id(String participant) {
    return AskedNode.id("S1", participant);
  }

  private static ParticipantState state() {
    return AskedNode.state(WHO);
  }

  private ListAlertsResponse alerts() {
    return participants.listAlerts(ListAlertsRequest.newBuilder().setId(WHO).build());
  }

  private static SetThresholdsRequest high(ParticipantId who, double high, String request) {
    return SetThresholdsRequest.newBuilder()
        .setId(who)
        .addLimits(LimitChange.newBuilder().setChannel("heart_rate").setHigh(high))
        .setReason(Reason.newBuilder().setBy("coordinator-7").setReason("protocol v2"))
        .setRequestId(request)
        .build();
  }

  @Test
  void participant_afterData_isAnsweredWithWhatTheActorKnows() {
    ParticipantState state = state();
    assertThat(state.getStatus()).isEqualTo("active");
    assertThat(state.getChannels(0).getFront())
        .isEqualTo(Timestamps.fromMillis(START.plusSeconds(RECORDS - 1).toEpochMilli()));
    assertThat(state.getOpenAlertsList())
        .extracting(Alert::getRule)
        .containsExactly("high-heart-rate");
    assertThat(state.getThresholds(0).getHighRule()).isEqualTo("high-heart-rate");
    assertThat(state.getChainHead()).hasSize(64);
    assertThat(state.getOpenWindowsCount()).isEqualTo(state.getChannels(0).getOpenWindows());
    assertThat(state.getChannels(0).getLatestValue()).isEqualTo(130.0);
    assertThat(state.getChannels(0).getLatestTime()).isEqualTo(state.getChannels(0).getFront());
    assertThat(state.getWear()).isEqualTo("worn");
    assertThat(state.getWearThrough().getSeconds()).isGreaterThan(START.getEpochSecond());
  }

  @Test
  void nobody_isNotFound_withAReasonThatAProgramCanTell() throws Exception {
    StatusRuntimeException failed =
        failure(
            () ->
                participants.getParticipant(
                    GetParticipantRequest.newBuilder().setId(id("NOBODY")).build()));
    assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(reason(failed)).isEqualTo("UNKNOWN_PARTICIPANT");
    assertThat(
            failure(
                    () ->
                        participants.getParticipant(
                            GetParticipantRequest.newBuilder().setId(id("no body")).build()))
                .getStatus()
                .getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void participantAt_aPastTime_knowsOnlyWhatHadArrived() {
    ParticipantState then =
        participants.getParticipantAt(
            GetParticipantAtRequest.newBuilder()
                .setId(WHO)
                .setAsOf(Timestamps.fromMillis(START.plusSeconds(9).toEpochMilli()))
                .build());
    assertThat(then.getArrivals()).isEqualTo(10);
    assertThat(then.getOpenAlertsCount()).isZero();
  }

  @Test
  void history_isStreamed_andTheAlertIsExplained() {
    assertThat(
            participants.listWindows(
                ListWindowsRequest.newBuilder().setId(WHO).addChannels("heart_rate").build()))
        .toIterable()
        .isNotEmpty()
        .allSatisfy(window -> assertThat(window.getMean()).isEqualTo(130.0));
    assertThat(participants.streamTimeline(StreamTimelineRequest.newBuilder().setId(WHO).build()))
        .toIterable()
        .isNotEmpty();
    Alert raised = alerts().getAlerts(0);
    assertThat(raised.getLifecycle()).isEqualTo("raised");
    assertThat(raised.getOriginsCount()).isPositive();
    assertThat(
            participants
                .explainAlert(
                    ExplainAlertRequest.newBuilder().setId(WHO).setAlert(raised.getAlert()).build())
                .getJson())
        .contains("\"agrees\":true");
    ListAlertsRequest before =
        ListAlertsRequest.newBuilder()
            .setId(WHO)
            .setAsOf(Timestamps.fromMillis(START.plusSeconds(5).toEpochMilli()))
            .build();
    assertThat(participants.listAlerts(before).getAlertsCount()).isZero();
    assertThat(
            participants
                .listAlerts(
                    before.toBuilder()
                        .setAsOf(Timestamps.fromMillis(START.plusSeconds(500).toEpochMilli()))
                        .build())
                .getAlertsList())
        .containsExactly(raised);
  }

  @Test
  void history_asOfNow_isWhatTheStoresHave_andAsOfBefore_isShorter() {
    Timestamp now = Timestamps.fromMillis(System.currentTimeMillis());
    Timestamp then = Timestamps.fromMillis(START.plusSeconds(100).toEpochMilli());
    ListWindowsRequest windows = ListWindowsRequest.newBuilder().setId(WHO).build();
    List<Window> stored = all(participants.listWindows(windows));
    assertThat(all(participants.listWindows(windows.toBuilder().setAsOf(now).build())))
        .isEqualTo(stored);
    List<Window> before = all(participants.listWindows(windows.toBuilder().setAsOf(then).build()));
    assertThat(before).hasSizeLessThan(stored.size());
    assertThat(stored).containsAll(before);
    StreamTimelineRequest timeline = StreamTimelineRequest.newBuilder().setId(WHO).build();
    List<TimelineEntry> entries = all(participants.streamTimeline(timeline));
    assertThat(all(participants.streamTimeline(timeline.toBuilder().setAsOf(now).build())))
        .isEqualTo(entries);
    assertThat(all(participants.streamTimeline(timeline.toBuilder().setAsOf(then).build())))
        .hasSizeLessThan(entries.size());
  }

  private static <T> List<T> all(Iterator<T> stream) {
    List<T> all = new ArrayList<>();
    stream.forEachRemaining(all::add);
    return all;
  }

  @Test
  void adherence_hasHoursAndRollUps_whereAskedFor() {
    GetAdherenceResponse days =
        cohort.getAdherence(
            GetAdherenceRequest.newBuilder()
                .setStudy("S1")
                .setFromDay("2026-01-05")
                .setUntilDay("2026-01-06")
                .setParticipant("P001")
                .setHours(true)
                .setRollUps(true)
                .build());
    assertThat(days.getRowsList()).hasSize(1);
    assertThat(days.getRows(0).getDaysList()).hasSize(2);
    GetAdherenceResponse.Day day = days.getRows(0).getDays(0);
    assertThat(day.getHoursList()).hasSize(24);
    assertThat(day.getHours(8).getWornMinutes()).isPositive();
    assertThat(days.getRollUpsList()).extracting(it -> it.getParticipants()).containsExactly(1, 1);
    assertThat(days.getRollUps(0).getDays(0).getWornHours()).isEqualTo(day.getWornHours());
    assertThat(
            failure(
                    () ->
                        cohort.getAdherence(
                            GetAdherenceRequest.newBuilder()
                                .setStudy("S1")
                                .setFromDay("2026-01-06")
                                .setUntilDay("2026-01-05")
                                .build()))
                .getStatus()
                .getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void thresholds_setTwiceWithOneRequestId_changeOnce_andTheWatcherSeesIt() throws Exception {
    ParticipantId who = id("P002");
    EnrolRequest enrol =
        EnrolRequest.newBuilder()
            .setId(who)
            .setSite("DE-01")
            .setReason(Reason.newBuilder().setBy("coordinator-7").setReason("enrolment"))
            .setRequestId("e1")
            .build();
    assertThat(participants.enrol(enrol).getFactsList()).contains("site: none -> DE-01");
    Iterator<ParticipantUpdate> watch =
        participants.watchParticipant(WatchParticipantRequest.newBuilder().setId(who).build());
    assertThat(watch.next().getState().getSite()).isEqualTo("DE-01");

    WriteResponse first = participants.setThresholds(high(who, 110, "r1"));
    assertThat(first.getFactsList()).containsExactly("heart_rate.high: the protocol's -> 110.0");
    WriteResponse again = participants.setThresholds(high(who, 110, "r1"));
    assertThat(again.getRepeatedRequest()).isTrue();
    assertThat(again.getSequence()).isEqualTo(first.getSequence());
    assertThat(watch.next().getState().getThresholds(0).getHigh()).isEqualTo(110.0);

    StatusRuntimeException other = failure(() -> participants.setThresholds(high(who, 111, "r1")));
    assertThat(other.getStatus().getCode()).isEqualTo(Status.Code.ALREADY_EXISTS);
    StatusRuntimeException refused = failure(() -> participants.setThresholds(high(who, 20, "r2")));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(reason(refused)).isEqualTo("BAD_THRESHOLD");
    assertThat(
            failure(() -> participants.setThresholds(high(id("P9"), 20, "r")))
                .getStatus()
                .getCode())
        .isEqualTo(Status.Code.NOT_FOUND);
  }

  @Test
  void thousandWatchers_seeTheSameChange_andGoOnAfterTheirToken() throws Exception {
    ParticipantId who = AskedNode.id("S3", "WATCHED");
    AskedNode.enrol(who);
    List<ManagedChannel> channels = new ArrayList<>();
    try {
      Map<Integer, String> tokens = new ConcurrentHashMap<>();
      AtomicInteger changed = new AtomicInteger();
      for (int watcher = 0; watcher < 1_000; watcher++) {
        // A connection carries at most 256 calls at once.
        if (watcher % 200 == 0) {
          channels.add(NettyChannelBuilder.forTarget(AskedNode.address()).usePlaintext().build());
        }
        watch(channels.getLast(), who, "", watcher, tokens, changed);
      }
      await("all have the state").atMost(PATIENCE).until(() -> tokens.size() == 1_000);
      String token = Objects.requireNonNull(tokens.get(0));
      AskedNode.participants()
          .withDeadlineAfter(20, TimeUnit.SECONDS)
          .setThresholds(high(who, 133, "watched-1"));
      await("all have the change").atMost(PATIENCE).until(() -> changed.get() == 1_000);
      Map<Integer, String> after = new ConcurrentHashMap<>();
      watch(channels.getFirst(), who, token, 0, after, changed);
      await("what came after the token").atMost(PATIENCE).until(() -> changed.get() == 1_001);
      Map<Integer, String> nothing = new ConcurrentHashMap<>();
      watch(channels.getFirst(), who, Objects.requireNonNull(after.get(0)), 0, nothing, changed);
      await("nothing that is known already")
          .during(Duration.ofMillis(500))
          .atMost(PATIENCE)
          .until(nothing::isEmpty);
    } finally {
      channels.forEach(ManagedChannel::shutdownNow);
    }
  }

  /** Keeps each watcher's last token, and counts those that saw the new limit. */
  private static void watch(
      ManagedChannel channel,
      ParticipantId who,
      String token,
      int watcher,
      Map<Integer, String> tokens,
      AtomicInteger changed) {
    ParticipantServiceGrpc.newStub(channel)
        .watchParticipant(
            WatchParticipantRequest.newBuilder().setId(who).setResumeToken(token).build(),
            new StreamObserver<>() {
              @Override
              public void onNext(ParticipantUpdate update) {
                tokens.put(watcher, update.getResumeToken());
                if (update.getState().getThresholdsList().stream()
                    .anyMatch(each -> each.getHigh() == 133)) {
                  changed.incrementAndGet();
                }
              }

              @Override
              public void onError(Throwable ended) {}

              @Override
              public void onCompleted() {}
            });
  }

  @Test
  void cohort_listsCountsAndWatches() {
    assertThat(
            cohort
                .listParticipants(
                    ListParticipantsRequest.newBuilder().setStudy("S1").setAlerting(true).build())
                .getParticipantsList())
        .extracting(it -> it.getId().getParticipant())
        .containsExactly("P001");
    await("the ledger balances")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        cohort
                            .getQuality(GetQualityRequest.getDefaultInstance())
                            .getPartitionsList())
                    .isNotEmpty()
                    .allMatch(GetQualityResponse.Partition::getBalances));
    await("all of it is counted")
        .atMost(PATIENCE)
        .until(() -> cohort.getQuality(GetQualityRequest.getDefaultInstance()).getCounted());
    assertThat(
            cohort
                .listParticipants(ListParticipantsRequest.newBuilder().setStudy("S1").build())
                .getParticipants(0)
                .getWornHoursList())
        .hasSize(7);
    assertThat(cohort.getLag(GetLagRequest.getDefaultInstance()).getPartitionsList())
        .isNotEmpty()
        .allMatch(partition -> partition.getLag() == 0);
    // From the topic's very first record on: no partition has a place in an empty token's stead.
    String token =
        java.util.Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("0:0".getBytes(StandardCharsets.UTF_8));
    AlertUpdate update =
        cohort
            .withDeadlineAfter(20, TimeUnit.SECONDS)
            .watchAlerts(
                WatchAlertsRequest.newBuilder().setStudy("S1").setResumeToken(token).build())
            .next();
    assertThat(update.getAlert()).isEqualTo(alerts().getAlerts(0));
    assertThat(update.getResumeToken()).isNotEmpty();
  }

  @Test
  void nodeClient_withThePublishedProtos_getsParticipantAndWatchesAlerts() throws Exception {
    Path root = Path.of(System.getProperty("zeitgeber.root", "..")).toAbsolutePath().normalize();
    Path protos = root.resolve("service/src/main/proto");
    Files.copy(QueryTest.class.getResourceAsStream("/grpc-js/client.js"), dir.resolve("client.js"));
    assumeTrue(
        run(
                "npm",
                "install",
                "--no-audit",
                "--no-fund",
                "--silent",
                "@grpc/grpc-js@1",
                "@grpc/proto-loader@0")
            == 0,
        "node and npm, or their packages, can't be had here");
    assertThat(run("node", "client.js", protos.toString(), AskedNode.address()))
        .as(() -> read(dir.resolve("output.txt")))
        .isZero();
    assertThat(read(dir.resolve("output.txt")))
        .contains("participant active with 200 records")
        .contains("alert raised high-heart-rate")
        .contains("acknowledged: alert")
        .contains("alert acknowledged by node-client");
  }

  private static int run(String... command) throws Exception {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(dir.toFile())
              .redirectErrorStream(true)
              .redirectOutput(dir.resolve("output.txt").toFile())
              .start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return -1;
      }
      return process.exitValue();
    } catch (IOException absent) {
      return -1;
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failed) {
      return failed.toString();
    }
  }

  private static StatusRuntimeException failure(Runnable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call::run);
  }

  private static String reason(StatusRuntimeException failed)
      throws InvalidProtocolBufferException {
    Any detail = Objects.requireNonNull(StatusProto.fromThrowable(failed)).getDetails(0);
    return detail.unpack(ErrorInfo.class).getReason();
  }
}
