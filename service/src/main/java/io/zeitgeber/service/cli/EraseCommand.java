package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.persistence.erasure.Erasing;
import io.zeitgeber.persistence.erasure.Erasure;
import io.zeitgeber.persistence.key.KeyFile;
import io.zeitgeber.persistence.key.KeyFiles;
import io.zeitgeber.persistence.key.KeyRing;
import io.zeitgeber.persistence.key.KeyUnusable;
import io.zeitgeber.persistence.protocol.ProtocolText;
import io.zeitgeber.persistence.study.ProtocolStore;
import io.zeitgeber.service.erasure.Erasures;
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
      List<Erasing.Copy> copies =
          Postgres.with(instance, source -> erasures(source).plan(study, participant));
      if (!json.takes(json(copies), Main.out(spec))) {
        copies.forEach(copy -> Main.out(spec).println(line(copy)));
      }
      return Exit.OK;
    }
    Erasure erasure = erasure();
    boolean now =
        Postgres.with(
            instance,
            source -> {
              refuseUnknown(source);
              refuseHeld(source);
              return erase(erasure, source);
            });
    Main.out(spec)
        .println(
            erasure.entity()
                + (now ? " is erased; " : " was erased before, nothing changed; ")
                + "`erase --plan` says what is left and where copies outside remain");
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

  /** Most likely a slip of the pen, and an erasure can't be taken back. */
  private void refuseUnknown(DataSource source) {
    if (Erasing.copies(source, study, participant).stream()
        .noneMatch(copy -> copy.rows() > 0 && !copy.where().equals("table access_log"))) {
      throw CommandFailure.usage("nothing of " + study + "/" + participant + " is here");
    }
  }

  private void refuseHeld(DataSource source) {
    List<String> holds = erasures(source).holds(study, participant);
    if (!holds.isEmpty()) {
      throw CommandFailure.refused(
          study + "/" + participant + " is under legal hold: " + String.join("; ", holds));
    }
  }

  private boolean erase(Erasure erasure, DataSource source) {
    try {
      return erasures(source).carryOut(erasure);
    } catch (KeyUnusable unusable) {
      throw CommandFailure.refused(String.valueOf(unusable.getMessage()));
    }
  }

  private Erasures erasures(DataSource source) {
    KeyFiles files = KeyOptions.files(instance);
    ProtocolStore protocols = new ProtocolStore(source);
    return new Erasures(
        Version.code(),
        source,
        () -> Postgres.owner(instance),
        files,
        () -> KeyRing.open(source, KeyFile.read(files.encryption())).instance(),
        digest -> ProtocolText.parse(protocols.text(digest).orElseThrow()).core());
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
