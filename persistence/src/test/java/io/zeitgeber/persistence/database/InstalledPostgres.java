package io.zeitgeber.persistence.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL that the machine has, as Debian installs it, on a directory of its own. */
final class InstalledPostgres implements AutoCloseable {
  private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
  private static final String USER = "postgres";

  private final Path binaries;
  private final Path home;
  private final int port;

  private InstalledPostgres(Path binaries, Path home, int port) {
    this.binaries = binaries;
    this.home = home;
    this.port = port;
  }

  /** The oldest one that is installed. */
  static Optional<Path> oldest() {
    if (!Files.isDirectory(VERSIONS)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(VERSIONS)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .min(Comparator.comparing(Path::toString));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static InstalledPostgres start(Path binaries) throws IOException {
    Path home = Files.createTempDirectory("zeitgeber-postgres");
    if (isRoot()) {
      run(List.of("chown", USER, home.toString()));
    }
    InstalledPostgres postgres = new InstalledPostgres(binaries, home, freePort());
    postgres.postgres("initdb", "-D", postgres.data(), "-U", USER, "-A", "trust", "-N");
    String options = "-F -p " + postgres.port + " -k " + home + " -h 127.0.0.1";
    postgres.postgres(
        "pg_ctl", "-D", postgres.data(), "-w", "-o", options, "-l", home + "/log", "start");
    return postgres;
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=" + USER;
  }

  /** As an operator backs up: plain SQL of one database. */
  void dump(String database, Path to) throws IOException {
    postgres("pg_dump", "-h", "127.0.0.1", "-p", "" + port, "-f", to.toString(), database);
  }

  /** Runs a dump against any server, as its superuser; the first error ends it. */
  void restore(Path dump, String url) throws IOException {
    postgres(
        "psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", dump.toString(), url.replace("jdbc:", ""));
  }

  /** A directory that PostgreSQL's user may write to. */
  Path home() {
    return home;
  }

  @Override
  public void close() throws IOException {
    postgres("pg_ctl", "-D", data(), "-m", "immediate", "stop");
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private String data() {
    return home.resolve("data").toString();
  }

  private void postgres(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("runuser", "-u", USER, "--"));
    }
    command.add(binaries.resolve(program).toString());
    command.addAll(List.of(arguments));
    run(command);
  }

  private static void run(List<String> command) throws IOException {
    Path output = Files.createTempFile("zeitgeber-postgres", ".out");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    if (process.exitValue() != 0) {
      throw new IOException(command + " failed: " + Files.readString(output));
    }
    Files.delete(output);
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
