package io.zeitgeber.service.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zeitgeber.service.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The service as a user starts it: a process of its own that can be killed. */
final class ServiceProcess {
  private final Path dir;
  private final Infrastructure at;
  private final Process process;

  private ServiceProcess(Path dir, Infrastructure at, Process process) {
    this.dir = dir;
    this.at = at;
    this.process = process;
  }

  /**
   * How a service is set up.
   *
   * @param name of the cluster; part of the topics that come out
   * @param database where the journal is
   * @param observations topics that come in
   */
  record Setup(
      Infrastructure at, String name, String database, List<String> observations, String more) {

    String alerts() {
      return "alerts-" + name;
    }

    String quarantine() {
      return "quarantine-" + name;
    }

    String config() {
      return """
      zeitgeber {
        cluster { name = "%s", port = 0 }
        topics {
          observations = [%s]
          participants = "participants-%s"
          alerts = "%s"
          quarantine = "%s"
          positions = "positions-%s"
        }
        http.port = 0
        grpc.port = 0
        %s
      }
      """
          .formatted(
              name,
              String.join(", ", observations),
              observations.getFirst(),
              alerts(),
              quarantine(),
              name,
              more);
    }
  }

  /** Starts a node in a directory of its own and returns at once. */
  static ServiceProcess start(Setup setup, String node, String... more) throws IOException {
    return start(setup, node, Learned.options(setup.at().dir()), List.of(more));
  }

  /** Starts a node whose Java machine keeps what it learns, as these options say. */
  static ServiceProcess learning(Setup setup, List<String> keeping) throws IOException {
    List<String> options = new ArrayList<>(keeping);
    options.addAll(Learned.options(setup.at().dir()));
    return start(setup, "learning", options, List.of());
  }

  private static ServiceProcess start(
      Setup setup, String node, List<String> java, List<String> more) throws IOException {
    Path dir = setup.at().dir().resolve(setup.name() + "-" + node);
    Files.createDirectories(dir);
    Path config = Files.writeString(dir.resolve("test.conf"), setup.config());
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx700m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(java);
    command.addAll(
        List.of(
            "io.zeitgeber.service.cli.Main",
            "up",
            "--data",
            dir.toString(),
            "--config",
            config.toString(),
            "--ready-file",
            dir.resolve("test-ready.json").toString()));
    command.addAll(more);
    Files.deleteIfExists(dir.resolve("test-ready.json"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("ZEITGEBER_KEK_FILE", setup.at().keys().encryption().toString());
    builder.environment().put("ZEITGEBER_KAFKA", setup.at().bootstrap());
    builder.environment().put("ZEITGEBER_POSTGRES_URL", setup.at().url(setup.database()));
    builder.environment().put("ZEITGEBER_POSTGRES_USER", EmbeddedDatabase.SERVICE);
    builder.environment().put("ZEITGEBER_POSTGRES_OWNER_USER", EmbeddedDatabase.OWNER);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(dir.resolve("test.log").toFile()));
    ServiceProcess started = new ServiceProcess(dir, setup.at(), builder.start());
    Runtime.getRuntime().addShutdownHook(new Thread(started::end));
    return started;
  }

  ServiceProcess awaitReady() {
    await("the service is up; its log: " + log())
        .pollInterval(Duration.ofMillis(20))
        .atMost(Infrastructure.PATIENCE)
        .until(() -> Files.exists(readyFile()) || !process.isAlive());
    assertThat(process.isAlive()).as("the service runs; its log: %s", log()).isTrue();
    return this;
  }

  boolean isReady() {
    return Files.exists(readyFile());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  private Path readyFile() {
    return dir.resolve("test-ready.json");
  }

  Path log() {
    return dir.resolve("test.log");
  }

  JsonNode endpoints() throws IOException {
    return new ObjectMapper().readTree(readyFile().toFile());
  }

  /** What /ready says. */
  String ready() throws Exception {
    return get().body();
  }

  int readyStatus() throws Exception {
    return get().statusCode();
  }

  private HttpResponse<String> get() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(endpoints().get("http").asText() + "/ready")).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  /** Runs another command of the same program against this instance; its exit code. */
  int cli(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(Learned.options(at.dir()));
    command.add("io.zeitgeber.service.cli.Main");
    command.addAll(List.of(arguments));
    command.addAll(List.of("--data", dir.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("ZEITGEBER_KEK_FILE", at.keys().encryption().toString());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    Process cli = builder.start();
    assertThat(cli.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return cli.exitValue();
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
  }

  /** What a failed test leaves running does not outlive the tests. */
  private void end() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** SIGTERM, and its exit code. */
  int stop() throws InterruptedException {
    return stop(Infrastructure.PATIENCE);
  }

  int stop(Duration within) throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(within.toSeconds(), TimeUnit.SECONDS))
        .as("it stops; its log: %s", log())
        .isTrue();
    return process.exitValue();
  }
}
