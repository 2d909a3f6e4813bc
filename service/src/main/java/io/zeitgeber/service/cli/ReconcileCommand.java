package io.zeitgeber.service.cli;

import com.zaxxer.hikari.HikariDataSource;
import io.zeitgeber.persistence.key.Keys;
import io.zeitgeber.persistence.ledger.DeliveredFacts;
import io.zeitgeber.persistence.ledger.Reconciliation;
import io.zeitgeber.persistence.replay.JournalHistories;
import io.zeitgeber.persistence.replay.Replay;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Accounts for every record and every fact. */
@Command(
    name = "reconcile",
    description = "Account for every record that was received and every fact that was delivered.",
    footer = {
      "",
      "For each topic and partition: received = journaled + quarantined, counted from the rows",
      "themselves and by origin, so that one record in two places shows. For each sink: the facts in",
      "the journal are the facts delivered, each once. It may run while data flow; docs/ledger.md says",
      "why it can be trusted.",
      "",
      "Entries that no key opens are SEALED, unless their participant was erased: their facts can't be",
      "compared. " + KeyOptions.BRING + ".",
      "Entries that are not what was written are CORRUPT: named, and nothing in them is counted.",
      "",
      "Exit codes: 0 it balances; 1 it does not, and the table says where, or something is sealed;",
      "3 no instance."
    })
final class ReconcileCommand implements Callable<Integer> {

  @Mixin private InstanceOptions instance = new InstanceOptions();

  @Mixin private OutgoingTopics topics = new OutgoingTopics();

  @Mixin private JsonOption json = new JsonOption();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    List<DeliveredFacts> delivered = topics.read(instance);
    Reconciliation.Result result;
    String remedy;
    try (HikariDataSource pool = WhichParticipants.pool(instance.postgresUrl(), 2)) {
      Optional<Keys> ring = KeyOptions.ring(instance, pool);
      Replay replay = Replay.of(new JournalHistories(pool), ring.orElse(Keys.NONE));
      result = new Reconciliation(pool, replay.opening()).run(delivered, this::progress);
      remedy =
          ring.isPresent()
              ? "their keys are gone and nobody was erased: `audit verify` names them, put the keys back"
                  + " from a backup"
              : "no key file is at "
                  + KeyOptions.files(instance).encryption()
                  + ": "
                  + KeyOptions.BRING;
    }
    if (!json.takes(ReconcileReport.json(result), Main.out(spec))) {
      ReconcileReport.print(result, remedy, Main.out(spec));
    }
    return result.balances() ? Exit.OK : Exit.FOUND;
  }

  private void progress(long entries) {
    if (entries > 0 && entries % 200_000 == 0) {
      Main.err(spec).println(entries + " entries read");
    }
  }
}
