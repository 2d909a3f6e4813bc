package io.zeitgeber.persistence.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.typesafe.config.ConfigFactory;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.persistence.journal.Entries;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.EntryFacts;
import io.zeitgeber.persistence.journal.JournalRow;
import io.zeitgeber.persistence.journal.JournalTail;
import io.zeitgeber.persistence.journal.JournalWriter;
import io.zeitgeber.persistence.journal.JournalWriterSettings;
import io.zeitgeber.persistence.journal.Position;
import io.zeitgeber.persistence.journal.Reached;
import io.zeitgeber.persistence.journal.Samples;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.lease.Leases;
import io.zeitgeber.persistence.ledger.Ledger;
import io.zeitgeber.persistence.projection.PostgresSink;
import io.zeitgeber.persistence.quarantine.Quarantine;
import io.zeitgeber.persistence.quarantine.QuarantinedRecord;
import io.zeitgeber.persistence.receipt.Continued;
import io.zeitgeber.persistence.receipt.Receipt;
import io.zeitgeber.persistence.receipt.Receipts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The oldest PostgreSQL at hand does what the embedded one does. */
final class InstalledPostgresTest {

  @Test
  void oldestInstalledPostgres_takesAnEntryAllTheWay() throws Exception {
    Optional<Path> binaries = InstalledPostgres.oldest();
    assumeTrue(binaries.isPresent(), "no PostgreSQL under /usr/lib/postgresql");
    try (InstalledPostgres server = InstalledPostgres.start(binaries.orElseThrow())) {
      Postgres postgres = Postgres.database(InstalledPostgresTest.class, server.url());
      Batch batch = Samples.heartRate(1, 40);
      StoredEntry entry = Entries.of("P1", new Input.Observed(batch), Samples.windowsOf(batch));
      write(postgres, entry);
      project(postgres, entry);
      account(postgres);
      assertThat(new Leases(postgres.service()).acquire("one", "me", Duration.ofMinutes(1)))
          .isPresent();
    }
  }

  private static void write(Postgres postgres, StoredEntry entry) {
    JournalWriterSettings settings =
        JournalWriterSettings.of(ConfigFactory.load().getConfig("zeitgeber.journal.writer"));
    try (JournalWriter writer =
        new JournalWriter(postgres.service(), settings, () -> {}, _ -> {})) {
      writer.write(entry, new UUID(0, 1)).join();
    }
  }

  private static void project(Postgres postgres, StoredEntry entry) {
    List<JournalRow> rows =
        new JournalTail(postgres.service())
            .read(List.of(entry.slice()), Position.START, 10, false)
            .rows();
    assertThat(rows).hasSize(1);
    EntryFacts facts = EntryCodec.decodeFacts(rows.getFirst().entry().payload());
    PostgresSink sink = new PostgresSink(postgres.service(), Samples::protocol);
    Position after = rows.getFirst().position();
    sink.write(Reached.of(entry.slice(), Position.START), List.of(facts), after);
    sink.write(
        Reached.of(entry.slice(), after),
        List.of(facts),
        new Position(1, after.committedIn() + 1, 1));
    assertThat(Rows.of(postgres.service(), "select distinct version, state from zeitgeber.windows"))
        .containsExactly("2|amended");
  }

  private static void account(Postgres postgres) {
    new Quarantine(postgres.service())
        .write(
            List.of(
                new QuarantinedRecord(
                    new Origin(Samples.TOPIC_ID, "observations", 3, 1),
                    "BAD_JSON",
                    "",
                    null,
                    null,
                    1,
                    0,
                    null)));
    Receipt receipt =
        new Receipt("kafka", Samples.TOPIC_ID, "observations", 3, 0, 100, 41, 1, 1, 1);
    assertThat(new Receipts(postgres.service()).write(receipt)).isEqualTo(Continued.YES);
    assertThat(new Ledger(postgres.service()).balance())
        .singleElement()
        .satisfies(balance -> assertThat(balance.balances()).isTrue());
  }
}
