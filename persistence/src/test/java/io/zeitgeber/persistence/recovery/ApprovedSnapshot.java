package io.zeitgeber.persistence.recovery;

import io.zeitgeber.persistence.key.TestKeys;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/** A snapshot as it was written once; never written anew for the same format. */
final class ApprovedSnapshot {
  private ApprovedSnapshot() {}

  static byte[] bytes() {
    try (InputStream file = ApprovedSnapshot.class.getResourceAsStream("/journal/snapshot-1.bin")) {
      return Objects.requireNonNull(file, "snapshot-1.bin").readAllBytes();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Writes it, once for each format. */
  public static void main(String[] arguments) throws IOException {
    byte[] digest = new byte[32];
    Arrays.fill(digest, (byte) 7);
    Files.write(
        Path.of("src/test/resources/journal/snapshot-1.bin"),
        Snapshot.seal(
            TestKeys.key(1),
            new Snapshot.Place("S1/P001", 42, 1),
            digest,
            "a state".getBytes(StandardCharsets.UTF_8)));
  }
}
