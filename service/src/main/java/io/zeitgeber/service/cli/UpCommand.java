package io.zeitgeber.service.cli;

import io.zeitgeber.service.settings.Settings;
import io.zeitgeber.service.settings.UpSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs an instance until it is stopped. */
@Command(
    name = "up",
    description = "Run Zeitgeber: Kafka, PostgreSQL and the service, until it is stopped.",
    footer = {
      "",
      "Without more, everything runs here, on loopback, with its data in .zeitgeber/; the next `up`",
      "finds them again, after a crash too. When it takes traffic it prints one line with all endpoints.",
      "Ctrl-C or `zeitgeber stop` stops it: it stops reading, finishes what it holds, and leaves.",
      "",
      "An existing Kafka and PostgreSQL are named by options, by a file, or by the environment:",
      "  ZEITGEBER_KAFKA            HOST:PORT,…",
      "  ZEITGEBER_KAFKA_CONFIG     a file of client properties (SASL, TLS)",
      "  ZEITGEBER_POSTGRES_URL     jdbc:postgresql://…, and _USER, _PASSWORD or _PASSWORD_FILE",
      "  ZEITGEBER_POSTGRES_OWNER_USER, _OWNER_PASSWORD or _OWNER_PASSWORD_FILE: the role that",
      "                             owns and migrates the tables, apart from the service's",
      "",
      "Ports: 9092, 5432, 8080, 9090, 17355 where free, else the next free one; 0 takes any.",
      "",
      "Examples:",
      "  ./zeitgeber up",
      "  ./zeitgeber up --data /srv/trial --ready-file /run/zeitgeber.json",
      "  ./zeitgeber up --data node2 --join 127.0.0.1:17355 --kafka 127.0.0.1:9092 \\",
      "      --postgres jdbc:postgresql://127.0.0.1:5432/zeitgeber --http-port 0 --grpc-port 0",
    })
final class UpCommand implements Callable<Integer> {

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".zeitgeber",
      description = "Where the instance keeps its data. Default: ${DEFAULT-VALUE}")
  private Path data = Path.of(".zeitgeber");

  @Option(
      names = "--ready-file",
      paramLabel = "FILE",
      description =
          "Write the endpoints there, as JSON, when everything takes traffic; removed on stop.")
  private @Nullable Path readyFile;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings (HOCON) over the defaults of reference.conf.")
  private @Nullable Path config;

  @Option(
      names = "--protocols",
      paramLabel = "DIR",
      description =
          "Protocols (*.conf) to publish at start. Default: DIR/protocols, if there is one")
  private @Nullable Path protocols;

  @Option(
      names = "--kafka-port",
      paramLabel = "N",
      description = "Port of the Kafka that runs here.")
  private @Nullable Integer kafkaPort;

  @Option(
      names = "--postgres-port",
      paramLabel = "N",
      description = "Port of the PostgreSQL that runs here.")
  private @Nullable Integer postgresPort;

  @Option(names = "--http-port", paramLabel = "N", description = "Status page, /ready, /metrics.")
  private @Nullable Integer httpPort;

  @Option(names = "--grpc-port", paramLabel = "N", description = "gRPC.")
  private @Nullable Integer grpcPort;

  @Option(
      names = "--cluster-port",
      paramLabel = "N",
      description = "Where other nodes reach this one.")
  private @Nullable Integer clusterPort;

  @Option(
      names = "--join",
      paramLabel = "HOST:PORT",
      description = "Add this node to the cluster of that one (its `cluster` endpoint).")
  private @Nullable String join;

  @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "An existing Kafka.")
  private @Nullable String kafka;

  @Option(
      names = "--postgres",
      paramLabel = "JDBC-URL",
      description = "An existing PostgreSQL; role and password by environment or file.")
  private @Nullable String postgres;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    UpSettings settings = Settings.read(sources());
    try (UntilStopped running = new UntilStopped().onSignal()) {
      Instance instance =
          Instance.start(
              settings,
              Optional.ofNullable(readyFile),
              running,
              step -> Main.err(spec).println("zeitgeber: " + step));
      Main.out(spec).println("zeitgeber is up" + instance.endpoints().line());
      running.await();
    }
    return Exit.OK;
  }

  private Settings.Sources sources() {
    Map<String, Object> said = new HashMap<>();
    put(said, "kafka.port", kafkaPort);
    put(said, "postgres.port", postgresPort);
    put(said, "http.port", httpPort);
    put(said, "grpc.port", grpcPort);
    put(said, "cluster.port", clusterPort);
    put(said, "cluster.join", join);
    put(said, "kafka.bootstrap", kafka);
    put(said, "postgres.url", postgres);
    return new Settings.Sources(
        data, Optional.ofNullable(config), Optional.ofNullable(protocols), System.getenv(), said);
  }

  private static void put(Map<String, Object> said, String key, @Nullable Object value) {
    if (value != null) {
      said.put(key, value);
    }
  }
}
