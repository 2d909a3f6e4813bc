package io.zeitgeber.persistence.journal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.persistence.database.Postgres;
import io.zeitgeber.persistence.database.Rows;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

final class JournalWriterTest {
  private static final JournalWriterSettings DEFAULTS =
      JournalWriterSettings.of(ConfigFactory.load().getConfig("zeitgeber.journal.writer"));
  private static final UUID WRITER = new UUID(7, 7);
  private static Postgres postgres;
  private final List<JournalWriter> writers = new ArrayList<>();
  private final AtomicInteger commits = new AtomicInteger();
  private final AtomicLong micros = new AtomicLong();

  @BeforeAll
  static void migrate() {
    postgres = Postgres.database(JournalWriterTest.class);
  }

  @AfterEach
  void close() {
    writers.forEach(JournalWriter::close);
  }

  @Test
  void entries_ofManyParticipants_shareTransactions() {
    JournalWriter writer = writer(DEFAULTS);
    List<CompletableFuture<Void>> durable =
        IntStream.range(0, 3_000).mapToObj(at -> writer.write(first("many" + at), WRITER)).toList();
    CompletableFuture.allOf(durable.toArray(CompletableFuture[]::new)).join();

    assertThat(count("S1/many")).isEqualTo(3_000);
    assertThat(writer.rowsWritten()).isEqualTo(3_000);
    assertThat(writer.transactions()).isLessThan(1_000).isEqualTo(commits.get());
    assertThat(writer.bytesQueued()).isZero();
    assertThat(micros.get()).isPositive();
  }

  @Test
  void entry_writtenAndRead_isTheSame() {
    StoredEntry entry = Entries.of("same", new Input.Observed(Samples.heartRate(1, 40)), List.of());
    writer(DEFAULTS).write(entry, WRITER).join();
    JournalRow row = new JournalReader(postgres.service()).page("S1/same", 1, 9, 9).getFirst();

    assertThat(row.entry().payload()).isEqualTo(entry.payload());
    assertThat(row.entry().digest()).isEqualTo(entry.digest());
    assertThat(row.entry().topicId()).isEqualTo(Samples.TOPIC_ID);
    assertThat(row.entry().partition()).isEqualTo(3);
    assertThat(row.entry().records()).isEqualTo(40);
    assertThat(row.writer()).isEqualTo(WRITER);
    assertThat(row.position().generation()).isEqualTo(1);
    assertThat(row.position().committedIn()).isPositive();
    EntryCodec.verify(StoredEntry.noDigest(), row.entry());
  }

