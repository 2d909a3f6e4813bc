package io.zeitgeber.persistence.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Refusal;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.persistence.database.Postgres;
import io.zeitgeber.persistence.journal.Entries;
import io.zeitgeber.persistence.journal.JournalWriter;
import io.zeitgeber.persistence.journal.JournalWriterSettings;
import io.zeitgeber.persistence.journal.Samples;
import io.zeitgeber.persistence.quarantine.Quarantine;
import io.zeitgeber.persistence.quarantine.QuarantinedRecord;
import io.zeitgeber.persistence.receipt.Receipt;
import io.zeitgeber.persistence.receipt.Receipts;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class LedgerTest {

  @Test
  void everyRecord_hasOneFate_andAMissingOneShows() {
    Postgres postgres = Postgres.database(LedgerTest.class);
    Ledger ledger = new Ledger(postgres.service());
    assertThat(ledger.balance()).isEmpty();

    Batch batch = Samples.heartRate(1, 40);
    Fact refused = new Fact.Refused(batch.origin(3), Refusal.VALUE_OUT_OF_RANGE, "value", 1, null);
    JournalWriterSettings settings =
        JournalWriterSettings.of(ConfigFactory.load().getConfig("zeitgeber.journal.writer"));
    try (JournalWriter writer =
        new JournalWriter(postgres.service(), settings, () -> {}, _ -> {})) {
      writer
          .write(Entries.of("P1", new Input.Observed(batch), List.of(refused)), new UUID(0, 1))
          .join();
      writer.write(Entries.of("P2", new Input.Tick(1), List.of()), new UUID(0, 1)).join();
    }
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
    assertThat(ledger.balance()).containsExactly(balance(0));

    Receipts receipts = new Receipts(postgres.service());
    receipts.write(receipt(0, 100, 41));
    assertThat(ledger.balance()).containsExactly(balance(41)).allMatch(Balance::balances);
    assertThat(ledger.balance().getFirst().observed()).isEqualTo(39);

    receipts.write(receipt(100, 101, 1));
    assertThat(ledger.balance())
        .singleElement()
        .satisfies(row -> assertThat(row.missing()).isEqualTo(1));
  }

  private static Balance balance(long received) {
    return new Balance(Samples.TOPIC_ID, "observations", 3, received, 40, 1, 1);
  }

  private static Receipt receipt(long first, long next, int records) {
    return new Receipt("kafka", Samples.TOPIC_ID, "observations", 3, first, next, records, 0, 1, 1);
  }
}
