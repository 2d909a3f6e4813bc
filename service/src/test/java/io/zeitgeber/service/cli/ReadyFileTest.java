package io.zeitgeber.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReadyFileTest {
  @TempDir private Path dir;

  @Test
  void write_intoMissingDirectory_leavesOneFileForItsOwnerAlone() throws IOException {
    Path file = dir.resolve("run").resolve("ready.json");
    ReadyFile.write(file, Json.object().put("kafka", "127.0.0.1:9092"));
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(ReadyFile.read(file).path("kafka").asText()).isEqualTo("127.0.0.1:9092");
    try (Stream<Path> left = Files.list(file.resolveSibling("."))) {
      assertThat(left).hasSize(1);
    }
  }

  @Test
  void write_underAReader_isNeverSeenInPart() throws Exception {
    Path file = dir.resolve("ready.json");
    String large = "x".repeat(100_000);
    ReadyFile.write(file, Json.object().put("value", large));
    AtomicBoolean done = new AtomicBoolean();
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    for (int i = 0; i < 200; i++) {
                      ReadyFile.write(file, Json.object().put("value", large).put("i", i));
                    }
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  } finally {
                    done.set(true);
                  }
                });
    int reads = 0;
    while (!done.get()) {
      assertThat(ReadyFile.read(file).path("value").asText()).hasSize(100_000);
      reads++;
    }
    writer.join();
    assertThat(reads).isPositive();
    assertThat(ReadyFile.read(file).path("i").asInt()).isEqualTo(199);
  }

  @Test
  void remove_twice_isNoError() throws IOException {
    Path file = dir.resolve("ready.json");
    ReadyFile.write(file, Json.object());
    ReadyFile.remove(file);
    ReadyFile.remove(file);
    assertThat(file).doesNotExist();
  }
}
