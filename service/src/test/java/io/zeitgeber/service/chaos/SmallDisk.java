package io.zeitgeber.service.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A disk of a few megabytes, in memory, that can be filled to the last byte and emptied again. */
final class SmallDisk implements AutoCloseable {
  private static final int PIECE_BYTES = 4096;

  private final Path at;

  private SmallDisk(Path at) {
    this.at = at;
  }

  /** Nothing where mounting is not allowed, or not a thing of this system. */
  static Optional<SmallDisk> mount(Path at, int megabytes) throws Exception {
    Files.createDirectories(at);
    return run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", at.toString()) == 0
        ? Optional.of(new SmallDisk(at))
        : Optional.empty();
  }

  /**
   * Puts a small disk in the place of a directory, with what was in it.
   *
   * @param kept a new directory, where it is kept meanwhile
   */
  static Optional<SmallDisk> mountOver(Path at, Path kept, int megabytes) throws Exception {
    copy(at, kept);
    Optional<SmallDisk> mounted = mount(at, megabytes);
    if (mounted.isPresent()) {
      copy(kept, at);
    }
    return mounted;
  }

  /** Copies what a directory holds. */
  static void copy(Path from, Path to) throws Exception {
    Files.createDirectories(to);
    if (run("cp", "-a", from + "/.", to.toString()) != 0) {
      throw new IOException(from + " cannot be copied to " + to);
    }
  }

  private static int run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(List.of(command))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException noSuchProgram) {
      return -1;
    }
  }

  Path directory() {
    return at;
  }

  /** Until nothing more can be written. */
  void fill() throws IOException {
    byte[] piece = new byte[PIECE_BYTES];
    try (OutputStream ballast = Files.newOutputStream(ballast())) {
      while (Files.getFileStore(at).getUsableSpace() > 0) {
        ballast.write(piece);
      }
    }
  }

  /** As an operator does who finds something to delete. */
  void makeRoom() throws IOException {
    Files.delete(ballast());
  }

  private Path ballast() {
    return at.resolve("ballast");
  }

  @Override
  public void close() {
    try {
      var _ = run("umount", "-l", at.toString());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
