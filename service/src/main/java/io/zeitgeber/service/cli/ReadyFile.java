package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A small JSON file that exists exactly while an instance takes traffic. It appears at once and
 * whole, is readable by its owner alone, and is removed on stop; after a SIGKILL it stays, so a
 * reader asks whether the process it names is alive.
 */
final class ReadyFile {

  private ReadyFile() {}

  /** Writes beside the file and renames, so that no reader sees half of it. */
  static Path write(Path file, ObjectNode content) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path directory = absolute.getParent();
    if (directory == null) {
      throw new IOException("not a file: " + file);
    }
    Files.createDirectories(directory);
    Path fresh =
        Files.createTempFile(
            directory,
            ".ready-",
            ".json",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, Json.line(content) + "\n", StandardCharsets.UTF_8);
    Files.move(
        fresh, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return absolute;
  }

  static JsonNode read(Path file) throws IOException {
    return Json.parse(Files.readAllBytes(file));
  }

  static void remove(Path file) throws IOException {
    Files.deleteIfExists(file);
  }
}
