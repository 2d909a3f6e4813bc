package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.zeitgeber.persistence.key.KeyFiles;
import io.zeitgeber.service.settings.KafkaProperties;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which instance is meant; the same options, and the same order of search, in every command. */
final class InstanceOptions {

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The instance whose data are in DIR. Default: .zeitgeber")
  private @Nullable Path data;

  @Option(
      names = "--ready-file",
      paramLabel = "FILE",
      description = "The file that `up --ready-file FILE` wrote.")
  private @Nullable Path readyFile;

  @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "Its Kafka.")
  private @Nullable String kafka;

  @Option(names = "--postgres", paramLabel = "JDBC-URL", description = "Its PostgreSQL.")
  private @Nullable String postgres;

  @Option(names = "--grpc", paramLabel = "HOST:PORT", description = "Its gRPC.")
  private @Nullable String grpc;

  @Option(names = "--http", paramLabel = "URL", description = "Its page, as http://HOST:PORT.")
  private @Nullable String http;

  /** The instance's directory: as named, else as the ready file says. */
  DataDirectory directory() {
    if (data == null && readyFile != null) {
      return new DataDirectory(Path.of(said(readyFile, "data").orElse(".zeitgeber")));
    }
    return new DataDirectory(data == null ? Path.of(".zeitgeber") : data);
  }

  /** Where the running instance has its keys, as its ready file says; a named directory wins. */
  Optional<KeyFiles> keys() {
    Path file = data == null && readyFile != null ? readyFile : directory().ready();
    return said(file, "keys").map(key -> new KeyFiles(Path.of(key)));
  }

  /**
   * What the instance calls a topic.
   *
   * @param named on the command line; null where it is not
   * @param use {@code participants}, {@code alerts}, {@code quarantine} or {@code positions}
   * @param usual where the instance does not say
   */
  String topic(@Nullable String named, String use, String usual) {
    if (named != null) {
      return named;
    }
    Path file = data == null && readyFile != null ? readyFile : directory().ready();
    return said(file, "topics", use).orElse(usual);
  }

  private static Optional<String> said(Path file, String... names) {
    try {
      JsonNode at = ReadyFile.read(file);
      for (String name : names) {
        at = at.path(name);
      }
      return Optional.of(at.asText()).filter(it -> !it.isEmpty());
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (IOException e) {
      throw CommandFailure.usage("cannot read " + file + ": " + e.getMessage());
    }
  }

  /** Bootstrap and client properties for its Kafka. */
  Map<String, Object> kafkaClient() {
    Map<String, Object> client = new HashMap<>(KafkaProperties.of(System.getenv()));
    String environment = System.getenv("ZEITGEBER_KAFKA");
    if (kafka != null) {
      client.put("bootstrap.servers", kafka);
    } else if (data == null && readyFile == null && environment != null && !environment.isBlank()) {
      client.put("bootstrap.servers", environment);
    } else if (readyFile != null || data != null || !client.containsKey("bootstrap.servers")) {
      client.put("bootstrap.servers", require(running().endpoints().kafka(), "--kafka HOST:PORT"));
    }
    return client;
  }

  /** Whether the command line says which instance's database is meant. */
  boolean isNamed() {
    return data != null || readyFile != null || postgres != null;
  }

  /** Whether a PostgreSQL is named otherwise than by a running instance. */
  boolean namesPostgres() {
    return namedPostgres().isPresent();
  }

  private Optional<String> namedPostgres() {
    if (postgres != null) {
      return Optional.of(postgres);
    }
    if (data != null || readyFile != null) {
      return Optional.empty();
    }
    return Optional.ofNullable(System.getenv("ZEITGEBER_POSTGRES_URL"))
        .filter(url -> !url.isBlank());
  }

  /** JDBC URL of its PostgreSQL, the role included. */
  String postgresUrl() {
    Optional<String> named = namedPostgres();
    if (named.isPresent()) {
      return named.get();
    }
    return require(running().endpoints().postgres(), "--postgres JDBC-URL");
  }

  /** URL of its page. */
  String httpUrl() {
    return http != null ? http : require(running().endpoints().http(), "--http URL");
  }

  /** Whether what is known of it says that it speaks TLS. */
  boolean hasTls() {
    return found().map(it -> it.endpoints().http().startsWith("https:")).orElse(false);
  }

  /** HOST:PORT of its gRPC. */
  String grpcEndpoint() {
    return grpc != null ? grpc : require(running().endpoints().grpc(), "--grpc HOST:PORT");
  }

  /** What is known of it without a ready file; endpoints on the command line win. */
  Optional<Running> found() {
    Optional<Running> byFile = byFile();
    if (kafka == null && postgres == null && grpc == null && http == null) {
      return byFile;
    }
    Endpoints known = byFile.map(Running::endpoints).orElse(new Endpoints("", "", "", "", ""));
    return Optional.of(
        new Running(
            new Endpoints(
                kafka == null ? known.kafka() : kafka,
                postgres == null ? known.postgres() : postgres,
                grpc == null ? known.grpc() : grpc,
                http == null ? known.http() : http,
                known.cluster()),
            byFile.flatMap(Running::process)));
  }

  /**
   * An instance that takes traffic.
   *
   * @throws CommandFailure when there is none
   */
  Running running() {
    return found().orElseThrow(this::nothingRuns);
  }

  CommandFailure nothingRuns() {
    if (readyFile == null && directory().isRunning()) {
      return CommandFailure.unreachable(
          "the instance in " + directory().root() + " is starting or stopping; try again");
    }
    return CommandFailure.unreachable(
        "no instance runs "
            + (readyFile == null ? "in " + directory().root() : "according to " + readyFile)
            + "; start one with `zeitgeber up`, or name another with --data or --ready-file");
  }

  /**
   * A running instance.
   *
   * @param process absent where it was not found by a file
   */
  record Running(Endpoints endpoints, Optional<ProcessHandle> process) {}

  // The file stays after a SIGKILL: in a data directory the lock tells, elsewhere the process.
  private Optional<Running> byFile() {
    Path file = readyFile == null ? directory().ready() : readyFile;
    if (readyFile == null && !directory().isRunning()) {
      return Optional.empty();
    }
    try {
      JsonNode ready = ReadyFile.read(file);
      Optional<ProcessHandle> process =
          ProcessHandle.of(ready.path("pid").asLong(-1)).filter(ProcessHandle::isAlive);
      return process.map(it -> new Running(Endpoints.from(ready), Optional.of(it)));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (IOException e) {
      throw CommandFailure.usage("cannot read " + file + ": " + e.getMessage());
    }
  }

  private static String require(String endpoint, String option) {
    if (endpoint.isEmpty()) {
      throw CommandFailure.usage("that instance does not say where this is; add " + option);
    }
    return endpoint;
  }
}
