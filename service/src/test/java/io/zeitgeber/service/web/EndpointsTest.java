package io.zeitgeber.service.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.micrometer.core.instrument.Counter;
import io.zeitgeber.service.health.Health;
import io.zeitgeber.service.metrics.Registry;
import io.zeitgeber.service.security.Guard;
import io.zeitgeber.service.security.SecuritySettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EndpointsTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final Health health = new Health();
  private final AtomicReference<String> trouble = new AtomicReference<>("");
  private final Registry registry = new Registry();
  private final Status status =
      new Status(health, registry.meters(), Instant.parse("2026-01-05T00:00:00Z"));
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpEndpoint http;
  private Guard guard;

  @BeforeEach
  void start() throws IOException {
    health.check("database", () -> Optional.of(trouble.get()).filter(now -> !now.isEmpty()));
    guard = Guard.open(SecuritySettings.OPEN, registry.meters());
    http = HttpEndpoint.start(ANY, health, registry.meters(), status, guard, Optional.empty());
  }

  @AfterEach
  void stop() {
    http.close();
    guard.close();
    client.close();
    registry.close();
  }

  @Test
  void trouble_makesReady503_andLeavesAlive200() throws Exception {
    assertThat(get("/ready").statusCode()).isEqualTo(200);
    trouble.set("PostgreSQL does not answer");
    assertThat(get("/ready").statusCode()).isEqualTo(503);
    assertThat(get("/ready").body())
        .isEqualTo(
            "{\"ready\":false,\"troubles\":{\"database\":\"PostgreSQL does not answer\"}}\n");
    assertThat(get("/alive").statusCode()).isEqualTo(200);
    trouble.set("");
    assertThat(get("/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void metrics_areReadByPrometheus() throws Exception {
    Counter.builder("zeitgeber.records")
        .tag("fate", "observed")
        .register(registry.meters())
        .increment(3);
    HttpResponse<String> metrics = get("/metrics");
    assertThat(metrics.headers().firstValue("Content-Type"))
        .get()
        .asString()
        .startsWith("text/plain; version=0.0.4");
    assertThat(metrics.body())
        .contains("zeitgeber_records_total{fate=\"observed\"} 3.0")
        .contains("jvm_memory_used_bytes");
  }

  @Test
  void status_countsAndNames() throws Exception {
    Counter.builder("zeitgeber.records")
        .tag("fate", "observed")
        .register(registry.meters())
        .increment(3);
    status.endpoints(Map.of("kafka", "127.0.0.1:9092"));
    assertThat(get("/status.json").body())
        .contains("\"ready\":true")
        .contains("\"started_at\":\"2026-01-05T00:00:00Z\"")
        .contains("\"records\":{\"observed\":3}")
        .contains("\"endpoints\":{\"kafka\":\"127.0.0.1:9092\"}");
  }

  @Test
  void page_isSelfContained() throws Exception {
    HttpResponse<String> page = get("/");
    assertThat(page.body()).contains("<title>Zeitgeber</title>").doesNotContain("https://");
    assertThat(page.headers().firstValue("Content-Security-Policy"))
        .get()
        .asString()
        .startsWith("default-src 'none'");
    assertThat(get("/status.js").statusCode()).isEqualTo(200);
    assertThat(get("/status.css").statusCode()).isEqualTo(200);
    assertThat(get("/../status.css").statusCode()).isEqualTo(404);
  }

  @Test
  void otherMethods_areRefused() throws Exception {
    HttpRequest post =
        HttpRequest.newBuilder(uri("/ready")).POST(HttpRequest.BodyPublishers.noBody()).build();
    HttpResponse<String> answer = client.send(post, BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
  }

  @Test
  void grpcHealth_saysTheSameAsReady() throws IOException {
    trouble.set("Kafka does not answer");
    try (GrpcEndpoint grpc =
        GrpcEndpoint.start(
            ANY, health, List.of(), guard, Optional.empty(), Duration.ofMinutes(1))) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", grpc.port()).usePlaintext().build();
      try {
        HealthGrpc.HealthBlockingStub stub = HealthGrpc.newBlockingStub(channel);
        assertThat(ask(stub)).isEqualTo(ServingStatus.NOT_SERVING);
        trouble.set("");
        Awaitility.await().until(() -> ask(stub) == ServingStatus.SERVING);
      } finally {
        channel.shutdownNow();
      }
    }
  }

  private static ServingStatus ask(HealthGrpc.HealthBlockingStub stub) {
    return stub.check(HealthCheckRequest.getDefaultInstance()).getStatus();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + http.port() + path);
  }
}
