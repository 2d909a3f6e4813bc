package io.zeitgeber.simulator.feed;

import static io.zeitgeber.simulator.cli.Failure.wrongInput;

import io.zeitgeber.simulator.cli.Shell;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * A file to feed, or standard input.
 *
 * @param name as it was given
 */
record Source(String name) {
  private static final int BUFFER = 1 << 16;

  /** What an argument names: a file, or the CSV files in a directory and below it. */
  static List<Source> of(String name, boolean directories) {
    if (!directories || !Files.isDirectory(Path.of(name))) {
      return List.of(new Source(name));
    }
    try (Stream<Path> files = Files.walk(Path.of(name))) {
      List<Source> found =
          files
              .filter(Files::isRegularFile)
              .map(Path::toString)
              .filter(file -> file.endsWith(".csv") || file.endsWith(".csv.gz"))
              .sorted()
              .map(Source::new)
              .toList();
      if (found.isEmpty()) {
        throw wrongInput(name + ": there is no CSV file in it.");
      }
      return found;
    } catch (IOException | UncheckedIOException e) {
      throw wrongInput(name + " can't be read: " + e.getMessage());
    }
  }

  boolean stdin() {
    return name.equals("-");
  }

  /** Whether it comes as it is written, and once only: standard input, a pipe. */
  boolean live() {
    return stdin() || !Files.isRegularFile(Path.of(name));
  }

  /** The name without directories. */
  String shortName() {
    Path file = Path.of(name).getFileName();
    return stdin() || file == null ? "standard input" : file.toString();
  }

  /** Refuses a file that is not there, before anything is done. */
  void check() {
    if (stdin()) {
      return;
    }
    Path path = Path.of(name);
    if (!Files.exists(path)) {
      throw wrongInput(name + ": there is no such file.");
    }
    if (Files.isDirectory(path)) {
      throw wrongInput(name + " is a directory; name the files in it.");
    }
    if (!Files.isReadable(path)) {
      throw wrongInput(name + ": no permission to read it.");
    }
  }

  /** Opens it, unpacked when it begins as gzip does. */
  Lines open(Shell shell) throws IOException {
    InputStream raw =
        stdin()
            ? new StoppableInput(shell.in(), shell.stop())
            : Files.newInputStream(Path.of(name));
    BufferedInputStream in = new BufferedInputStream(raw, BUFFER);
    in.mark(2);
    boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return new Lines(gzip ? new GZIPInputStream(in, BUFFER) : in);
  }
}
