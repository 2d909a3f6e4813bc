package io.zeitgeber.service.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zeitgeber.persistence.access.Access;
import io.zeitgeber.service.health.Health;
import io.zeitgeber.service.query.v1.Alert;
import io.zeitgeber.service.query.v1.AlertUpdate;
import io.zeitgeber.service.query.v1.CohortServiceGrpc;
import io.zeitgeber.service.query.v1.GetLagRequest;
import io.zeitgeber.service.query.v1.GetLagResponse;
import io.zeitgeber.service.query.v1.WatchAlertsRequest;
import io.zeitgeber.service.web.Answering;
import io.zeitgeber.service.web.GrpcEndpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream that outlives its token, and somebody who calls too often. */
final class GuardedStreamTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private static Path dir;

  private final Issuer issuer = new Issuer();
  private final List<Access> logged = new CopyOnWriteArrayList<>();
  private final AtomicReference<Context> watching = new AtomicReference<>();
  private Guard guard;
  private GrpcEndpoint server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws Exception {
    SecuritySettings settings = Issuer.settings(issuer.writeTo(dir.resolve("jwks")));
    guard =
        Guard.open(
            new SecuritySettings(settings.accounts(), settings.tls(), 3, settings.idle()),
            new SimpleMeterRegistry());
    guard.answerFor(
        new Backing(
            new AccessWriter(logged::addAll, new SimpleMeterRegistry()),
            (study, participant) -> Optional.empty(),
            study -> Set.of(),
            "node"));
    server =
        GrpcEndpoint.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new Health(),
            new Answering(List.of(new Silent(watching)), guard.interceptors()),
            Optional.empty(),
            Duration.ofMinutes(1));
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
    guard.close();
  }

  /** Tells one alert at once, and then nothing for ever: it never looks whether it may go on. */
  private static final class Silent extends CohortServiceGrpc.CohortServiceImplBase {
    private final AtomicReference<Context> watching;

    Silent(AtomicReference<Context> watching) {
      this.watching = watching;
    }

    @Override
    public void watchAlerts(WatchAlertsRequest request, StreamObserver<AlertUpdate> to) {
      watching.set(Context.current());
      to.onNext(AlertUpdate.newBuilder().setAlert(Alert.newBuilder().setStudy("S1")).build());
    }

    @Override
    public void getLag(GetLagRequest request, StreamObserver<GetLagResponse> to) {
      to.onNext(GetLagResponse.getDefaultInstance());
      to.onCompleted();
    }
  }

  @Test
  void stream_whoseTokenExpires_endsAsUnauthenticated_andIsLoggedSo() {
    // The first call of all takes longest, and this is about the token's time.
    String token = issuer.token("ben", List.of("admin"), List.of("*"), List.of("*"));
    assertThat(as(token).getLag(GetLagRequest.getDefaultInstance())).isNotNull();
    // Clocks may differ by five seconds: this token is believed for two and a half.
    Iterator<AlertUpdate> updates =
        as(issuer.token(it -> it.expirationTime(Date.from(Instant.now().minusMillis(2_500)))))
            .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
            .watchAlerts(WatchAlertsRequest.newBuilder().setStudy("S1").build());
    assertThat(updates.next().getAlert().getStudy()).isEqualTo("S1");
    StatusRuntimeException ended =
        catchThrowableOfType(StatusRuntimeException.class, updates::hasNext);
    assertThat(ended.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(ended.getStatus().getDescription()).contains("expired");
    // Whoever still works for it is told to stop.
    assertThat(watching.get().isCancelled()).isTrue();
    await("the log has how it ended")
        .atMost(PATIENCE)
        .until(
            () ->
                logged.stream()
                    .anyMatch(
                        line ->
                            line.action() == Access.Action.ENDED
                                && line.outcome().equals("UNAUTHENTICATED")));
  }

  @Test
  void caller_whoCallsTooOften_isHeldBack_andNobodyElse() {
    CohortServiceGrpc.CohortServiceBlockingStub ann =
        as(issuer.token("ann", List.of("admin"), List.of("*"), List.of("*")));
    StatusRuntimeException tooMuch =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> {
              for (int call = 0; call < 100; call++) {
                var _ = ann.getLag(GetLagRequest.getDefaultInstance());
              }
            });
    assertThat(tooMuch.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(
            as(issuer.token("ben", List.of("admin"), List.of("*"), List.of("*")))
                .getLag(GetLagRequest.getDefaultInstance()))
        .isNotNull();
  }

  private CohortServiceGrpc.CohortServiceBlockingStub as(String token) {
    Metadata headers = new Metadata();
    headers.put(Guard.AUTHORIZATION, "Bearer " + token);
    return CohortServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }
}