  @Test
  void oneRefusedRow_failsItsOwnFutureOnly() throws Exception {
    StoredEntry taken = first("taken");
    writer(DEFAULTS).write(taken, WRITER).join();
    StoredEntry bad =
        new StoredEntry("S1/b\0d", 1, new byte[] {1}, new byte[32], false, null, -1, 0, 0);
    CompletableFuture<Void> hanging;
    List<CompletableFuture<Void>> good;
    CompletableFuture<Void> again;
    CompletableFuture<Void> unstorable;
    JournalWriter slow;
    try (Blocked blocked = new Blocked()) {
      slow = writer(blocked.settings());
      hanging = blocked.untilWriting(slow);
      good = IntStream.range(0, 50).mapToObj(at -> slow.write(first("good" + at), WRITER)).toList();
      again = slow.write(taken, WRITER);
      unstorable = slow.write(bad, WRITER);
    }
    hanging.get(30, SECONDS);
    CompletableFuture.allOf(good.toArray(CompletableFuture[]::new)).get(30, SECONDS);

    assertThat(count("S1/good")).isEqualTo(50);
    assertThatThrownBy(() -> again.get(30, SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            RefusedRow.class, refused -> assertThat(refused.placeTaken()).isTrue());
    assertThatThrownBy(() -> unstorable.get(30, SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            RefusedRow.class, refused -> assertThat(refused.placeTaken()).isFalse());
    assertThat(slow.rowsRefused()).isEqualTo(2);
  }

  @Test
  void entriesOfOneWrite_areDurableTogetherOrNotAtAll() {
    List<StoredEntry> three = Entries.of("together", 3);
    JournalWriter writer = writer(DEFAULTS);
    writer.write(three.get(1), WRITER).join();
    assertThatThrownBy(() -> writer.write(three, WRITER).join())
        .hasCauseInstanceOf(RefusedRow.class);
    assertThat(count("S1/together")).isEqualTo(1);
  }

  @Test
  void fullQueue_letsTheCallerWait() throws Exception {
    try (Blocked blocked = new Blocked()) {
      JournalWriter writer = writer(blocked.settings());
      CompletableFuture<Void> hanging = blocked.untilWriting(writer);
      AtomicInteger written = new AtomicInteger();
      List<CompletableFuture<Void>> durable = new ArrayList<>();
      Thread caller =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int at = 0; at < 200; at++) {
                      durable.add(writer.write(first("full" + at), WRITER));
                      written.incrementAndGet();
                    }
                  });
      await().until(() -> caller.getState() == Thread.State.WAITING);
      assertThat(written).hasValueLessThan(200);
      assertThat(writer.bytesQueued()).isLessThanOrEqualTo(blocked.settings().maxQueuedBytes());
      blocked.release();
      caller.join();
      hanging.get(30, SECONDS);
      CompletableFuture.allOf(durable.toArray(CompletableFuture[]::new)).get(30, SECONDS);
    }
    assertThat(count("S1/full")).isEqualTo(200);
  }

  @Test
  void lostConnection_failsWhatWasUnderWay_thenGoesOn() throws Exception {
    JournalWriter writer;
    CompletableFuture<Void> lost;
    try (Blocked blocked = new Blocked()) {
      writer = writer(blocked.settings());
      lost = blocked.untilWriting(writer);
      postgres.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity where query like 'copy"
              + " zeitgeber.journal%'");
      assertThatThrownBy(() -> lost.get(30, SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(JournalUnavailable.class);
    }
    writer.write(first("goeson"), WRITER).get(30, SECONDS);
    assertThat(count("S1/goeson")).isEqualTo(1);
    assertThat(writer.failures()).isPositive();
  }

  @Test
  void closedWriter_takesNothing_butHasWrittenWhatWaited() {
    JournalWriter writer = writer(DEFAULTS);
    CompletableFuture<Void> before = writer.write(first("before"), WRITER);
    writer.close();
    before.join();
    assertThatThrownBy(() -> writer.write(first("after"), WRITER).join())
        .hasCauseInstanceOf(JournalUnavailable.class);
    assertThat(count("S1/after")).isZero();
  }

  @Test
  void unreachableDatabase_letsEntriesWait_untilTheWriterCloses() {
    DataSource nowhere = postgres.superuser();
    ((PGSimpleDataSource) nowhere).setPortNumbers(new int[] {1});
    JournalWriter writer = new JournalWriter(nowhere, settings(1 << 20), () -> {}, _ -> {});
    CompletableFuture<Void> waiting = writer.write(first("nowhere"), WRITER);
    await().until(() -> writer.failures() > 1);
    assertThat(waiting).isNotDone();
    assertThat(writer.rowsQueued()).isEqualTo(1);
    writer.close();
    assertThatThrownBy(waiting::join).hasCauseInstanceOf(JournalUnavailable.class);
  }

  private JournalWriter writer(JournalWriterSettings settings) {
    JournalWriter writer =
        new JournalWriter(
            postgres.service(), settings, commits::incrementAndGet, micros::addAndGet);
    writers.add(writer);
    return writer;
  }

  private static JournalWriterSettings settings(long maxQueuedBytes) {
    return new JournalWriterSettings(
        maxQueuedBytes, 1, 1 << 20, 1_000, Duration.ofMillis(5), Duration.ofMillis(20));
  }

  private static StoredEntry first(String participant) {
    return Entries.of(participant, 1).getFirst();
  }

  private static int count(String entity) {
    return Rows.of(
            postgres.service(),
            "select 1 from zeitgeber.journal where entity like '" + entity + "%'")
        .size();
  }

  /**
   * Holds the journal's table, so that a writer's transaction waits and others gather behind it.
   */
  private static final class Blocked implements AutoCloseable {
    private final Connection holder;

    Blocked() throws SQLException {
      holder = postgres.superuser().getConnection();
      holder.setAutoCommit(false);
      try (var lock = holder.createStatement()) {
        lock.execute("lock table zeitgeber.journal in access exclusive mode");
      }
    }

    JournalWriterSettings settings() {
      return JournalWriterTest.settings(20_000);
    }

    /** Gives the writer one entry and waits until it hangs on it. */
    CompletableFuture<Void> untilWriting(JournalWriter writer) {
      CompletableFuture<Void> hanging = writer.write(first("hang" + UUID.randomUUID()), WRITER);
      await().until(() -> writer.rowsQueued() == 0);
      await()
          .until(
              () ->
                  !Rows.of(
                          postgres.superuser(),
                          "select 1 from pg_stat_activity where wait_event_type = 'Lock' and query"
                              + " like 'copy zeitgeber.journal%'")
                      .isEmpty());
      return hanging;
    }

    void release() throws SQLException {
      holder.rollback();
    }

    @Override
    public void close() throws SQLException {
      holder.close();
    }
  }
}
