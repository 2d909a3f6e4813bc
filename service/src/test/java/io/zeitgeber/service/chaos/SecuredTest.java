package io.zeitgeber.service.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.zeitgeber.service.query.v1.Access;
import io.zeitgeber.service.query.v1.AuditServiceGrpc;
import io.zeitgeber.service.query.v1.CohortServiceGrpc;
import io.zeitgeber.service.query.v1.EnrolRequest;
import io.zeitgeber.service.query.v1.GetParticipantRequest;
import io.zeitgeber.service.query.v1.LimitChange;
import io.zeitgeber.service.query.v1.ListAccessRequest;
import io.zeitgeber.service.query.v1.ListParticipantsRequest;
import io.zeitgeber.service.query.v1.ParticipantId;
import io.zeitgeber.service.query.v1.ParticipantServiceGrpc;
import io.zeitgeber.service.query.v1.ParticipantServiceGrpc.ParticipantServiceBlockingStub;
import io.zeitgeber.service.query.v1.ParticipantState;
import io.zeitgeber.service.query.v1.Reason;
import io.zeitgeber.service.query.v1.SetThresholdsRequest;
import io.zeitgeber.service.security.Issuer;
import io.zeitgeber.service.security.Pki;
import io.zeitgeber.service.security.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A node with accounts, TLS for the page, mutual TLS for programs and between nodes. A marker that
 * stands in values, notes and ids is looked for wherever it must not be.
 */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Infrastructure.STEADY)
