package io.zeitgeber.service.embedded;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs for this machine, unpacked once for each user and version. */
final class Binaries {
  private final Path root;

  private Binaries(Path root) {
    this.root = root;
  }

  /** Finds the programs in the cache, or unpacks them there. */
  static Binaries unpacked() {
    String system = system();
    String machine = machine();
    try (InputStream archive =
        DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine)) {
      if (archive == null) {
        throw new EmbeddedFailure(
            "there is no embedded PostgreSQL for "
                + system
                + " on "
                + machine
                + "; name one of your own with ZEITGEBER_POSTGRES_URL");
      }
      byte[] bytes = archive.readAllBytes();
      Path root = cache().resolve("PG-" + digest(bytes));
      if (!Files.exists(root)) {
        unpack(bytes, root);
      }
      return new Binaries(root);
    } catch (IOException e) {
      throw new EmbeddedFailure(
          "cannot unpack PostgreSQL into " + cache() + ": " + e.getMessage(), e);
    }
  }

  /** The command line that runs a program; PostgreSQL refuses to run as root, so root pretends. */
  List<String> command(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (LinuxUtils.isUnshareAvailable()) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(root.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * The user's cache, not {@code /tmp}: there another user could put a program of theirs under the
   * name that is run here.
   */
  private static Path cache() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path root =
        cache == null || cache.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(cache);
    return root.resolve("zeitgeber").resolve("postgres");
  }

  private static void unpack(byte[] archive, Path root) throws IOException {
    Files.createDirectories(root.getParent());
    Path fresh = Files.createTempDirectory(root.getParent(), "unpacking-");
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(tar, entry, fresh);
      }
    }
    try {
      Files.move(fresh, root, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException anotherWasFaster) {
      Trees.delete(fresh);
    }
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path root)
      throws IOException {
    Path target = root.resolve(entry.getName()).normalize();
    if (!target.startsWith(root)) {
      throw new IOException("an entry leaves the archive: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
    } else if (entry.isLink()) {
      Files.createLink(target, root.resolve(entry.getLinkName()));
    } else {
      Files.copy(tar, target);
      if ((entry.getMode() & 0100) != 0) {
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
  }

  private static String digest(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String system() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return name.contains("mac") ? "Darwin" : name.contains("windows") ? "Windows" : "Linux";
  }

  private static String machine() {
    String name = System.getProperty("os.arch");
    return Set.of("amd64", "x86_64").contains(name) ? "x86_64" : name;
  }
}
