package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.zeitgeber.persistence.journal.JournalReader;
import io.zeitgeber.persistence.replay.Certificate;
import io.zeitgeber.persistence.replay.PublicKeyFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Believes a certificate, or not. */
@Command(
    name = "check",
    description =
        "Check a certificate: whose it is, and whether the journal still has what it says.",
    footer = {
      "",
      "The signature is checked against a public key that you trust: the instance's own, or --key.",
      "With --journal, every chain head in it is looked up in the instance's journal too: what was",
      "changed, removed or cut off since then shows.",
      "",
      "Exit codes: 0 to be believed, and clean; 1 forged, or it names differences, or the journal is",
      "another one now; 2 no certificate, or no key to trust."
    })
final class ReplayCheckCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "What `replay --certificate` wrote.")
  private Path file = Path.of("");

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The public key to trust, in PEM. Default: the instance's own.")
  private @Nullable Path key;

  @Option(names = "--journal", description = "Look up its chain heads in the journal.")
  private boolean journal;

  @Mixin private InstanceOptions instance = new InstanceOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Certificate certificate = read();
    Path trusted = key == null ? KeyOptions.files(instance).signing() : key;
    if (!certificate.isSignedBy(publicKey(trusted))) {
      Main.out(spec)
          .println(
              "FORGED: the signature is not by "
                  + trusted
                  + " over what the certificate says (it names key "
                  + certificate.fingerprint().substring(0, 16)
                  + ")");
      return Exit.FOUND;
    }
    JsonNode totals = certificate.statement().path("totals");
    Main.out(spec)
        .println(
            "signed by key "
                + certificate.fingerprint().substring(0, 16)
                + " on "
                + certificate.statement().path("made_at").asText()
                + ": "
                + totals.path("participants")
                + " participants, "
                + totals.path("entries")
                + " entries, "
                + totals.path("facts_compared")
                + " facts compared, "
                + totals.path("entries_differing")
                + " entries differ, "
                + totals.path("chains_broken")
                + " chains broken"
                + (totals.has("participants_sealed")
                    ? ", "
                        + totals.path("participants_sealed")
                        + " participants SEALED: nothing was derived"
                    : ""));
    boolean same = !journal || Postgres.with(instance, source -> stillThere(certificate, source));
    return certificate.isClean() && same ? Exit.OK : Exit.FOUND;
  }

  private Certificate read() {
    try {
      return Certificate.read(Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException | IllegalArgumentException e) {
      throw CommandFailure.usage("cannot read " + file + ": " + Reason.of(e));
    }
  }

  private static String publicKey(Path file) {
    try {
      return PublicKeyFile.read(file);
    } catch (IOException e) {
      throw CommandFailure.usage(
          "no key to trust: cannot read " + file + "; name the public key with --key");
    }
  }

  private boolean stillThere(Certificate certificate, DataSource source) {
    JournalReader reader = new JournalReader(source);
    boolean same = true;
    for (JsonNode each : certificate.statement().path("participants")) {
      String study = each.path("study").asText();
      String participant = each.path("participant").asText();
      long sequence = each.path("last_sequence").asLong();
      String now =
          reader
              .digest(study, participant, sequence)
              .map(HexFormat.of()::formatHex)
              .orElse("no such entry");
      if (sequence > 0 && !now.equals(each.path("chain_head").asText())) {
        same = false;
        Main.out(spec)
            .println(
                "OTHER JOURNAL: " + study + "/" + participant + ", entry " + sequence + ": " + now);
      }
    }
    if (same) {
      Main.out(spec).println("the journal has every chain head that it names");
    }
    return same;
  }
}
