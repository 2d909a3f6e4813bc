package io.zeitgeber.persistence.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.participant.step.Step;
import io.zeitgeber.persistence.audit.JournalAudit;
import io.zeitgeber.persistence.audit.Verified;
import io.zeitgeber.persistence.journal.GenerationUnknown;
import io.zeitgeber.persistence.journal.JournalReader;
import io.zeitgeber.persistence.journal.JournalRow;
import io.zeitgeber.persistence.journal.JournalTail;
import io.zeitgeber.persistence.journal.Position;
import io.zeitgeber.persistence.journal.Samples;
import io.zeitgeber.persistence.journal.SealedJournal;
import io.zeitgeber.persistence.journal.Slice;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.key.KeyRing;
import io.zeitgeber.persistence.key.Keys;
import io.zeitgeber.persistence.ledger.Reconciliation;
import io.zeitgeber.persistence.protocol.ProtocolText;
import io.zeitgeber.persistence.protocol.StudyProtocol;
import io.zeitgeber.persistence.receipt.Receipt;
import io.zeitgeber.persistence.receipt.Receipts;
import io.zeitgeber.persistence.replay.Account;
import io.zeitgeber.persistence.replay.ExportedFile;
import io.zeitgeber.persistence.replay.Histories;
import io.zeitgeber.persistence.replay.JournalHistories;
import io.zeitgeber.persistence.replay.JournalHistories.Generations;
import io.zeitgeber.persistence.replay.Parts;
import io.zeitgeber.persistence.replay.Progress;
import io.zeitgeber.persistence.replay.Range;
import io.zeitgeber.persistence.replay.Replay;
import io.zeitgeber.persistence.replay.Verification;
import io.zeitgeber.persistence.study.ProtocolStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** A dump of the database, restored into another instance and another version of PostgreSQL. */
final class DumpedJournalTest {

  @Test
  void dumpRestoredIntoAFreshInstance_onceAdopted_answersTheSameAndGoesOn() throws Exception {
    Optional<Path> binaries = InstalledPostgres.oldest();
    assumeTrue(binaries.isPresent(), "no PostgreSQL with pg_dump under /usr/lib/postgresql");
    try (InstalledPostgres server = InstalledPostgres.start(binaries.orElseThrow())) {
      StudyProtocol protocol = ProtocolText.standard();
      SealedJournal journal =
          new SealedJournal(
              Postgres.database(DumpedJournalTest.class, server.url()), protocol.core());
      DataSource source = journal.postgres().service();
      new ProtocolStore(source)
          .publish(
              protocol.core().id(),
              protocol.core().version(),
              protocol.core().digest(),
              protocol.canonical());
      Participant last = journal.write("P0", SealedJournal.heartRate(4, 30));
      journal.write("P1", SealedJournal.heartRate(3, 30));
      var _ =
          new Receipts(source)
              .write(new Receipt("kafka", Samples.TOPIC_ID, "observations", 3, 0, 500, 7, 1, 1, 1));

      Postgres fresh = Postgres.emptyDatabase(DumpedJournalTest.class);
      Path dump = server.home().resolve("dump.sql");
      server.dump("dumpedjournaltest", dump);
      server.restore(dump, fresh.url());
      DataSource restored = fresh.service();

      assertThatThrownBy(() -> new JournalTail(restored)).isInstanceOf(GenerationUnknown.class);
      assertThat(
              new io.zeitgeber.persistence.journal.Generations(fresh.owner())
                  .adopt("operator", "drill"))
          .isEqualTo(2);
      KeyRing keys = KeyRing.open(restored, journal.encryption());
      List<Account> accounts = accounts(restored, keys);
      assertThat(accounts)
          .hasSize(2)
          .allMatch(Account::isWell)
          .isEqualTo(accounts(source, journal.keys()));
      assertThat(reconciled(restored, keys)).isEqualTo(reconciled(source, journal.keys()));
      assertThat(audited(restored, keys).entries()).isEqualTo(7);
      assertThatThrownBy(() -> fresh.execute("delete from zeitgeber.journal"))
          .hasMessageContaining("only ever added");

      goOn(journal, keys, restored, last);
      assertArchived(server.home(), restored, keys);
      assertThat(accounts(restored, keys)).allMatch(Account::isWell);
      assertThat(audited(restored, keys).entries()).isEqualTo(8);
    }
  }

  /** One more batch: in the next generation, on the same chain. */
  private static void goOn(
      SealedJournal journal, KeyRing keys, DataSource restored, Participant last) {
    StoredEntry before = new JournalReader(restored).page("S1/P0", 4, 4, 1).getFirst().entry();
    Input next = new Input.Observed(Samples.heartRateAt(4, 120, 30));
    StoredEntry entry =
        journal.entry(
            Objects.requireNonNull(keys.of("S1/P0")),
            "P0",
            5,
            before.digest(),
            next,
            Step.step(last, next));
    SealedJournal.write(restored, List.of(entry));
    List<JournalRow> rows =
        new JournalTail(restored)
            .read(List.of(Slice.of("S1/P0")), Position.START, 100, false)
            .rows();
    assertThat(rows).extracting(row -> row.position().generation()).containsExactly(1, 1, 1, 1, 2);
  }

  /** Each generation in a file of its own: the first stands alone, the next one goes on from it. */
  private static void assertArchived(Path directory, DataSource database, Keys keys)
      throws Exception {
    List<ExportedFile> archives = new ArrayList<>();
    for (int generation = 1; generation <= 2; generation++) {
      Generations only = new Generations(generation, generation);
      Replay replay = Replay.of(new JournalHistories(database, only), keys);
      Path file = directory.resolve("generation-" + generation + ".jsonl.gz");
      List<String> entities = replay.histories().entities();
      assertThat(ExportedFile.write(file, replay, entities, "test", keys).entries())
          .isEqualTo(generation == 1 ? 7 : 1);
      archives.add(ExportedFile.open(file));
    }
    assertThat(accounts(archives.getFirst(), keys)).allMatch(Account::isWell);
    assertThat(accounts(new Parts(archives), keys)).isEqualTo(accounts(database, keys));
    assertThat(accounts(archives.getLast(), keys).getFirst().corrupt())
        .as("without what was before it, it names what is missing")
        .hasMessageContaining("missing");
  }

  private static List<Account> accounts(DataSource database, Keys keys) throws Exception {
    return accounts(new JournalHistories(database), keys);
  }

  private static List<Account> accounts(Histories histories, Keys keys) throws Exception {
    return Replay.of(histories, keys)
        .each(histories.entities(), 1, _ -> Verification.of(Range.ALL), new Progress());
  }

  private static Reconciliation.Result reconciled(DataSource database, Keys keys) {
    Replay replay = Replay.of(new JournalHistories(database), keys);
    return new Reconciliation(database, replay.opening()).run(List.of(), _ -> {});
  }

  private static Verified audited(DataSource database, Keys keys) {
    Verified verified =
        new JournalAudit(database, Optional.of(keys))
            .verify(Optional.empty(), Optional.empty(), Optional.empty(), _ -> {});
    assertThat(verified.tampering()).isEmpty();
    return verified;
  }
}
