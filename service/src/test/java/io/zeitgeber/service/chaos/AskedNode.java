package io.zeitgeber.service.chaos;

import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.zeitgeber.service.query.v1.CohortServiceGrpc;
import io.zeitgeber.service.query.v1.EnrolRequest;
import io.zeitgeber.service.query.v1.GetParticipantRequest;
import io.zeitgeber.service.query.v1.ListStudyAlertsRequest;
import io.zeitgeber.service.query.v1.ParticipantId;
import io.zeitgeber.service.query.v1.ParticipantServiceGrpc;
import io.zeitgeber.service.query.v1.ParticipantState;
import io.zeitgeber.service.query.v1.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One node with data in it that several tests ask over gRPC: P001 of study S1 has one open alert;
 * A1 to A4 of study S2 have two each, of which the first is resolved.
 */
final class AskedNode implements BeforeAllCallback, AutoCloseable {
  static final Duration PATIENCE = Infrastructure.PATIENCE;
  static final Instant START = Instant.parse("2026-01-05T08:00:00Z");
  static final int RECORDS = 200;
  private static final List<String> ALERTING = List.of("A1", "A2", "A3", "A4");

  private static @Nullable AskedNode node;

  private @Nullable ServiceProcess service;
  private @Nullable ManagedChannel channel;

  private static ManagedChannel channel() {
    return Objects.requireNonNull(Objects.requireNonNull(node).channel);
  }

  static ParticipantServiceGrpc.ParticipantServiceBlockingStub participants() {
    return ParticipantServiceGrpc.newBlockingStub(channel());
  }

  static CohortServiceGrpc.CohortServiceBlockingStub cohort() {
    return CohortServiceGrpc.newBlockingStub(channel());
  }

  static String address() throws Exception {
    return service().endpoints().get("grpc").asText();
  }

  static ServiceProcess service() {
    return Objects.requireNonNull(Objects.requireNonNull(node).service);
  }

  static ParticipantId id(String study, String participant) {
    return ParticipantId.newBuilder().setStudy(study).setParticipant(participant).build();
  }

  static ParticipantState state(ParticipantId who) {
    return participants().getParticipant(GetParticipantRequest.newBuilder().setId(who).build());
  }

  /** Somebody of whom nothing else is known. */
  static void enrol(ParticipantId who) {
    var _ =
        participants()
            .enrol(
                EnrolRequest.newBuilder()
                    .setId(who)
                    .setSite("DE-01")
                    .setReason(Reason.newBuilder().setBy("coordinator-7").setReason("enrolment"))
                    .setRequestId("enrol-" + who.getParticipant())
                    .build());
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(AskedNode.class))
        .getOrComputeIfAbsent(AskedNode.class, _ -> started(), AskedNode.class);
  }

  private static AskedNode started() {
    AskedNode starting = new AskedNode();
    node = starting;
    try {
      starting.start();
      return starting;
    } catch (Exception failed) {
      IllegalStateException told = new IllegalStateException(failed);
      try {
        starting.close();
      } catch (Exception another) {
        told.addSuppressed(another);
      }
      throw told;
    }
  }

  private void start() throws Exception {
    Infrastructure at = Infrastructure.steady();
    at.createDatabase("query");
    ServiceProcess starting =
        ServiceProcess.start(
            new ServiceProcess.Setup(at, "query", "query", List.of("obs-query"), ""), "a");
    service = starting;
    starting.awaitReady();
    String address = starting.endpoints().get("grpc").asText();
    channel = NettyChannelBuilder.forTarget(address).usePlaintext().build();
    try (KafkaProducer<byte[], byte[]> producer = Load.producer(at)) {
      for (int second = 0; second < RECORDS; second++) {
        send(producer, "S1", "P001", second, 130);
        for (String who : ALERTING) {
          // High, well again for a minute, and high again within 15 minutes.
          send(producer, "S2", who, second, second >= 30 && second < 110 ? 60 : 130);
        }
      }
    }
    await("all records are taken")
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
        .until(
            () ->
                state(id("S1", "P001")).getArrivals() == RECORDS
                    && ALERTING.stream()
                        .allMatch(who -> state(id("S2", who)).getArrivals() == RECORDS));
    await("the stores have the alerts")
        .atMost(PATIENCE)
        .until(() -> alerts("S1") == 1 && alerts("S2") == 2 * ALERTING.size());
  }

  private static int alerts(String study) {
    return cohort()
        .listAlerts(ListStudyAlertsRequest.newBuilder().setStudy(study).build())
        .getAlertsCount();
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, String study, String who, int second, int beats) {
    long millis = START.plusSeconds(second).toEpochMilli();
    String record =
        "{\"study\":\"%s\",\"participant\":\"%s\",\"device\":\"w\",\"time\":%d,\"bpm\":%d}"
            .formatted(study, who, millis, beats);
    var _ =
        producer.send(
            new ProducerRecord<>(
                "obs-query",
                null,
                millis,
                who.getBytes(StandardCharsets.UTF_8),
                record.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void close() {
    if (channel != null) {
      channel.shutdownNow();
    }
    try {
      if (service != null) {
        service.stop();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
