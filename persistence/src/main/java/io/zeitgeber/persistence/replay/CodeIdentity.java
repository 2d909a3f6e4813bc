package io.zeitgeber.persistence.replay;

import io.zeitgeber.participant.step.Step;
import io.zeitgeber.persistence.journal.EntryCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which code replays: what a certificate says of it.
 *
 * @param version of the release
 * @param digests SHA-256, hexadecimal, by name, of what holds the rules and what reads the journal:
 *     of a jar its bytes; of a directory of classes, as while developing, each file's path and
 *     bytes
 */
public record CodeIdentity(String version, int rules, Map<String, String> digests) {

  /** This very code, as it was loaded. */
  public static CodeIdentity ofThis() {
    Map<String, String> digests = new TreeMap<>();
    digests.put("participant", digest(Step.class));
    digests.put("persistence", digest(EntryCodec.class));
    String version =
        Optional.ofNullable(EntryCodec.class.getPackage().getImplementationVersion())
            .orElse("development");
    return new CodeIdentity(version, Step.RULES_VERSION, digests);
  }

  private static String digest(Class<?> loaded) {
    @Nullable CodeSource source = loaded.getProtectionDomain().getCodeSource();
    if (source == null) {
      throw new IllegalStateException("nothing says where " + loaded.getName() + " came from");
    }
    try {
      Path place = Path.of(source.getLocation().toURI());
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      if (Files.isDirectory(place)) {
        addAll(place, digest);
      } else {
        add(place, digest);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (URISyntaxException | NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static void addAll(Path root, MessageDigest digest) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      List<Path> files = walk.filter(Files::isRegularFile).sorted().toList();
      for (Path file : files) {
        digest.update(root.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        add(file, digest);
      }
    }
  }

  private static void add(Path file, MessageDigest digest) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
  }
}
