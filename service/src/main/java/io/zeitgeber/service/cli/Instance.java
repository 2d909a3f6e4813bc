package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.zeitgeber.service.embedded.DirectoryLock;
import io.zeitgeber.service.embedded.EmbeddedDatabase;
import io.zeitgeber.service.embedded.EmbeddedFailure;
import io.zeitgeber.service.embedded.EmbeddedKafka;
import io.zeitgeber.service.embedded.Infrastructure;
import io.zeitgeber.service.health.Health;
import io.zeitgeber.service.metrics.Registry;
import io.zeitgeber.service.node.ClockWatch;
import io.zeitgeber.service.node.Node;
import io.zeitgeber.service.node.NodeSettings;
import io.zeitgeber.service.query.Queries;
import io.zeitgeber.service.security.Guard;
import io.zeitgeber.service.security.TlsFiles;
import io.zeitgeber.service.settings.UpSettings;
import io.zeitgeber.service.web.Answering;
import io.zeitgeber.service.web.GrpcEndpoint;
import io.zeitgeber.service.web.HttpEndpoint;
import io.zeitgeber.service.web.Status;
import io.zeitgeber.service.web.api.Api;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * One running instance: Kafka and PostgreSQL where none were named, the node, and what it answers
 * over HTTP and gRPC. Everything is opened into an {@link UntilStopped}, which closes it in
 * reverse: first the ready file and the node, then what it stands on.
 */
final class Instance {
  private final Endpoints endpoints;
  private final MeterRegistry meters;

  private Instance(Endpoints endpoints, MeterRegistry meters) {
    this.endpoints = endpoints;
    this.meters = meters;
  }

  /** Where its parts are. */
  Endpoints endpoints() {
    return endpoints;
  }

  /** What its node measures. */
  MeterRegistry meters() {
    return meters;
  }

  /**
   * Starts everything and returns when it takes traffic.
   *
   * @param readyFile written beside the one in the data directory
   * @param progress told a sentence on each step
   * @throws CommandFailure when another instance holds the directory or a port is taken
   */
  static Instance start(
      UpSettings settings,
      Optional<Path> readyFile,
      UntilStopped running,
      Consumer<String> progress)
      throws Exception {
    return new Start(settings, readyFile, running, progress).run();
  }

  /** The steps of a start, in order. */
  private static final class Start {
    private final UpSettings settings;
    private final Optional<Path> readyFile;
    private final UntilStopped running;
    private final Consumer<String> progress;
    private final DataDirectory directory;
    private final PortChoice ports;
    private final Health health = new Health();
    private final Queries queries = new Queries();
    private final AtomicReference<String> phase = new AtomicReference<>("starting");

    Start(
        UpSettings settings,
        Optional<Path> readyFile,
        UntilStopped running,
        Consumer<String> progress) {
      this.settings = settings;
      this.readyFile = readyFile;
      this.running = running;
      this.progress = progress;
      this.directory = new DataDirectory(settings.data());
      this.ports = new PortChoice(directory);
    }

    Instance run() throws Exception {
      running.open(this::lock, DirectoryLock::close);
      health.check("phase", () -> Optional.of(phase.get()).filter(now -> !now.isEmpty()));
      Registry registry = running.open(Registry::new, Registry::close);
      health.bindTo(registry.meters());
      Status status = new Status(health, registry.meters(), Instant.now());
      Guard guard =
          running.open(() -> Guard.open(settings.security(), registry.meters()), Guard::close);
      Optional<TlsFiles> tls =
          settings.security().tls().isPresent()
              ? Optional.of(
                  running.open(
                      () -> TlsFiles.open(settings.security().tls().get()), TlsFiles::close))
              : Optional.empty();
      if (!guard.hasAccounts()) {
        progress.accept(
            "no accounts: everybody on this machine may do everything, and whoever is named is"
                + " recorded as claimed (docs/security.md)");
      }
      Answering answering = new Answering(queries.services(), guard.interceptors());
      Api api = running.open(() -> Api.over(answering.definitions()), Api::close);
      HttpEndpoint http =
          running.open(
              () ->
                  HttpEndpoint.start(
                      address(settings.httpHost(), "http", settings.ports().http()),
                      health,
                      registry.meters(),
                      status,
                      api,
                      guard,
                      tls),
              HttpEndpoint::close);
      Stores stores = stores();
      GrpcEndpoint grpc =
          running.open(
              () ->
                  GrpcEndpoint.start(
                      address(settings.grpcHost(), "grpc", settings.ports().grpc()),
                      health,
                      answering,
                      tls,
                      settings.security().idle()),
              GrpcEndpoint::close);
      progress.accept("starting the node");
      Node node =
          node(
              stores,
              registry.meters(),
              () -> {
                // What they still answer is logged as long as there is a database.
                grpc.close();
                guard.close();
              });
      guard.answerFor(node.sources().database(), node::unblinding, node.address());
      running.open(
          () -> ClockWatch.start(node.sources(), node.clockTopic(), registry.meters(), guard::note),
          ClockWatch::close);
      queries.answerFrom(node.sources());
      Endpoints endpoints =
          new Endpoints(
              stores.kafka(),
              withUser(stores.database()),
              settings.grpcHost() + ":" + grpc.port(),
              (tls.isPresent() ? "https://" : "http://") + settings.httpHost() + ":" + http.port(),
              node.address());
      status.endpoints(endpoints.byName());
      directory.remember(ports.byName());
      phase.set("");
      announce(endpoints);
      return new Instance(endpoints, registry.meters());
    }

