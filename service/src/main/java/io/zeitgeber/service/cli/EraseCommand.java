package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.persistence.erasure.Erasing;
import io.zeitgeber.persistence.erasure.Erasure;
import io.zeitgeber.persistence.erasure.ErasureList;
import io.zeitgeber.persistence.erasure.LegalHolds;
import io.zeitgeber.persistence.key.KeyFile;
import io.zeitgeber.persistence.key.KeyFiles;
import io.zeitgeber.persistence.key.KeyRing;
import io.zeitgeber.persistence.key.KeyUnusable;
import io.zeitgeber.persistence.protocol.ProtocolText;
import io.zeitgeber.persistence.study.ProtocolStore;
import io.zeitgeber.service.node.Version;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Erases one participant for good. */
@Command(
    name = "erase",
    description = "Erase a participant: destroy the key that everything of theirs is sealed with.",
    footer = {
      "",
      "It cannot be undone. The journal keeps its rows, which nobody can read any more; its chain and",
      "the ledger go on to verify, and records that still come leave origin, reason and length only.",
      "Refused (exit 4) while a legal hold is in force: `hold` sets and ends one. The decision is kept",
      "in a list beside the keys and carried out again after every restore.",
      "",
      "Examples:",
      "  ./zeitgeber erase --study S1 --participant P001 --plan",
      "  ./zeitgeber erase --study S1 --participant P001 --by dm-1 --reason 'GDPR art. 17, ticket 81' \\",
      "      --approved-by 'A. Example' --approved-by 'B. Example'"
    })
final class EraseCommand implements Callable<Integer> {
  @Mixin private InstanceOptions instance = new InstanceOptions();
  @Mixin private JsonOption json = new JsonOption();

  @Option(names = "--study", paramLabel = "S", defaultValue = "default", description = "Of which.")
  private String study = "default";

  @Option(names = "--participant", paramLabel = "P", required = true, description = "Whom.")
  private String participant = "";

  @Option(names = "--plan", description = "Only list each copy and what becomes of it.")
  private boolean plan;

  @Option(names = "--by", paramLabel = "NAME", description = "Who does it.")
  private String by = "";

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why.")
  private String reason = "";

  @Option(
      names = "--approved-by",
      paramLabel = "NAME",
      description = "Who agreed; given twice, with two different names.")
  private List<String> approvers = new ArrayList<>();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (plan) {
      List<Erasing.Copy> copies = Postgres.with(instance, this::planned);
      if (!json.takes(json(copies), Main.out(spec))) {
        copies.forEach(copy -> Main.out(spec).println(line(copy)));
      }
      return Exit.OK;
    }
    Erasure erasure = erasure();
    Postgres.with(
        instance,
        source -> {
          refuseHeld(source);
          erase(erasure, source);
          return true;
        });
    Main.out(spec)
        .println(
            erasure.entity()
                + " is erased; `erase --plan` says what is left and where copies outside remain");
    return Exit.OK;
  }

  private Erasure erasure() {
    try {
      return new Erasure(
          study,
          participant,
          by,
          approvers,
          reason,
          ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
    } catch (IllegalArgumentException incomplete) {
      throw CommandFailure.usage(
          incomplete.getMessage() + ": --by, --reason, and --approved-by twice");
    }
  }

  private void refuseHeld(DataSource source) {
    List<String> holds = new LegalHolds(source).inForce(study, participant);
    if (!holds.isEmpty()) {
      throw CommandFailure.refused(
          study + "/" + participant + " is under legal hold: " + String.join("; ", holds));
    }
  }

  // The list first: what stands there is carried out at the next start if this fails half-way.
  private void erase(Erasure erasure, DataSource source) {
    KeyFiles files = KeyOptions.files(instance);
    ProtocolStore protocols = new ProtocolStore(source);
    try {
      KeyRing keys = KeyRing.open(source, KeyFile.read(files.encryption()));
      new ErasureList(files.erasures()).add(erasure);
      new Erasing(
              Postgres.owner(instance),
              Version.code(),
              keys.instance(),
              digest -> ProtocolText.parse(protocols.text(digest).orElseThrow()).core())
          .apply(erasure);
    } catch (KeyUnusable unusable) {
      throw CommandFailure.refused(String.valueOf(unusable.getMessage()));
    }
  }

  private List<Erasing.Copy> planned(DataSource source) {
    List<Erasing.Copy> copies = new ArrayList<>(Erasing.copies(source, study, participant));
    copies.add(
        outside(
            "topics of observations",
            "not changed by erase: let retention.ms pass, or delete what the journal has"
                + " (kafka-delete-records up to the last receipt)"));
    copies.add(outside("topic participants", "as the topics of observations"));
    copies.add(outside("topic alerts", "gone after its retention (30 days); nothing new comes"));
    copies.add(outside("topic quarantine", "holds no bytes; gone after its retention (30 days)"));
    copies.add(
        outside(
            "backups of the database",
            "hold the wrapped key until they expire; restored, the list of the erased in "
                + KeyOptions.files(instance).erasures()
                + " erases again before anything is read"));
    copies.add(
        outside(
            "exports and rebuilt topics", "not known here: whoever made them has to delete them"));
    return copies;
  }

  private static Erasing.Copy outside(String where, String becomes) {
    return new Erasing.Copy(where, -1, becomes);
  }

  private static String line(Erasing.Copy copy) {
    String rows = copy.rows() < 0 ? "" : ", " + copy.rows() + " rows";
    return copy.where() + rows + ": " + copy.becomes();
  }

  private static ObjectNode json(List<Erasing.Copy> copies) {
    ObjectNode json = Json.object();
    ArrayNode all = json.putArray("copies");
    for (Erasing.Copy copy : copies) {
      ObjectNode one = all.addObject().put("where", copy.where());
      if (copy.rows() >= 0) {
        one.put("rows", copy.rows());
      }
      one.put("becomes", copy.becomes());
    }
    return json;
  }
}
