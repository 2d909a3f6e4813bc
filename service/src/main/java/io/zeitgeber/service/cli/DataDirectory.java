package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.service.embedded.DirectoryLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The files of one instance in its directory. */
final class DataDirectory {
  private final Path root;

  DataDirectory(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  Path root() {
    return root;
  }

  /** Held by the process that runs the instance, from its first step to its last. */
  Path lock() {
    return root.resolve("instance.lock");
  }

  /** There exactly while the instance takes traffic, or after it was killed. */
  Path ready() {
    return root.resolve("ready.json");
  }

  /** Which ports it had the last time, so that it has them again. */
  private Path ports() {
    return root.resolve("ports.json");
  }

  /** Whether a PostgreSQL of its own has lived here. */
  boolean hasDatabase() {
    return Files.exists(root.resolve("postgres").resolve("PG_VERSION"));
  }

  /** Whether an instance runs here, starting and stopping included. */
  boolean isRunning() {
    return DirectoryLock.isHeld(lock());
  }

  /** The process that runs here. */
  Optional<ProcessHandle> process() {
    return isRunning()
        ? DirectoryLock.holder(lock()).flatMap(ProcessHandle::of)
        : Optional.empty();
  }

  /** The port of the last time; empty when there was none. */
  Optional<Integer> portBefore(String name) {
    if (!Files.exists(ports())) {
      return Optional.empty();
    }
    try {
      JsonNode port = Json.parse(Files.readAllBytes(ports())).path(name);
      return port.isInt() ? Optional.of(port.intValue()) : Optional.empty();
    } catch (IOException unreadable) {
      // A torn file costs no more than other ports than last time.
      return Optional.empty();
    }
  }

  void remember(ObjectNode portsByName) throws IOException {
    Files.writeString(ports(), Json.line(portsByName) + "\n", StandardCharsets.UTF_8);
  }
}
