package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.persistence.audit.Audit;
import io.zeitgeber.persistence.audit.AuditLog;
import io.zeitgeber.persistence.key.SigningKey;
import io.zeitgeber.persistence.protocol.StudyProtocol;
import io.zeitgeber.persistence.replay.Account;
import io.zeitgeber.persistence.replay.Certificate;
import io.zeitgeber.persistence.replay.CodeIdentity;
import io.zeitgeber.persistence.replay.Progress;
import io.zeitgeber.persistence.replay.Range;
import io.zeitgeber.persistence.replay.Replay;
import io.zeitgeber.persistence.replay.StateView;
import io.zeitgeber.persistence.replay.Until;
import io.zeitgeber.persistence.replay.Verification;
import io.zeitgeber.persistence.replay.WhatIf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes the journal again, by the very rules that ran live. */
@Command(
    name = "replay",
    sortOptions = false,
    description = "Derive everything again from the journal, and compare.",
    subcommands = ReplayCheckCommand.class,
    footer = {
      "",
      "Without more it takes every history again, checks its chain and shows the digest of the state",
      "that is reached. Nothing is ever written to the instance.",
      "",
      "  ./zeitgeber replay --verify                          every fact is the one that was recorded",
      "  ./zeitgeber replay --verify --certificate done.json  and a signed word on it",
      "  ./zeitgeber replay --participant P001 --until 2026-01-05T08:40:00Z   as known then",
      "  ./zeitgeber replay --participant P001 --about 2026-01-05T08:40:00Z   what is known now of then",
      "  ./zeitgeber replay --what-if stricter.conf           alerts there would have been",
      "",
      "Exit codes: 0 all the same; 1 something differs, or a chain is broken; 2 wrong usage or file;",
      "3 no instance; 4 refused."
    })
final class ReplayCommand implements Callable<Integer> {

  @Mixin private WhichParticipants which = new WhichParticipants();

  @Option(names = "--verify", description = "Compare every fact with the one that was recorded.")
  private boolean verify;

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description = "Verify, and write a signed certificate of what came of it.")
  private @Nullable Path certificate;

  @Option(
      names = "--signing-key",
      paramLabel = "FILE",
      description = "The key to sign with. Default: the instance's own.")
  private @Nullable Path keys;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Compare what was received from then on; earlier entries are only taken.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Compare what was received before.")
  private @Nullable String to;

  @Option(
      names = "--until",
      paramLabel = "TIME|SEQ",
      description = "The participant as known at a received time, or after an entry, as JSON.")
  private @Nullable String until;

  @Option(
      names = "--about",
      paramLabel = "TIME",
      description = "What is known about an event time, as JSON; with --until: was known by then.")
  private @Nullable String about;

  @Option(
      names = "--what-if",
      paramLabel = "PROTOCOL",
      description = "The same inputs under another protocol: which alerts there would have been.")
  private @Nullable Path whatIf;

  @Option(
      names = "--to-topic",
      paramLabel = "T",
      description = "Write the alerts that are derived to a new topic, for a rebuild downstream.")
  private @Nullable String topic;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many participants at a time. Default: the processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Mixin private JsonOption json = new JsonOption();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (threads < 1) {
      throw CommandFailure.usage("--threads is at least 1");
    }
    boolean opens = until != null || about != null || whatIf != null || topic != null;
    return opens ? which.opened(threads + 1, this::replay) : which.with(threads + 1, this::replay);
  }

  private int replay(Replay replay) throws Exception {
    if (until != null || about != null) {
      return show(replay);
    }
    List<String> entities = which.of(replay.histories());
    if (whatIf != null) {
      return whatIf(replay, entities, ProtocolCommand.read(whatIf));
    }
    if (topic != null) {
      return new AlertsToTopic(which.instance(), topic).write(replay, entities, Main.err(spec));
    }
    boolean comparing = verify || certificate != null;
    Range range = range();
    Progress progress = new Progress();
    List<Account> accounts;
    long began = System.nanoTime();
    try (ProgressLine _ = new ProgressLine(progress, entities.size(), Main.err(spec))) {
      accounts =
          replay.each(
              entities,
              threads,
              _ -> comparing ? Verification.of(range) : Verification.stateOnly(),
              progress);
    }
    ReplayReport report =
        new ReplayReport(accounts, comparing, which.isWithoutKeys(), System.nanoTime() - began);
    if (!json.takes(report.json(), Main.out(spec))) {
      report.print(Main.out(spec));
    }
    if (certificate != null) {
      certify(certificate, accounts, range);
    }
    return report.isWell() ? Exit.OK : Exit.FOUND;
  }

  private void certify(Path file, List<Account> accounts, Range range) throws IOException {
    SigningKey key = keys == null ? KeyOptions.signing(which.instance()) : SigningKey.read(keys);
    Certificate signed =
        Certificate.sign(accounts, range, CodeIdentity.ofThis(), Instant.now(), key);
    Files.writeString(file, signed.text(), StandardCharsets.UTF_8);
    if (!which.isFile()) {
      note(accounts, signed, key);
    }
    Main.err(spec)
        .println(
            "certificate in "
                + file
                + ", signed by key "
                + signed.fingerprint().substring(0, 16)
                + "; `zeitgeber replay check "
                + file
                + "` believes or refuses it");
  }

  private void note(List<Account> accounts, Certificate signed, SigningKey key) {
    Audit audit =
        Audit.of(
            Audit.What.CERTIFIED,
            which.scope(),
            accounts.size(),
            accounts.stream().mapToLong(Account::followed).sum(),
            accounts.stream()
                .mapToLong(account -> account.differing() + (account.corrupt() == null ? 0 : 1))
                .sum(),
            accounts.stream().filter(account -> !account.isWell()).map(Account::entity).toList(),
            signed.sha256(),
            key.publicKey());
    Postgres.with(
        which.instance(),
        source -> {
          new AuditLog(source).add(audit);
          return true;
        });
  }

  private int show(Replay replay) {
    String entity = which.one(replay.histories());
    Until upTo = until == null ? Until.Now.NOW : upTo(until);
    ObjectNode view;
    try {
      view =
          about == null
              ? StateView.until(replay, entity, upTo)
              : StateView.about(replay, entity, TimeOption.micros("--about", about), upTo);
    } catch (IllegalArgumentException unknown) {
      throw CommandFailure.usage(String.valueOf(unknown.getMessage()));
    }
    Main.out(spec).println(view.toPrettyString());
    return Exit.OK;
  }

  private static Until upTo(String text) {
    return text.matches("[0-9]{1,18}")
        ? new Until.Sequence(Long.parseLong(text))
        : new Until.Received(TimeOption.micros("--until", text));
  }

  private int whatIf(Replay replay, List<String> entities, StudyProtocol other) throws Exception {
    Progress progress = new Progress();
    List<WhatIf.Compared> compared;
    try (ProgressLine _ = new ProgressLine(progress, entities.size(), Main.err(spec))) {
      compared =
          replay.each(entities, threads, _ -> new WhatIf(other.core(), replay.past()), progress);
    }
    WhatIfReport report = new WhatIfReport(other.core().label(), compared);
    if (!json.takes(report.json(), Main.out(spec))) {
      report.print(Main.out(spec));
    }
    return report.isWell() ? Exit.OK : Exit.FOUND;
  }

  private Range range() {
    return new Range(
        from == null ? Long.MIN_VALUE : TimeOption.micros("--from", from),
        to == null ? Long.MAX_VALUE : TimeOption.micros("--to", to));
  }
}
