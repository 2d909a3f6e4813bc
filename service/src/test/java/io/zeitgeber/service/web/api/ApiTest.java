package io.zeitgeber.service.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.util.Timestamps;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.Status;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.zeitgeber.service.health.Health;
import io.zeitgeber.service.metrics.Registry;
import io.zeitgeber.service.query.v1.AlertUpdate;
import io.zeitgeber.service.query.v1.ClockConfidence;
import io.zeitgeber.service.query.v1.CohortServiceGrpc;
import io.zeitgeber.service.query.v1.GetAdherenceRequest;
import io.zeitgeber.service.query.v1.GetAdherenceResponse;
import io.zeitgeber.service.query.v1.GetLagRequest;
import io.zeitgeber.service.query.v1.GetLagResponse;
import io.zeitgeber.service.query.v1.ListParticipantsRequest;
import io.zeitgeber.service.query.v1.ListParticipantsResponse;
import io.zeitgeber.service.query.v1.ListZonesRequest;
import io.zeitgeber.service.query.v1.ListZonesResponse;
import io.zeitgeber.service.query.v1.ParticipantId;
import io.zeitgeber.service.query.v1.ParticipantSummary;
import io.zeitgeber.service.query.v1.StudyServiceGrpc;
import io.zeitgeber.service.query.v1.WatchAlertsRequest;
import io.zeitgeber.service.security.Guard;
import io.zeitgeber.service.security.SecuritySettings;
import io.zeitgeber.service.web.Answering;
import io.zeitgeber.service.web.HttpEndpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ApiTest {
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final Registry registry = new Registry();
  private final HttpClient client = HttpClient.newHttpClient();
  private Api api;
  private HttpEndpoint http;
  private Guard guard;

  @BeforeEach
  void start() throws Exception {
    api =
        Api.over(
            new Answering(
                    List.<BindableService>of(new Cohort(), new Study()), List.of(new Seeing()))
                .definitions());
    Health health = new Health();
    guard = Guard.open(SecuritySettings.OPEN, registry.meters());
    http =
        HttpEndpoint.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            health,
            registry.meters(),
            new io.zeitgeber.service.web.Status(health, registry.meters(), Instant.EPOCH),
            api,
            guard,
            Optional.empty());
  }

  @AfterEach
  void stop() {
    http.close();
    api.close();
    guard.close();
    client.close();
    registry.close();
  }

  @Test
  void post_isAnsweredInTheOneJsonStyle() throws Exception {
    HttpResponse<String> answer = post("/api/v1/CohortService/GetLag", "{}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            "{\"partitions\":[{\"topic\":\"t\",\"partition\":1,\"lag\":5000000000}],"
                + "\"newest_received\":\"2026-01-05T00:00:00.250Z\"}\n");
  }

  @Test
  void get_takesFieldsAsParameters_forWhatOnlyReads() throws Exception {
    assertThat(get("/api/v1/CohortService/ListParticipants?study=S1&page_size=1").body())
        .contains("\"next_page_token\":\"1\"");
    assertThat(get("/api/v1/CohortService/ListParticipants?wrong=1").statusCode()).isEqualTo(400);
    assertThat(get("/api/v1/CohortService/AcknowledgeAlerts").statusCode()).isEqualTo(405);
  }

  @Test
  void what_nobodyAnswers_is501() throws Exception {
    assertThat(post("/api/v1/NoService/GetIt", "{}").statusCode()).isEqualTo(501);
    HttpResponse<String> known = post("/api/v1/CohortService/GetQuality", "{}");
    assertThat(known.statusCode()).isEqualTo(501);
    assertThat(known.body()).contains("\"code\":\"UNIMPLEMENTED\"");
  }

  @Test
  void failure_keepsItsDetails() throws Exception {
    HttpResponse<String> answer = post("/api/v1/CohortService/GetAdherence", "{}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .contains("\"code\":\"INVALID_ARGUMENT\"")
        .contains("\"fields\":[{\"field\":\"from_day\",\"expected\":\"a date\"}]");
  }

  @Test
  void rubbish_isRefused_withoutBeingRepeated() throws Exception {
    HttpResponse<String> answer = post("/api/v1/CohortService/GetLag", "{\"secret-7\":");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).doesNotContain("secret-7");
    assertThat(post("/api/v1/CohortService/GetLag", " ".repeat(300_000)).statusCode())
        .isEqualTo(400);
  }

  @Test
  void anotherSitesPage_mayNotAsk() throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri("/api/v1/CohortService/GetLag"))
            .POST(HttpRequest.BodyPublishers.ofString("{}"));
    assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(415);
    request.header("Content-Type", "application/json").header("Sec-Fetch-Site", "cross-site");
    assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(403);
  }

  @Test
  void stream_comesAsLines_orAsEvents() throws Exception {
    assertThat(post("/api/v1/CohortService/WatchAlerts", "{}").body())
        .isEqualTo("{\"resume_token\":\"1\"}\n{\"resume_token\":\"2\"}\n");
    HttpRequest events =
        HttpRequest.newBuilder(uri("/api/v1/CohortService/WatchAlerts"))
            .header("Accept", "text/event-stream")
            .build();
    assertThat(client.send(events, BodyHandlers.ofString()).body())
        .isEqualTo("data: {\"resume_token\":\"1\"}\n\ndata: {\"resume_token\":\"2\"}\n\n");
  }

  @Test
  void caller_isHandedOnToTheInterceptors() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri("/api/v1/CohortService/GetLag"))
            .header("Authorization", "Bearer abc")
            .build();
    assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    assertThat(seen).contains("Bearer abc from 127.0.0.1");
  }

  @Test
  void csv_hasAllPages_bothTimes_andNoFormulas() throws Exception {
    HttpResponse<String> answer =
        get("/csv/CohortService/ListParticipants?study=S1&zone=Europe/Berlin");
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/csv; charset=utf-8");
    List<String> lines = answer.body().lines().toList();
    assertThat(lines.get(0))
        .startsWith("study,participant,site,status,last_data_utc,last_data_local,")
        .contains("battery_percent")
        .contains("worn_hours");
    assertThat(lines.get(1))
        .startsWith("S1,P0,'=1+1,\"a, \"\"b\"\"\",2026-01-05T00:00:00Z,2026-01-05T01:00:00+01:00,");
    assertThat(lines).hasSize(4);
  }

  @Test
  void csv_localIsWhereTheParticipantLives_andConstantsAreWords() throws Exception {
    List<String> lines =
        get("/csv/CohortService/ListParticipants?study=S1").body().lines().toList();
    assertThat(lines.get(1)).contains(",2026-01-05T00:00:00Z,2026-01-05T00:00:00Z,", ",good,");
    assertThat(lines.get(2)).contains(",2026-01-05T00:00:00Z,2026-01-05T05:30:00+05:30,");
  }

  @Test
  void dictionary_saysWhatEveryColumnMeans() throws Exception {
    for (String table :
        List.of(
            "CohortService/ListParticipants/dictionary",
            "CohortService/ListAlerts/dictionary",
            "CohortService/GetLag/dictionary",
            "CohortService/GetAdherence/dictionary?rows=rows.days",
            "CohortService/GetQuality/dictionary?rows=partitions",
            "CohortService/GetQuality/dictionary?rows=held_back")) {
      List<String> lines = get("/csv/" + table).body().lines().toList();
      assertThat(lines.get(0)).isEqualTo("column,type,meaning");
      assertThat(lines.subList(1, lines.size()))
          .as(table)
          .isNotEmpty()
          .allSatisfy(line -> assertThat(line).matches("[a-z0-9_]+,\"?[A-Za-z, 0-9]+\"?,.{4,}"));
    }
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + http.port() + path);
  }

  /** Notes what came with a call. */
  private final class Seeing implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      seen.add(headers.get(Guard.AUTHORIZATION) + " from " + headers.get(Guard.PEER));
      return next.startCall(call, headers);
    }
  }

  /** Of the second participant it is known where he lives. */
  private static final class Study extends StudyServiceGrpc.StudyServiceImplBase {
    @Override
    public void listZones(ListZonesRequest request, StreamObserver<ListZonesResponse> to) {
      to.onNext(
          ListZonesResponse.newBuilder()
              .addZones(
                  ListZonesResponse.Zone.newBuilder().setParticipant("P1").setZone("Asia/Kolkata"))
              .addZones(
                  ListZonesResponse.Zone.newBuilder().setParticipant("P2").setFromDay("2026-01-05"))
              .build());
      to.onCompleted();
    }
  }

  /** Three participants, one a page; two updates; one field that is not as it must be. */
  private static final class Cohort extends CohortServiceGrpc.CohortServiceImplBase {
    @Override
    public void getLag(GetLagRequest request, StreamObserver<GetLagResponse> to) {
      to.onNext(
          GetLagResponse.newBuilder()
              .addPartitions(
                  GetLagResponse.Partition.newBuilder()
                      .setTopic("t")
                      .setPartition(1)
                      .setLag(5_000_000_000L))
              .setNewestReceived(
                  Timestamps.fromMillis(Instant.parse("2026-01-05T00:00:00.250Z").toEpochMilli()))
              .build());
      to.onCompleted();
    }

    @Override
    public void listParticipants(
        ListParticipantsRequest request, StreamObserver<ListParticipantsResponse> to) {
      int at = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
      to.onNext(
          ListParticipantsResponse.newBuilder()
              .addParticipants(
                  ParticipantSummary.newBuilder()
                      .setId(ParticipantId.newBuilder().setStudy("S1").setParticipant("P" + at))
                      .setSite("=1+1")
                      .setStatus("a, \"b\"")
                      .setClock(ClockConfidence.CLOCK_CONFIDENCE_GOOD)
                      .setLastData(
                          Timestamps.fromMillis(
                              Instant.parse("2026-01-05T00:00:00Z").toEpochMilli())))
              .setNextPageToken(at < 2 ? Integer.toString(at + 1) : "")
              .build());
      to.onCompleted();
    }

    @Override
    public void watchAlerts(WatchAlertsRequest request, StreamObserver<AlertUpdate> to) {
      to.onNext(AlertUpdate.newBuilder().setResumeToken("1").build());
      to.onNext(AlertUpdate.newBuilder().setResumeToken("2").build());
      to.onCompleted();
    }

    @Override
    public void getAdherence(GetAdherenceRequest request, StreamObserver<GetAdherenceResponse> to) {
      to.onError(
          StatusProto.toStatusRuntimeException(
              Status.newBuilder()
                  .setCode(Code.INVALID_ARGUMENT_VALUE)
                  .setMessage("from_day: expected a date")
                  .addDetails(
                      Any.pack(
                          BadRequest.newBuilder()
                              .addFieldViolations(
                                  BadRequest.FieldViolation.newBuilder()
                                      .setField("from_day")
                                      .setDescription("a date"))
                              .build()))
                  .build()));
    }
  }
}
