package io.zeitgeber.bench.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zeitgeber.bench.process.Child;
import io.zeitgeber.bench.process.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * A Kafka or a PostgreSQL as the service embeds it, in a process of its own. fsync and
 * synchronous_commit of this PostgreSQL are on.
 */
public final class Infrastructure implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Child child;
  private final JsonNode ready;
  private final long pid;

  private Infrastructure(Child child, JsonNode ready, long pid) {
    this.child = child;
    this.ready = ready;
    this.pid = pid;
  }

  /** Starts a broker and returns when it answers. */
  public static Infrastructure kafka(Installation here, Path directory) {
    return start(here, directory, "kafka", Child::pid);
  }

  /** Starts a database and returns when it answers. */
  public static Infrastructure postgres(Installation here, Path directory) {
    // The server is no descendant of the process that started it.
    return start(
        here, directory, "postgres", _ -> server(directory.resolve("postgres/postmaster.pid")));
  }

  private static long server(Path pidFile) {
    try {
      return Long.parseLong(Files.readAllLines(pidFile).getFirst().trim());
    } catch (IOException unreadable) {
      throw new IllegalStateException(pidFile + " cannot be read", unreadable);
    }
  }

  private static Infrastructure start(
      Installation here, Path directory, String part, ToLongFunction<Child> pid) {
    Path ready = directory.resolve("ready.json");
    List<String> command =
        here.launcher(
            "infra", "--only", part, "--data", directory.toString(), "--ready-file", ready + "");
    Child child = Child.start("infra-" + part, directory, command, Map.of(), _ -> {});
    try {
      JsonNode endpoints = await(child, ready);
      return new Infrastructure(child, endpoints, pid.applyAsLong(child));
    } catch (RuntimeException failed) {
      child.close();
      throw failed;
    }
  }

  /** The content of a ready file, when it is there. */
  static JsonNode await(Child child, Path ready) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.exists(ready)) {
      child.mustBeAlive();
      if (System.nanoTime() > end) {
        throw new IllegalStateException(ready + " did not appear within " + PATIENCE);
      }
      pause(20);
    }
    try {
      return new ObjectMapper().readTree(ready.toFile());
    } catch (IOException unreadable) {
      throw new IllegalStateException(ready + " cannot be read", unreadable);
    }
  }

  /** Waits; an interrupt ends the bench. */
  public static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  /** HOST:PORT of the broker. */
  public String bootstrap() {
    return ready.path("kafka").asText();
  }

  /** The JDBC URL of the database, without role. */
  public String url() {
    return ready.path("postgres").asText().replaceFirst("\\?.*", "");
  }

  /** The process that the broker or the database is, or that all of its processes descend from. */
  public long pid() {
    return pid;
  }

  @Override
  public void close() {
    child.close();
  }
}