    private DirectoryLock lock() {
      try {
        return DirectoryLock.take(directory.lock());
      } catch (EmbeddedFailure held) {
        if (held.getCause() instanceof IOException) {
          throw CommandFailure.refused(
              "cannot write in " + directory.root() + "; `--data` names another directory");
        }
        throw CommandFailure.refused(
            held.getMessage()
                + "; `zeitgeber status --data "
                + directory.root()
                + "` says what it does, `stop` stops it, `--data` names another directory");
      }
    }

    private InetSocketAddress address(String host, String name, UpSettings.Port wanted) {
      return new InetSocketAddress(host, ports.choose(name, wanted));
    }

    private Node node(Stores stores, MeterRegistry meters, Runnable first) throws Exception {
      int clusterPort = ports.choose("cluster", settings.ports().cluster());
      return running.open(
          () ->
              Node.start(
                  settings.node(stores.kafka(), stores.database(), clusterPort), health, meters),
          node -> {
            phase.set("stopping");
            first.run();
            node.close();
          });
    }

    /** Where Kafka and PostgreSQL are, ours or others'. */
    private record Stores(String kafka, UpSettings.Postgres database) {}

    private Stores stores() throws Exception {
      if (settings.postgres().isEmpty()) {
        // First, so that its port is free to be chosen again.
        EmbeddedDatabase.stopLeftBehind(directory.root());
      }
      OptionalInt kafkaPort = port(settings.kafka(), "kafka", settings.ports().kafka());
      OptionalInt postgresPort = port(settings.postgres(), "postgres", settings.ports().postgres());
      if (kafkaPort.isPresent() || postgresPort.isPresent()) {
        progress.accept("starting Kafka and PostgreSQL in " + directory.root());
      }
      Infrastructure own =
          running.open(
              () -> Infrastructure.start(directory.root(), kafkaPort, postgresPort),
              Infrastructure::close);
      return new Stores(
          own.kafka().map(EmbeddedKafka::bootstrap).or(settings::kafka).orElseThrow(),
          own.database().map(Start::ofOurs).or(settings::postgres).orElseThrow());
    }

    // A port only for what does not run elsewhere already.
    private OptionalInt port(Optional<?> existing, String name, UpSettings.Port wanted) {
      return existing.isPresent()
          ? OptionalInt.empty()
          : OptionalInt.of(ports.choose(name, wanted));
    }

    private static UpSettings.Postgres ofOurs(EmbeddedDatabase database) {
      return new UpSettings.Postgres(
          database.url(), EmbeddedDatabase.SERVICE, "", EmbeddedDatabase.OWNER, "");
    }

    private static String withUser(UpSettings.Postgres database) {
      String url = database.url();
      return url.contains("user=")
          ? url
          : url + (url.contains("?") ? "&" : "?") + "user=" + database.user();
    }

    private ObjectNode topics() {
      NodeSettings.Topics names = settings.topics();
      ObjectNode json = Json.object();
      names.observations().forEach(json.putArray("observations")::add);
      return json.put("participants", names.participants())
          .put("alerts", names.alerts())
          .put("quarantine", names.quarantine())
          .put("positions", names.positions());
    }

    private void announce(Endpoints endpoints) throws Exception {
      ObjectNode ready = endpoints.json();
      ready.put("pid", ProcessHandle.current().pid());
      ready.put("data", directory.root().toString());
      ready.put("keys", settings.keys().encryption().toString());
      ready.set("topics", topics());
      ready.put("started_at", Instant.now().toString());
      running.open(() -> ReadyFile.write(directory.ready(), ready), ReadyFile::remove);
      if (readyFile.isPresent()) {
        running.open(() -> ReadyFile.write(readyFile.get(), ready), ReadyFile::remove);
      }
    }
  }
}
