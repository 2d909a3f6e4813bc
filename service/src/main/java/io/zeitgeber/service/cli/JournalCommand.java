package io.zeitgeber.service.cli;

import io.zeitgeber.participant.enrolment.Account;
import io.zeitgeber.persistence.journal.GenerationUnknown;
import io.zeitgeber.persistence.journal.Generations;
import io.zeitgeber.service.embedded.EmbeddedDatabase;
import io.zeitgeber.service.security.Proof;
import io.zeitgeber.service.security.SecuritySettings;
import io.zeitgeber.service.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Decisions about the journal that only a person may take. */
@Command(
    name = "journal",
    description = "Go on with a journal that was restored or moved.",
    subcommands = {JournalCommand.Adopt.class})
final class JournalCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Main.commandLine(spec).usage(Main.err(spec));
    return Exit.USAGE;
  }

  /** Opens the next generation. */
  @Command(
      name = "adopt",
      description = "Go on in another instance of PostgreSQL, after a restore or a move.",
      footer = {
        "",
        "PostgreSQL counts transactions for each instance anew, and the journal is read in their order:",
        "so the service refuses to start on another instance until the next generation is opened.",
        "Run it once, while no service runs: with --data for the PostgreSQL that runs here, else with",
        "--postgres or ZEITGEBER_POSTGRES_URL.",
        "With accounts (--config FILE, the service's own) a token says who does it."
      })
  static final class Adopt implements Callable<Integer> {
    @Option(
        names = "--by",
        paramLabel = "NAME",
        description = "Who does it; with accounts the token's subject does, whoever is named.")
    private String by = "";

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why.")
    private String reason = "";

    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "The service's configuration, where it has accounts.")
    private @Nullable Path config;

    @Option(
        names = "--token-file",
        paramLabel = "FILE",
        description = "Bearer token. Default: the environment's ZEITGEBER_TOKEN.")
    private @Nullable Path tokenFile;

    @Mixin private InstanceOptions instance = new InstanceOptions();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      Main.out(spec).println(adopted(who()));
      return Exit.OK;
    }

    /** Who does it, and the account that proves it; none where it is only claimed. */
    private record Who(String by, @Nullable Account account) {}

    private Who who() {
      Optional<SecuritySettings.Accounts> accounts =
          config == null ? Optional.empty() : Settings.accounts(config);
      if (accounts.isEmpty()) {
        if (by.isBlank()) {
          throw CommandFailure.usage("say who does it: --by NAME, or --config with --token-file");
        }
        return new Who(by, null);
      }
      String token =
          Credentials.token(tokenFile)
              .orElseThrow(
                  () ->
                      CommandFailure.refused(
                          config + " has accounts: say who does it with --token-file FILE"));
      try {
        Proof proof = Proof.of(accounts.get(), token, "command/journal-adopt");
        return new Who(proof.by(), proof.account());
      } catch (Proof.Refused refused) {
        throw CommandFailure.refused(String.valueOf(refused.getMessage()));
      } catch (IOException away) {
        throw CommandFailure.usage("the issuer's keys cannot be read: " + away.getMessage());
      }
    }

    // The service that refuses to start has stopped its own PostgreSQL again.
    private String adopted(Who who) {
      DataDirectory directory = instance.directory();
      if (instance.namesPostgres() || directory.isRunning() || !directory.hasDatabase()) {
        return Postgres.with(instance, source -> open(source, who));
      }
      try (EmbeddedDatabase database = EmbeddedDatabase.start(directory.root(), 0)) {
        return open(Postgres.source(database.url() + "?user=" + EmbeddedDatabase.SERVICE), who);
      }
    }

    private String open(DataSource source, Who who) {
      Generations generations = new Generations(source);
      try {
        return "nothing to adopt: generation " + generations.check() + " lives in this instance";
      } catch (GenerationUnknown moved) {
        return "the journal goes on in generation "
            + generations.adopt(who.by(), reason, who.account());
      }
    }
  }
}