final class SecuredTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Instant START = Instant.parse("2026-01-05T08:00:00Z");
  private static final String CANARY = "xq7canary";
  private static final String PERSON = "P-" + CANARY;

  @TempDir private static Path dir;

  private static final Issuer ISSUER = new Issuer();
  private static Pki pki;
  private static ServiceProcess service;
  private static final List<ManagedChannel> CHANNELS = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    Infrastructure at = Infrastructure.steady();
    at.createDatabase("secured");
    pki = Pki.in(dir);
    Path keys = ISSUER.writeTo(dir.resolve("jwks.json"));
    Path protocols = Files.createDirectories(dir.resolve("protocols"));
    Files.writeString(protocols.resolve("s1.conf"), "id = S1\nversion = 1\nunblinding = [steps]\n");
    service =
        ServiceProcess.start(
                new ServiceProcess.Setup(
                    at, "secured", "secured", List.of("obs-secured"), more(keys)),
                "a",
                "--protocols",
                protocols.toString())
            .awaitReady();
    try (KafkaProducer<byte[], byte[]> producer = Load.producer(at)) {
      for (int second = 0; second < 100; second++) {
        send(producer, second, "\"bpm\":130");
        send(producer, second, "\"channel\":\"steps\",\"duration_s\":1,\"value\":2");
      }
      send(producer, 101, "\"bpm\":\"" + CANARY + "\"");
      send(producer, 102, "\"channel\":\"heart_rate\",\"value\":70,\"note\":\"" + CANARY + "\"");
    }
    ParticipantServiceBlockingStub admin = participants("manager", "data-manager", "*");
    await("all records are taken")
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
        .until(() -> state(admin).getArrivals() >= 201);
    var _ =
        admin.enrol(
            EnrolRequest.newBuilder()
                .setId(id())
                .setSite("DE-01")
                .setReason(Reason.newBuilder().setBy("somebody else").setReason(CANARY))
                .setRequestId("enrol")
                .build());
  }

  private static String more(Path keys) {
    return """
    cluster.tls { certificate = "%1$s", key = "%2$s", authority = "%3$s" }
    security {
      tls {
        certificate = "%1$s", key = "%2$s", client-authority = "%3$s", clients = grpc
      }
      accounts { issuer = "%4$s", keys-file = "%5$s" }
    }
    """
        .formatted(pki.certificate(), pki.key(), pki.authority(), Issuer.NAME, keys);
  }

  private static void send(KafkaProducer<byte[], byte[]> producer, int second, String what) {
    long millis = START.plusSeconds(second).toEpochMilli();
    String record =
        String.format(
            Locale.ROOT,
            "{\"study\":\"S1\",\"participant\":\"%s\",\"device\":\"w\",\"time\":%d,%s}",
            PERSON,
            millis,
            what);
    var _ =
        producer.send(
            new ProducerRecord<>(
                "obs-secured",
                null,
                millis,
                PERSON.getBytes(StandardCharsets.UTF_8),
                record.getBytes(StandardCharsets.UTF_8)));
  }

  @AfterAll
  static void stop() throws InterruptedException {
    CHANNELS.forEach(ManagedChannel::shutdownNow);
    if (service == null) {
      return; // it did not start, which is said already
    }
    assertThat(service.stop()).isEqualTo(143);
  }

  @Test
  void connectionWithoutACertificate_isRefused() throws Exception {
    ManagedChannel channel =
        NettyChannelBuilder.forTarget(
                service.endpoints().get("grpc").asText(),
                TlsChannelCredentials.newBuilder().trustManager(pki.authority().toFile()).build())
            .build();
    CHANNELS.add(channel);
    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                ParticipantServiceGrpc.newBlockingStub(channel)
                    .getParticipant(GetParticipantRequest.newBuilder().setId(id()).build()));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void sites_areKeptApart_andMarkedChannelsFromBlindedRoles() throws Exception {
    ParticipantServiceBlockingStub theirs = participants("ann", "coordinator", "DE-01");
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(allowed(theirs)).isTrue());
    assertThat(state(theirs).getChannelsList()).extracting("channel").doesNotContain("steps");
    assertThat(state(participants("aud", "auditor", "*")).getChannelsList())
        .extracting("channel")
        .contains("heart_rate", "steps");
    assertThat(allowed(participants("ben", "coordinator", "DE-02"))).isFalse();
    for (String site : List.of("DE-01", "DE-02")) {
      assertThat(
              CohortServiceGrpc.newBlockingStub(channel("ben", "coordinator", site))
                  .listParticipants(ListParticipantsRequest.newBuilder().setStudy("S1").build())
                  .getParticipantsList())
          .hasSize(site.equals("DE-01") ? 1 : 0);
    }
  }

  @Test
  void change_isByTheTokensSubject_andInTheAccessLogWhenItIsAnswered() throws Exception {
    ParticipantServiceBlockingStub ann = participants("ann", "coordinator", "DE-01");
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(allowed(ann)).isTrue());
    var _ =
        ann.setThresholds(
            SetThresholdsRequest.newBuilder()
                .setId(id())
                .addLimits(LimitChange.newBuilder().setChannel("heart_rate").setHigh(111))
                .setReason(Reason.newBuilder().setBy("the dean").setReason(CANARY))
                .setRequestId("limits")
                .build());
    assertThat(accesses())
        .filteredOn(access -> access.getMethod().endsWith("/SetThresholds"))
        .singleElement()
        .satisfies(
            access -> {
              assertThat(access.getSubject()).isEqualTo("ann");
              assertThat(access.getRole()).isEqualTo("coordinator");
              assertThat(access.getOrganisation()).isEqualTo("Hospital A");
              assertThat(access.getAuthenticated()).isTrue();
              assertThat(access.getAction()).isEqualTo("write");
              assertThat(access.getParticipant()).isEqualTo(PERSON);
              assertThat(access.getOutcome()).isEqualTo("OK");
            });
    assertThat(allowed(participants("ben", "coordinator", "DE-02"))).isFalse();
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () ->
                assertThat(accesses())
                    .extracting(access -> access.getSubject() + " " + access.getAction())
                    .contains("ann read", "ben refused"));
  }

  @Test
  void commands_askOverTlsWithAToken() throws Exception {
    Path token =
        Files.writeString(
            dir.resolve("token"),
            ISSUER.token("cli", List.of("auditor"), List.of("*"), List.of("*")));
    String[] tls = {
      "--tls-ca", pki.authority().toString(),
      "--tls-certificate", pki.certificate().toString(),
      "--tls-key", pki.key().toString()
    };
    assertThat(cli(tls, "query", "participant", PERSON, "--study", "S1")).isEqualTo(4);
    assertThat(
            cli(
                tls,
                "query",
                "participant",
                PERSON,
                "--study",
                "S1",
                "--token-file",
                token.toString()))
        .isZero();
    assertThat(service.cli("audit", "access", "--subject", "cli", "--csv")).isZero();
  }

  private static int cli(String[] tls, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of(tls));
    return service.cli(all.toArray(String[]::new));
  }

  @Test
  void page_isOverTls_andMetricsNeedAToken_andNothingTellsTheMarker() throws Exception {
    assertThat(get("/ready", "").statusCode()).isEqualTo(200);
    assertThat(get("/metrics", "").statusCode()).isEqualTo(401);
    String token = ISSUER.token("prometheus", List.of("service"), List.of(), List.of());
    HttpResponse<String> metrics = get("/metrics", token);
    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.body()).contains("zeitgeber_access_logged_total").doesNotContain(CANARY);
    StatusRuntimeException wrong =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                participants("ann", "auditor", "*")
                    .getParticipant(
                        GetParticipantRequest.newBuilder()
                            .setId(
                                ParticipantId.newBuilder()
                                    .setStudy("S1")
                                    .setParticipant(CANARY + " <b>"))
                            .build()));
    assertThat(wrong.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(wrong.toString()).doesNotContain(CANARY);
    String node =
        Files.readString(service.log(), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> line.matches("\\d\\d.*(INFO|WARN|ERROR|DEBUG) .*"))
            .reduce("", (a, b) -> a + b + "\n");
    assertThat(node).isNotEmpty().doesNotContain(CANARY, "eyJ", "BEGIN", "PRIVATE KEY");
  }

  private static HttpResponse<String> get(String path, String token) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, TlsFiles.authorities(pki.authority()), null);
    String http = service.endpoints().get("http").asText();
    assertThat(http).startsWith("https://");
    try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(http + path));
      if (!token.isEmpty()) {
        request.header("Authorization", "Bearer " + token);
      }
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private static boolean allowed(ParticipantServiceBlockingStub as) {
    try {
      return state(as).hasSite();
    } catch (StatusRuntimeException denied) {
      assertThat(denied.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
      return false;
    }
  }

  private static List<Access> accesses() throws IOException {
    return AuditServiceGrpc.newBlockingStub(channel("aud", "auditor", "*"))
        .listAccess(ListAccessRequest.newBuilder().setStudy("S1").setPageSize(1000).build())
        .getAccessesList();
  }

  private static ParticipantState state(ParticipantServiceBlockingStub as) {
    return as.getParticipant(GetParticipantRequest.newBuilder().setId(id()).build());
  }

  private static ParticipantServiceBlockingStub participants(
      String subject, String role, String site) throws IOException {
    return ParticipantServiceGrpc.newBlockingStub(channel(subject, role, site));
  }

  private static ManagedChannel channel(String subject, String role, String site)
      throws IOException {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
        "Bearer " + ISSUER.token(subject, List.of(role), List.of("S1"), List.of(site)));
    ClientInterceptor token = MetadataUtils.newAttachHeadersInterceptor(headers);
    ManagedChannel channel =
        NettyChannelBuilder.forTarget(
                service.endpoints().get("grpc").asText(),
                TlsChannelCredentials.newBuilder()
                    .trustManager(pki.authority().toFile())
                    .keyManager(pki.certificate().toFile(), pki.key().toFile())
                    .build())
            .intercept(token)
            .build();
    CHANNELS.add(channel);
    return channel;
  }

  private static ParticipantId id() {
    return ParticipantId.newBuilder().setStudy("S1").setParticipant(PERSON).build();
  }
}
