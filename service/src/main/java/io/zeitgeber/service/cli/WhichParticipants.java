package io.zeitgeber.service.cli;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zeitgeber.persistence.audit.Archive;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.EntryHeader;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.key.Keys;
import io.zeitgeber.persistence.replay.ExportedFile;
import io.zeitgeber.persistence.replay.Histories;
import io.zeitgeber.persistence.replay.JournalHistories;
import io.zeitgeber.persistence.replay.Parts;
import io.zeitgeber.persistence.replay.Replay;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whose histories, and where they are read from. */
final class WhichParticipants {

  @Option(names = "--participant", paramLabel = "P", description = "This participant only.")
  private @Nullable String participant;

  @Option(names = "--study", paramLabel = "S", description = "Of this study only.")
  private @Nullable String study;

  @Option(names = "--all", description = "Everybody; so it is without a participant or study.")
  private boolean all;

  @Option(
      names = "--in",
      paramLabel = "FILE",
      description = {
        "Of a file that `export` wrote: needs no instance. Several, in the order of their",
        "generations, are put together. Where they hold no keys, those of an instance that is",
        "named with --data, --ready-file or --postgres open them."
      })
  private List<Path> files = List.of();

  @Mixin private InstanceOptions instance = new InstanceOptions();

  private boolean withoutKeys;

  /** What is done with the histories. */
  interface Work {
    int on(Replay replay) throws Exception;
  }

  /** The instance that is meant where no file is, or whose keys open a file. */
  InstanceOptions instance() {
    return instance;
  }

  /** The keys of the instance. Throws {@link CommandFailure} where its key file is not here. */
  Keys keys() {
    return Postgres.with(instance, source -> KeyOptions.required(instance, source));
  }

  /** Empty for everybody, a study, or {@code study/participant}. */
  String scope() {
    return (study == null ? "" : study) + (participant == null ? "" : "/" + participant);
  }

  /** Whether nothing that is sealed can be opened: no key file is here, or no key in the file. */
  boolean isWithoutKeys() {
    return withoutKeys;
  }

  /** Whether a file is read. */
  boolean isFile() {
    return !files.isEmpty();
  }

  /** Opens where they are, and closes it again. */
  int with(int connections, Work work) throws Exception {
    return with(connections, JournalHistories.Generations.ALL, work);
  }

  /** The same for what can't be said without keys. Throws {@link CommandFailure} without. */
  int opened(int connections, Work work) throws Exception {
    return with(
        connections,
        replay -> {
          if (withoutKeys && isSealed(replay.histories())) {
            throw isFile()
                ? CommandFailure.refused(
                    "the file was written without keys; --data or --ready-file names the running"
                        + " instance that has them, `export --with-keys` writes one that can be read")
                : KeyOptions.missing(instance);
          }
          return work.on(replay);
        });
  }

  // The first entry tells: what is older than the keys needs none.
  private static boolean isSealed(Histories histories) {
    boolean[] sealed = {false};
    histories.entities().stream()
        .findFirst()
        .ifPresent(
            entity ->
                histories.read(
                    entity,
                    stored -> {
                      sealed[0] =
                          EntryCodec.decodeHeader(stored.payload()).seal() != EntryHeader.Seal.NONE;
                      return false;
                    }));
    return sealed[0];
  }

  /** The same of some generations only. */
  int with(int connections, JournalHistories.Generations generations, Work work) throws Exception {
    if (all && (participant != null || study != null)) {
      throw CommandFailure.usage("either --all, or --participant and --study");
    }
    if (!isFile()) {
      return withInstance(connections, pool -> new JournalHistories(pool, generations), work);
    }
    List<ExportedFile> exported = files.stream().map(WhichParticipants::open).toList();
    Histories parts = new Parts(exported);
    withoutKeys = exported.stream().noneMatch(ExportedFile::hasKeys);
    return withoutKeys && instance.isNamed()
        ? withInstance(connections, pool -> parts, work)
        : work.on(Replay.of(parts, keysOf(exported)));
  }

  private int withInstance(int connections, Function<DataSource, Histories> histories, Work work)
      throws Exception {
    try (HikariDataSource pool = pool(instance.postgresUrl(), connections)) {
      Optional<Keys> ring = KeyOptions.ring(instance, pool);
      withoutKeys = ring.isEmpty();
      return work.on(Replay.of(histories.apply(pool), ring.orElse(Keys.NONE)));
    } catch (com.zaxxer.hikari.pool.HikariPool.PoolInitializationException e) {
      throw e.getCause() instanceof java.sql.SQLException cause
          ? Postgres.explained(cause)
          : CommandFailure.unreachable("PostgreSQL: " + Reason.of(e));
    }
  }

  /** The journal, and the keys that open it. Throws {@link CommandFailure} without them. */
  static Replay replay(InstanceOptions instance, DataSource source) {
    return Replay.of(new JournalHistories(source), KeyOptions.required(instance, source));
  }

  /** A few connections in the service's role. */
  static HikariDataSource pool(String url, int connections) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("zeitgeber command");
    config.setDataSource(Postgres.source(url));
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(10_000);
    config.setInitializationFailTimeout(10_000);
    return new HikariDataSource(config);
  }

  /** What was exported to files and then detached. */
  static Archive archive(List<Path> files) {
    if (files.isEmpty()) {
      return Archive.NONE;
    }
    Histories parts = new Parts(files.stream().map(WhichParticipants::open).toList());
    return new Archive() {
      @Override
      public List<String> entities() {
        return parts.entities();
      }

      @Override
      public void read(String entity, Predicate<StoredEntry> each) {
        parts.read(entity, each);
      }
    };
  }

  private static Keys keysOf(List<ExportedFile> files) {
    return entity ->
        files.stream()
            .map(file -> file.keys().of(entity))
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
  }

  private static ExportedFile open(Path file) {
    try {
      return ExportedFile.open(file);
    } catch (IOException | IllegalArgumentException e) {
      throw CommandFailure.usage("cannot read " + file + ": " + Reason.of(e));
    }
  }

  /**
   * Those that were named.
   *
   * @throws CommandFailure where there are none
   */
  List<String> of(Histories histories) {
    List<String> chosen =
        histories.entities().stream()
            .filter(entity -> study == null || entity.startsWith(study + "/"))
            .filter(entity -> participant == null || entity.endsWith("/" + participant))
            .toList();
    if (chosen.isEmpty() && (participant != null || study != null)) {
      throw CommandFailure.usage(
          "nothing was journaled of "
              + (participant == null ? "study " + study : "participant " + participant)
              + (participant != null && study != null ? " of study " + study : ""));
    }
    return chosen;
  }

  /**
   * The one that was named.
   *
   * @throws CommandFailure where it is not one
   */
  String one(Histories histories) {
    List<String> chosen = of(histories);
    if (chosen.size() != 1) {
      throw CommandFailure.usage(
          "name one participant with --participant, and --study where several have that name");
    }
    return chosen.getFirst();
  }
}
