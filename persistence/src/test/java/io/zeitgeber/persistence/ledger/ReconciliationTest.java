package io.zeitgeber.persistence.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.persistence.database.Postgres;
import io.zeitgeber.persistence.journal.Entries;
import io.zeitgeber.persistence.journal.JournalWriter;
import io.zeitgeber.persistence.journal.JournalWriterSettings;
import io.zeitgeber.persistence.journal.Samples;
import io.zeitgeber.persistence.key.Keys;
import io.zeitgeber.persistence.receipt.Receipt;
import io.zeitgeber.persistence.receipt.Receipts;
import io.zeitgeber.persistence.replay.Opening;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class ReconciliationTest {

  @Test
  void everyOrigin_isCountedOnce_andOneInTwoPlacesShows() {
    Postgres postgres = Postgres.database(ReconciliationTest.class);
    Batch batch = Samples.heartRate(1, 40);
    JournalWriterSettings settings =
        JournalWriterSettings.of(ConfigFactory.load().getConfig("zeitgeber.journal.writer"));
    try (JournalWriter writer =
        new JournalWriter(postgres.service(), settings, () -> {}, _ -> {})) {
      writer.write(Entries.of("P1", new Input.Observed(batch), List.of()), new UUID(0, 1)).join();
      assertThat(account(postgres).underWay()).isEqualTo(40);

      long next = batch.offsets()[39] + 1;
      new Receipts(postgres.service())
          .write(
              new Receipt(
                  "k", Samples.TOPIC_ID, "observations", 3, 0, next, 40, 0, Long.MAX_VALUE, 0));
      assertThat(account(postgres)).matches(PartitionAccount::balances);

      Batch again = batch.rows(7, 8);
      writer.write(Entries.of("P2", new Input.Observed(again), List.of()), new UUID(0, 1)).join();
      assertThat(account(postgres).twice()).isEqualTo(1);
      assertThat(account(postgres).balances()).isFalse();
    }
  }

  @Test
  void corruptEntry_isNamed_andTheOthersAreCounted() {
    Postgres postgres = Postgres.database(Corrupt.class);
    Batch batch = Samples.heartRate(1, 40);
    try (JournalWriter writer =
        new JournalWriter(
            postgres.service(),
            JournalWriterSettings.of(ConfigFactory.load().getConfig("zeitgeber.journal.writer")),
            () -> {},
            _ -> {})) {
      for (int person = 0; person < 4; person++) {
        Batch theirs = batch.rows(person * 10, person * 10 + 10);
        writer
            .write(Entries.of("P" + person, new Input.Observed(theirs), List.of()), new UUID(0, 1))
            .join();
      }
    }
    postgres.execute(
        "alter table zeitgeber.journal disable trigger all",
        "update zeitgeber.journal set payload = substr(payload, 1, length(payload) - 5)"
            + " where entity = 'S1/P1'",
        "update zeitgeber.journal set payload = substr(payload, 1, 5) where entity = 'S1/P2'");

    Reconciliation.Result result = reconciled(postgres);

    assertThat(result.corrupt()).containsOnlyKeys("S1/P1", "S1/P2");
    assertThat(result.entries()).isEqualTo(4);
    assertThat(result.partitions().getFirst().underWay()).isEqualTo(20);
    assertThat(result.balances()).isFalse();
    assertThat(result.isOff()).isTrue();
  }

  private interface Corrupt {}

  private static PartitionAccount account(Postgres postgres) {
    return reconciled(postgres).partitions().getFirst();
  }

  private static Reconciliation.Result reconciled(Postgres postgres) {
    Opening opening = Opening.with(Samples::protocol, Keys.NONE);
    return new Reconciliation(postgres.service(), opening).run(List.of(), _ -> {});
  }
}
