package io.zeitgeber.service.cli;

import io.zeitgeber.persistence.journal.GenerationUnknown;
import io.zeitgeber.persistence.journal.Generations;
import io.zeitgeber.service.embedded.EmbeddedDatabase;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
        "--postgres or ZEITGEBER_POSTGRES_URL."
      })
  static final class Adopt implements Callable<Integer> {
    @Mixin private Accountable accountable = new Accountable();

    @Mixin private InstanceOptions instance = new InstanceOptions();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      Main.out(spec).println(adopted());
      return Exit.OK;
    }

    // The service that refuses to start has stopped its own PostgreSQL again.
    private String adopted() {
      DataDirectory directory = instance.directory();
      if (instance.namesPostgres() || directory.isRunning() || !directory.hasDatabase()) {
        return Postgres.with(instance, this::open);
      }
      try (EmbeddedDatabase database = EmbeddedDatabase.start(directory.root(), 0)) {
        return open(Postgres.source(database.url() + "?user=" + EmbeddedDatabase.SERVICE));
      }
    }

    private String open(DataSource source) {
      Generations generations = new Generations(source);
      try {
        return "nothing to adopt: generation " + generations.check() + " lives in this instance";
      } catch (GenerationUnknown moved) {
        return "the journal goes on in generation "
            + generations.adopt(accountable.by, accountable.reason);
      }
    }
  }
}
