package io.zeitgeber.simulator.feed;

import static io.zeitgeber.simulator.cli.Failure.wrongInput;

import io.zeitgeber.simulator.cli.Shell;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * A file to feed, one inside of a zip archive, or standard input.
 *
 * @param name as it was given; of a file in an archive {@code ARCHIVE!/ENTRY}
 * @param named whether it was named itself, and not found in a directory or an archive
 */
record Source(String name, boolean named) {
  private static final int BUFFER = 1 << 16;
  private static final String INSIDE = "!/";
  private static final List<String> TABLES = List.of(".csv");

  Source(String name) {
    this(name, true);
  }

  /** As {@link #of(String, List)}, of tables; a directory is none where they may not be one. */
  static List<Source> of(String name, boolean directories) {
    return directories ? of(name, TABLES) : List.of(new Source(name));
  }

  /**
   * What an argument names: a file, or the files in a directory or a zip archive and below it.
   *
   * @param endings of the names that are meant, gzipped or not
   */
  static List<Source> of(String name, List<String> endings) {
    Path path = Path.of(name);
    boolean archive = name.toLowerCase(Locale.ROOT).endsWith(".zip") && Files.isRegularFile(path);
    if (!archive && !Files.isDirectory(path)) {
      return List.of(new Source(name));
    }
    try {
      List<Source> found =
          (archive ? inArchive(path) : inDirectory(path))
              .filter(file -> ends(file, endings))
              .sorted()
              .map(file -> new Source(file, false))
              .toList();
      if (found.isEmpty()) {
        throw wrongInput(name + ": there is no " + String.join(" or ", endings) + " file in it.");
      }
      return found;
    } catch (IOException | UncheckedIOException e) {
      throw wrongInput(name + " can't be read: " + e.getMessage());
    }
  }

  private static Stream<String> inDirectory(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).map(Path::toString).toList().stream();
    }
  }

  private static Stream<String> inArchive(Path archive) throws IOException {
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      return zip.stream()
          .filter(entry -> !entry.isDirectory())
          .map(entry -> archive + INSIDE + entry.getName())
          .toList()
          .stream();
    }
  }

  /** What macOS lays beside the files that it packs (._NAME) is none of them. */
  private static boolean ends(String file, List<String> endings) {
    String lower = file.toLowerCase(Locale.ROOT);
    String plain = lower.endsWith(".gz") ? lower.substring(0, lower.length() - 3) : lower;
    String last = plain.substring(Math.max(plain.lastIndexOf('/'), plain.lastIndexOf('\\')) + 1);
    return !last.startsWith(".") && endings.stream().anyMatch(plain::endsWith);
  }

  boolean stdin() {
    return name.equals("-");
  }

  /** Whether it comes as it is written, and once only: standard input, a pipe. */
  boolean live() {
    return stdin() || !Files.isRegularFile(file());
  }

  /** The name without directories. */
  String shortName() {
    Path last = path().getFileName();
    return stdin() || last == null ? "standard input" : last.toString();
  }

  /** Names of the directories that it lies in, the nearest first; those in an archive before it. */
  List<String> directories() {
    List<String> names = new ArrayList<>();
    Path path = path();
    for (int at = path.getNameCount() - 2; at >= 0; at--) {
      names.add(path.getName(at).toString());
    }
    return List.copyOf(names);
  }

  private Path path() {
    return Path.of(name.replace(INSIDE, "/")).toAbsolutePath();
  }

  /** The file on disk: the archive, for one inside of it. */
  private Path file() {
    int inside = name.indexOf(INSIDE);
    return Path.of(inside < 0 ? name : name.substring(0, inside));
  }

  /** Refuses a file that is not there, before anything is done. */
  void check() {
    if (stdin()) {
      return;
    }
    Path path = file();
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

  /** Opens it as lines, unpacked when it begins as gzip does. */
  Lines open(Shell shell) throws IOException {
    return new Lines(bytes(shell));
  }

  /** Opens it, unpacked when it begins as gzip does. */
  BufferedInputStream bytes(Shell shell) throws IOException {
    BufferedInputStream in = new BufferedInputStream(raw(shell), BUFFER);
    in.mark(2);
    boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return inBytesOfOne(
        gzip ? new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER) : in);
  }

  /** What a spreadsheet saved as "Unicode text" is UTF-16 with a mark. */
  private static BufferedInputStream inBytesOfOne(BufferedInputStream in) throws IOException {
    in.mark(2);
    int mark = in.read() << 8 | in.read();
    in.reset();
    if (mark != 0xfeff && mark != 0xfffe) {
      return in;
    }
    byte[] text =
        new String(in.readAllBytes(), StandardCharsets.UTF_16).getBytes(StandardCharsets.UTF_8);
    return new BufferedInputStream(new ByteArrayInputStream(text));
  }

  private InputStream raw(Shell shell) throws IOException {
    if (stdin()) {
      return new StoppableInput(shell.in(), shell.stop());
    }
    int inside = name.indexOf(INSIDE);
    return inside < 0
        ? Files.newInputStream(Path.of(name))
        : entry(file(), name.substring(inside + INSIDE.length()));
  }

  /** As a stream of its own, which closes the archive with it. */
  private static InputStream entry(Path archive, String wanted) throws IOException {
    ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive));
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      if (entry.getName().equals(wanted)) {
        return zip;
      }
    }
    zip.close();
    throw new FileNotFoundException(wanted + " is not in " + archive);
  }
}
