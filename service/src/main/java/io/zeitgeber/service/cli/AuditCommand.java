package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.persistence.audit.Anchors;
import io.zeitgeber.persistence.audit.Audit;
import io.zeitgeber.persistence.audit.AuditLog;
import io.zeitgeber.persistence.audit.JournalAudit;
import io.zeitgeber.persistence.audit.Tampering;
import io.zeitgeber.persistence.audit.Verified;
import io.zeitgeber.persistence.key.Keys;
import io.zeitgeber.persistence.key.SigningKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows whether the journal is what was written. */
@Command(
    name = "audit",
    description = "Show whether the journal is what was written, and who saw what.",
    subcommands = {AuditCommand.Verify.class, AuditCommand.Anchor.class, AuditAccessCommand.class})
final class AuditCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Main.commandLine(spec).usage(Main.err(spec));
    return Exit.USAGE;
  }

  /** Follows the chains. */
  @Command(
      name = "verify",
      description = "Find any changed, removed, reordered or forged entry of the journal.",
      footer = {
        "",
        "Each finding names participant, sequence number and why; then the exit code is 1.",
        "With --anchor, entries that were cut off the end are found too. A beginning that was exported",
        "and then detached is followed in its files with --archive; without, it is named as removed.",
        "",
        "Examples:",
        "  ./zeitgeber audit verify",
        "  ./zeitgeber audit verify --study S1 --participant P001 --json",
        "  ./zeitgeber audit verify --anchor /safe/anchor-2026-03.jsonl",
        "  ./zeitgeber audit verify --archive archive-1-2.jsonl.gz"
      })
  static final class Verify implements Callable<Integer> {
    @Mixin private InstanceOptions instance = new InstanceOptions();
    @Mixin private JsonOption json = new JsonOption();

    @Option(names = "--study", paramLabel = "S", description = "Only the participants of a study.")
    private @Nullable String study;

    @Option(names = "--participant", paramLabel = "P", description = "Only one participant.")
    private @Nullable String participant;

    @Option(
        names = "--anchor",
        paramLabel = "FILE",
        description = "Compare with what `audit anchor` signed.")
    private @Nullable Path anchor;

    @Option(
        names = "--archive",
        paramLabel = "FILE",
        description = "Of a file that `export --generations` wrote, of what is detached now. Several, in order.")
    private List<Path> archives = new ArrayList<>();

    @Option(
        names = "--public-key",
        paramLabel = "BASE64",
        description = "Who must have signed it. Default: the signing key of this instance.")
    private @Nullable String publicKey;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      Optional<Anchors> anchors = anchors();
      Verified verified = Postgres.with(instance, source -> verify(source, anchors));
      Postgres.with(instance, source -> note(source, verified));
      if (!json.takes(json(verified), Main.out(spec))) {
        print(verified, Main.out(spec));
      }
      return verified.tampering().isEmpty() ? Exit.OK : Exit.FOUND;
    }

    private Verified verify(javax.sql.DataSource source, Optional<Anchors> anchors) {
      Optional<Keys> keys = KeyOptions.ring(instance, source);
      if (keys.isEmpty()) {
        Main.err(spec)
            .println(
                "zeitgeber: no key file at "
                    + KeyOptions.files(instance).encryption()
                    + ": the chains are followed, and no entry is opened");
      }
      return new JournalAudit(source, keys, WhichParticipants.archive(archives))
          .verify(
              Optional.ofNullable(study), Optional.ofNullable(participant), anchors, entries -> {});
    }

    private boolean note(javax.sql.DataSource source, Verified verified) {
      String scope = (study == null ? "" : study) + (participant == null ? "" : "/" + participant);
      new AuditLog(source)
          .add(
              Audit.of(
                  Audit.What.VERIFIED,
                  scope,
                  verified.participants(),
                  verified.entries(),
                  verified.tampering().size(),
                  verified.tampering().stream()
                      .map(one -> one.entity() + " " + one.sequence() + ": " + one.why())
                      .limit(20)
                      .toList(),
                  null,
                  null));
      return true;
    }

    private Optional<Anchors> anchors() throws IOException {
      if (anchor == null) {
        return Optional.empty();
      }
      try {
        Anchors read = Anchors.read(Files.readAllBytes(anchor));
        String wanted = publicKey == null ? KeyOptions.signing(instance).publicKey() : publicKey;
        if (!read.publicKey().equals(wanted)) {
          throw CommandFailure.refused(anchor + " was signed by another key: " + read.publicKey());
        }
        return Optional.of(read);
      } catch (Anchors.NotAnAnchor not) {
        throw CommandFailure.usage(anchor + ": " + not.getMessage());
      }
    }

    private static void print(Verified verified, PrintWriter out) {
      for (Tampering one : verified.tampering()) {
        out.println(one.entity() + " " + one.sequence() + ": " + one.why());
      }
      out.println(
          String.format(
              Locale.ROOT,
              "%s: %,d entries of %,d participants followed%s, %,d heads of chains anchored; %,d entries were"
                  + " erased, %,d are older than the keys",
              verified.tampering().isEmpty()
                  ? "as written"
                  : verified.tampering().size() + " findings",
              verified.entries(),
              verified.participants(),
              verified.archived() == 0
                  ? ""
                  : String.format(Locale.ROOT, " (%,d of them archived)", verified.archived()),
              verified.anchored(),
              verified.erased(),
              verified.unsealed()));
    }

    private static ObjectNode json(Verified verified) {
      ObjectNode json = Json.object();
      json.put("intact", verified.tampering().isEmpty());
      json.put("participants", verified.participants());
      json.put("entries", verified.entries());
      json.put("archived", verified.archived());
      json.put("anchored", verified.anchored());
      json.put("erased", verified.erased());
      json.put("unsealed", verified.unsealed());
      ArrayNode findings = json.putArray("findings");
      for (Tampering one : verified.tampering()) {
        ObjectNode finding = findings.addObject();
        int slash = one.entity().indexOf('/');
        finding.put("study", one.entity().substring(0, Math.max(0, slash)));
        finding.put("participant", one.entity().substring(slash + 1));
        finding.put("sequence", one.sequence());
        finding.put("why", one.why());
      }
      return json;
    }
  }

  /** Signs the heads of all chains. */
  @Command(
      name = "anchor",
      description = "Sign the heads of all chains, to be kept elsewhere.",
      footer = {
        "",
        "Whoever keeps the file can tell later whether a chain was cut off or written anew:",
        "`audit verify --anchor FILE`. Keep it, and the public key that is printed, out of reach of",
        "whoever can write to the database; weekly is a good habit.",
      })
  static final class Anchor implements Callable<Integer> {
    @Mixin private InstanceOptions instance = new InstanceOptions();

    @Option(
        names = "--out",
        paramLabel = "FILE",
        description = "Where to write it. Default: standard output")
    private @Nullable Path file;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      SigningKey key = KeyOptions.signing(instance);
      byte[] text =
          Postgres.with(
              instance,
              source -> {
                byte[] signed =
                    Anchors.sign(source, key, Instant.now().truncatedTo(ChronoUnit.MILLIS));
                new AuditLog(source).add(Anchors.audit(signed, key));
                return signed;
              });
      if (file == null) {
        Main.out(spec).print(new String(text, StandardCharsets.UTF_8));
        Main.out(spec).flush();
      } else {
        Files.write(file, text);
        Main.out(spec)
            .println(
                file
                    + ": the heads of "
                    + new String(text, StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.contains("\"digest\""))
                        .count()
                    + " chains, signed by "
                    + key.publicKey());
      }
      return Exit.OK;
    }
  }
}
