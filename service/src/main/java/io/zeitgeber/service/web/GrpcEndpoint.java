package io.zeitgeber.service.web;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.zeitgeber.service.health.Health;
import io.zeitgeber.service.security.TlsFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gRPC server: health (the same as {@code /ready}) and reflection, and what is added to it. */
public final class GrpcEndpoint implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GrpcEndpoint.class);
  private static final long CHECK_MILLIS = 500;

  /** Of a request: none needs more than a list of devices and limits. */
  private static final int MOST_BYTES = 256 << 10;

  /** Of one connection at once, streams included. */
  private static final int MOST_CALLS = 256;

  private final Server server;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Health health;
  private final HealthStatusManager serving = new HealthStatusManager();
  private final ScheduledExecutorService checks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("grpc-health").factory());

  /** What a call may send beside its message; a token takes most of it. */
  private static final int MOST_HEADERS = 16 << 10;

  private GrpcEndpoint(
      InetSocketAddress address,
      Health health,
      Answering answering,
      Optional<TlsFiles> tls,
      Duration idle) {
    ServerCredentials credentials =
        tls.map(TlsFiles::grpc).orElseGet(InsecureServerCredentials::create);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address, credentials)
            .maxInboundMessageSize(MOST_BYTES)
            .maxInboundMetadataSize(MOST_HEADERS)
            .maxConcurrentCallsPerConnection(MOST_CALLS)
            .handshakeTimeout(10, TimeUnit.SECONDS)
            .maxConnectionIdle(idle.toSeconds(), TimeUnit.SECONDS)
            .permitKeepAliveTime(30, TimeUnit.SECONDS)
            .addService(answering.guarded(serving.getHealthService()))
            .addService(answering.guarded(ProtoReflectionServiceV1.newInstance()));
    answering.definitions().forEach(builder::addService);
    this.server = builder.build();
    this.health = health;
  }

  /**
   * Listens; until the node is ready it says so.
   *
   * @param answering the services, and what stands before every one of them
   * @param idle after which a connection without a call is closed
   */
  public static GrpcEndpoint start(
      InetSocketAddress address,
      Health health,
      Answering answering,
      Optional<TlsFiles> tls,
      Duration idle)
      throws IOException {
    GrpcEndpoint endpoint = new GrpcEndpoint(address, health, answering, tls, idle);
    endpoint.check();
    endpoint.server.start();
    var _ =
        endpoint.checks.scheduleWithFixedDelay(
            endpoint::check, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    return endpoint;
  }

  /** The port it listens on. */
  public int port() {
    return server.getPort();
  }

  private void check() {
    try {
      serving.setStatus(
          HealthStatusManager.SERVICE_NAME_ALL_SERVICES,
          health.troubles().isEmpty() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
    } catch (RuntimeException e) {
      // A check that throws would never run again.
      log.error("the health of the node could not be asked", e);
      serving.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.NOT_SERVING);
    }
  }

  @Override
  public void close() {
    // It is closed first among all, so that no stream hangs, and again by whoever opened it.
    if (closed.getAndSet(true)) {
      return;
    }
    checks.shutdownNow();
    serving.enterTerminalState();
    server.shutdown();
    try {
      if (!server.awaitTermination(5, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
