package io.zeitgeber.service.node;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.zeitgeber.participant.step.Step;
import io.zeitgeber.persistence.cluster.NodeRegistry;
import io.zeitgeber.persistence.database.Horizon;
import io.zeitgeber.persistence.database.Migrations;
import io.zeitgeber.persistence.deadline.Deadlines;
import io.zeitgeber.persistence.deadline.StudyAlertTail;
import io.zeitgeber.persistence.journal.JournalReader;
import io.zeitgeber.persistence.journal.JournalTail;
import io.zeitgeber.persistence.journal.JournalWriter;
import io.zeitgeber.persistence.key.KeyFiles;
import io.zeitgeber.persistence.key.KeyRing;
import io.zeitgeber.persistence.key.KeyUnusable;
import io.zeitgeber.persistence.lease.Leases;
import io.zeitgeber.persistence.ledger.LedgerCounts;
import io.zeitgeber.persistence.ledger.SinkCounts;
import io.zeitgeber.persistence.projection.PostgresSink;
import io.zeitgeber.persistence.protocol.ProtocolText;
import io.zeitgeber.persistence.quarantine.Quarantine;
import io.zeitgeber.persistence.quarantine.QuarantineTail;
import io.zeitgeber.persistence.quarantine.Readmissions;
import io.zeitgeber.persistence.receipt.Receipts;
import io.zeitgeber.persistence.receipt.Topics;
import io.zeitgeber.persistence.recovery.Recoveries;
import io.zeitgeber.persistence.recovery.SnapshotWriter;
import io.zeitgeber.persistence.study.ProtocolStore;
import io.zeitgeber.service.erasure.Erasures;
import io.zeitgeber.service.health.PatientCheck;
import io.zeitgeber.service.participant.Protocols;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a node keeps in PostgreSQL, over one pool of connections. */
final class Storage implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Storage.class);
  private static final Duration HEALTH_PATIENCE = Duration.ofSeconds(1);

  private final HikariDataSource pool;
  private final JournalWriter writer;
  private final JournalTail tail;
  private final KeyRing keys;
  private final SnapshotWriter snapshots;
  private final KeyCustody custody;
  private final LiveProtocols protocols;
  private final String cluster;
  private final NodeSettings settings;

  private Storage(NodeSettings settings, MeterRegistry meters) {
    this.settings = settings;
    cluster = settings.cluster();
    migrate(settings);
    pool = new HikariDataSource(pool(settings.database()));
    try {
      Timer write =
          Timer.builder("zeitgeber.journal.write")
              .description("One transaction of the journal, from its first row to its commit")
              .publishPercentileHistogram()
              .maximumExpectedValue(Duration.ofMinutes(2))
              .register(meters);
      KeyFiles.Opened opened = openKeys(settings);
      keys = KeyRing.open(pool, opened.encryption());
      snapshots = new SnapshotWriter(pool);
      tail = new JournalTail(pool);
      protocols = new LiveProtocols(new ProtocolStore(pool));
      settings.protocols().forEach((_, text) -> protocols.publish(ProtocolText.parse(text)));
      protocols.refresh(); // what they mark is hidden from the first call on
      custody = new KeyCustody(pool, keys);
      custody.eraseAgain(settings, owner(settings), protocols);
      writer =
          new JournalWriter(
              pool,
              settings.journal(),
              () -> {},
              micros -> write.record(micros, TimeUnit.MICROSECONDS));
      gauges(meters);
    } catch (RuntimeException failed) {
      pool.close();
      throw failed;
    }
  }

  private KeyFiles.Opened openKeys(NodeSettings settings) {
    try {
      KeyFiles.Opened opened = settings.keys().open(pool);
      if (opened.fresh()) {
        log.warn(
            "New keys are in {}. Keep a copy apart from the database and its backups: without it"
                + " nothing that is recorded from now on can ever be read again",
            settings.keys().encryption().getParent());
      }
      return opened;
    } catch (KeyUnusable unusable) {
      throw new StartRefused(String.valueOf(unusable.getMessage()), unusable);
    }
  }

  private void gauges(MeterRegistry meters) {
    Gauge.builder("zeitgeber.journal.queue.bytes", writer, JournalWriter::bytesQueued)
        .description("Bytes of entries that wait to be written")
        .register(meters);
    Gauge.builder("zeitgeber.journal.queue.rows", writer, JournalWriter::rowsQueued)
        .description("Entries that wait to be written")
        .register(meters);
    io.micrometer.core.instrument.FunctionCounter.builder(
            "zeitgeber.journal.rows", writer, JournalWriter::rowsWritten)
        .description("Entries made durable")
        .register(meters);
    io.micrometer.core.instrument.FunctionCounter.builder(
            "zeitgeber.journal.bytes", writer, JournalWriter::bytesWritten)
        .description("Bytes of entries made durable")
        .register(meters);
  }

  /**
   * Migrates, and opens the pool.
   *
   * @throws StartRefused where the database is out of reach or not as it must be
   */
  static Storage open(NodeSettings settings, MeterRegistry meters) {
    return new Storage(settings, meters);
  }

  private static void migrate(NodeSettings settings) {
    try {
      Migrations.migrate(owner(settings), settings.database().user());
    } catch (RuntimeException failed) {
      throw new StartRefused(
          "The database at %s cannot be prepared as %s: %s"
              .formatted(settings.owner().url(), settings.owner().user(), failed.getMessage()),
          failed);
    }
  }

  private static DataSource owner(NodeSettings settings) {
    PGSimpleDataSource owner = new PGSimpleDataSource();
    owner.setUrl(settings.owner().url());
    owner.setUser(settings.owner().user());
    owner.setPassword(settings.owner().password());
    return owner;
  }

  private static HikariConfig pool(NodeSettings.Database database) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName("zeitgeber");
    pool.setJdbcUrl(database.url());
    pool.setUsername(database.user());
    pool.setPassword(database.password());
    pool.setMaximumPoolSize(database.connections());
    // Few statements, asked over and over by every connection: planned once each.
    pool.addDataSourceProperty("prepareThreshold", "1");
    pool.setConnectionTimeout(10_000);
    pool.setInitializationFailTimeout(10_000);
    // An own transaction that hangs would hold back the tail of the whole instance.
    pool.setConnectionInitSql(
        "set idle_in_transaction_session_timeout = '30s'; set search_path = zeitgeber");
    return pool;
  }

  JournalWriter writer() {
    return writer;
  }

  /** The pool, in the service's role. */
  DataSource database() {
    return pool;
  }

  KeyRing keys() {
    return keys;
  }

  SnapshotWriter snapshots() {
    return snapshots;
  }

  Recoveries recoveries() {
    return new Recoveries(pool, keys, Step.RULES_VERSION);
  }

  KeyCustody custody() {
    return custody;
  }

  Erasures erasures() {
    return new Erasures(
        Version.code(),
        pool,
        () -> owner(settings),
        settings.keys(),
        keys::instance,
        protocols::byDigest);
  }

  JournalReader reader() {
    return new JournalReader(pool);
  }

  JournalTail tail() {
    return tail;
  }

  Receipts receipts() {
    return new Receipts(pool);
  }

  Topics topics() {
    return new Topics(pool);
  }

  Quarantine quarantine() {
    return new Quarantine(pool, keys);
  }

  PostgresSink sink() {
    return new PostgresSink(pool, protocols::byDigest, keys);
  }

  QuarantineTail quarantineTail() {
    return new QuarantineTail(pool);
  }

  Readmissions readmissions() {
    return new Readmissions(pool, keys);
  }

  LedgerCounts ledgerCounts() {
    return new LedgerCounts(pool);
  }

  Horizon horizon() {
    return new Horizon(pool);
  }

  SinkCounts sinkCounts() {
    return new SinkCounts(pool);
  }

  Leases leases() {
    return new Leases(pool);
  }

  NodeRegistry nodes() {
    return new NodeRegistry(pool, cluster);
  }

  Deadlines deadlines() {
    return new Deadlines(pool);
  }

  StudyAlertTail studyAlerts() {
    return new StudyAlertTail(pool);
  }

  Protocols protocols() {
    return protocols;
  }

  Set<String> unblinding(String study) {
    return protocols.unblinding(study);
  }

  /** Looks again for what may have changed. */
  void refresh() {
    protocols.refresh();
    custody.look();
  }

  /** Whether the database answers, and soon. */
  Supplier<Optional<String>> health() {
    return new PatientCheck(this::trouble, HEALTH_PATIENCE, "the database does not answer");
  }

  private Optional<String> trouble() {
    try (Connection connection = pool.getConnection()) {
      return connection.isValid(2)
          ? writer.trouble().map(Storage::notWritten)
          : Optional.of("the database does not answer");
    } catch (SQLException trouble) {
      return Optional.of("the database does not answer: " + trouble.getMessage());
    }
  }

  private static String notWritten(String why) {
    return "the database does not write the journal, so reading waits and goes on by itself: "
        + why.lines().findFirst().orElse("");
  }

  @Override
  public void close() {
    writer.close();
    snapshots.close();
    pool.close();
  }
}
