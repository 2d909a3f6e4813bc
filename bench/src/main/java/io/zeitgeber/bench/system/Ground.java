package io.zeitgeber.bench.system;

import io.zeitgeber.bench.process.Child;
import io.zeitgeber.bench.process.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A broker for a whole run, and a directory that is gone afterwards. */
public final class Ground implements AutoCloseable {
  private final Installation here;
  private final Path directory;
  private final Infrastructure broker;

  // A bench that is told to end leaves no process and no directory behind.
  private final Thread cleaning = Thread.ofPlatform().unstarted(this::clean);

  private Ground(Installation here, Path directory, Infrastructure broker) {
    this.here = here;
    this.directory = directory;
    this.broker = broker;
    Runtime.getRuntime().addShutdownHook(cleaning);
  }

  /** Starts the broker in a fresh directory. */
  public static Ground make() {
    Installation here = Installation.find();
    try {
      Path directory = Files.createTempDirectory("zeitgeber-bench-");
      try {
        return new Ground(here, directory, Infrastructure.kafka(here, directory.resolve("broker")));
      } catch (RuntimeException failed) {
        delete(directory);
        throw failed;
      }
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** Where the programs are. */
  public Installation here() {
    return here;
  }

  /** HOST:PORT. */
  public String kafka() {
    return broker.bootstrap();
  }

  /** The broker's process. */
  public long brokerPid() {
    return broker.pid();
  }

  /** A fresh directory in the run's own. */
  public Path directory(String name) {
    try {
      return Files.createDirectories(directory.resolve(name));
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** Gives back the room of what has ended. */
  public static synchronized void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      List<Path> inside = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : inside) {
        Files.deleteIfExists(path);
      }
    } catch (IOException kept) {
      throw new UncheckedIOException("cannot delete " + directory, kept);
    }
  }

  private void clean() {
    Child.endAll();
    delete(directory);
  }

  @Override
  public void close() {
    broker.close();
    delete(directory);
    try {
      Runtime.getRuntime().removeShutdownHook(cleaning);
    } catch (IllegalStateException ending) {
      // It is told to end already: the hook finds nothing left to do.
      return;
    }
  }
}
