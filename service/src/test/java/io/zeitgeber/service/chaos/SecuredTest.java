package io.zeitgeber.service.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import io.zeitgeber.service.embedded.EmbeddedDatabase;
import io.zeitgeber.service.query.v1.Access;
import io.zeitgeber.service.query.v1.ActivateProtocolRequest;
import io.zeitgeber.service.query.v1.AdoptTopicRequest;
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
import io.zeitgeber.service.query.v1.ReadmitRecordsRequest;
import io.zeitgeber.service.query.v1.Reason;
import io.zeitgeber.service.query.v1.SetLegalHoldRequest;
import io.zeitgeber.service.query.v1.SetThresholdsRequest;
import io.zeitgeber.service.query.v1.StudyServiceGrpc;
import io.zeitgeber.service.security.Issuer;
import io.zeitgeber.service.security.Pki;
import io.zeitgeber.service.security.TlsFiles;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
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
  private static final Duration PATIENCE = Infrastructure.PATIENCE;
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

  @Test
  void decisions_areByTheTokensAccount_overTheCommandLineToo() throws Exception {
    StatusRuntimeException denied =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                StudyServiceGrpc.newBlockingStub(channel("ann", "coordinator", "*"))
                    .setLegalHold(SetLegalHoldRequest.newBuilder().setStudy("S1").build()));
    assertThat(denied.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    StudyServiceGrpc.StudyServiceBlockingStub manager =
        StudyServiceGrpc.newBlockingStub(channel("mia", "data-manager", "*"));
    Reason reason = Reason.newBuilder().setBy("the dean").setReason("case 12").build();
    assertThat(
            manager
                .setLegalHold(
                    SetLegalHoldRequest.newBuilder()
                        .setStudy("S1")
                        .setParticipant(PERSON)
                        .setReason(reason)
                        .build())
                .getInForceList())
        .containsExactly("case 12 (mia)");
    Path token =
        Files.writeString(
            dir.resolve("manager"),
            ISSUER.token("mia", List.of("data-manager"), List.of("*"), List.of("*")));
    String[] as = {
      "--reason",
      "case closed",
      "--token-file",
      token.toString(),
      "--tls-ca",
      pki.authority().toString(),
      "--tls-certificate",
      pki.certificate().toString(),
      "--tls-key",
      pki.key().toString()
    };
    assertThat(cli(as, "hold", "--release", "--study", "S1", "--participant", PERSON)).isZero();
    assertThat(service.cli("hold", "--study", "S1", "--reason", "nobody says who")).isEqualTo(2);
    ReadmitRecordsRequest readmit =
        ReadmitRecordsRequest.newBuilder()
            .setStudy("S1")
            .setParticipant(PERSON)
            .setReason(reason)
            .build();
    await("what was refused is in the quarantine")
        .atMost(PATIENCE)
        .until(() -> manager.readmitRecords(readmit).getNumbered() > 0);
    Path protocol = dir.resolve("protocols/s1.conf");
    manager.activateProtocol(
        ActivateProtocolRequest.newBuilder()
            .setStudy("S1")
            .setText(Files.readString(protocol).replace("version = 1", "version = 2"))
            .setReason(reason)
            .build());
    assertThat(cli(as, "topics", "adopt", "obs-secured")).isZero();
    String[] gap = {
      "topics", "accept-gap", "obs-secured", "--partition", "99", "--from", "1", "--to", "2"
    };
    assertThat(cli(as, gap)).isZero();
    // The topic had been adopted at first sight, by nobody's account: what is known stays.
    assertThat(decided("topics")).contains("zeitgeber|null|null|false");
    assertThatThrownBy(
            () ->
                manager.adoptTopic(
                    AdoptTopicRequest.newBuilder().setTopic("none").setReason(reason).build()))
        .hasMessageContaining("NOT_FOUND");
    for (String table :
        List.of("legal_holds", "readmissions", "study_protocols", "gaps_accepted")) {
      assertThat(decided(table)).as(table).contains("mia|data-manager|Hospital A|true");
    }
    assertThat(decided("legal_holds")).doesNotContain("the dean||null|false");
  }

  private static List<String> decided(String table) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                Infrastructure.steady().url("secured"), EmbeddedDatabase.OWNER, "");
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select by, role, organisation, authenticated from zeitgeber." + table)) {
      List<String> rows = new ArrayList<>();
      while (row.next()) {
        rows.add(
            row.getString(1)
                + "|"
                + row.getString(2)
                + "|"
                + row.getString(3)
                + "|"
                + row.getBoolean(4));
      }
      return rows;
    }
  }

  @Test
  void secondNode_isJoinedAndAskedOverMutualTls_andOneOfAnotherAuthorityIsNot() throws Exception {
    Infrastructure at = Infrastructure.steady();
    String first = service.endpoints().get("cluster").asText();
    Path keys = dir.resolve("jwks.json");
    ServiceProcess second =
        ServiceProcess.start(
                new ServiceProcess.Setup(
                    at, "secured", "secured", List.of("obs-secured"), more(keys)),
                "b",
                "--join",
                first)
            .awaitReady();
    try {
      ManagedChannel channel = channel(second, "mia", "data-manager", "*");
      ParticipantServiceBlockingStub asked = ParticipantServiceGrpc.newBlockingStub(channel);
      // Of twenty participants some live on either node.
      for (int n = 0; n < 20; n++) {
        ParticipantId who =
            ParticipantId.newBuilder().setStudy("S1").setParticipant("T" + n).build();
        var _ =
            asked.enrol(
                EnrolRequest.newBuilder()
                    .setId(who)
                    .setSite("DE-01")
                    .setReason(Reason.newBuilder().setBy("x").setReason("two nodes"))
                    .setRequestId("t" + n)
                    .build());
        assertThat(
                asked
                    .getParticipant(GetParticipantRequest.newBuilder().setId(who).build())
                    .getSite())
            .isEqualTo("DE-01");
      }
      assertThat(state(asked).getArrivals()).isGreaterThanOrEqualTo(201);
      assertThat(greeted(first, pki)).isTrue();
      assertThat(greeted(first, Pki.in(Files.createDirectories(dir.resolve("foreign"))))).isFalse();
    } finally {
      second.stop();
    }
  }

  /** Whether a node's own port lets somebody in who shows this certificate. */
  private static boolean greeted(String address, Pki with) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(with.shown(), TlsFiles.authorities(pki.authority()), null);
    URI uri = URI.create("tls://" + address);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(1_000);
      socket.startHandshake();
      // With TLS 1.3 a refused certificate shows at the first read; a node that was let in is
      // silent.
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException silent) {
      return true;
    } catch (IOException refused) {
      return false;
    }
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
    return channel(service, subject, role, site);
  }

  private static ManagedChannel channel(ServiceProcess of, String subject, String role, String site)
      throws IOException {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
        "Bearer " + ISSUER.token(subject, List.of(role), List.of("S1"), List.of(site)));
    ClientInterceptor token = MetadataUtils.newAttachHeadersInterceptor(headers);
    ManagedChannel channel =
        NettyChannelBuilder.forTarget(
                of.endpoints().get("grpc").asText(),
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
