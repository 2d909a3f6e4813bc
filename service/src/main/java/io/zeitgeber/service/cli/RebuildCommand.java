package io.zeitgeber.service.cli;

import com.zaxxer.hikari.HikariDataSource;
import io.zeitgeber.persistence.projection.WindowsRebuild;
import io.zeitgeber.persistence.replay.Replay;
import io.zeitgeber.service.embedded.EmbeddedDatabase;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes what was derived once more, from the journal alone. */
@Command(
    name = "rebuild",
    description =
        "Make windows or alerts once more from the journal, and compare with the running ones.",
    subcommands = {RebuildCommand.Windows.class, RebuildCommand.Alerts.class},
    footer = {
      "",
      "  ./zeitgeber rebuild windows                       beside the running table; says whether equal",
      "  ./zeitgeber rebuild windows --replace             and puts it in its place",
      "  ./zeitgeber rebuild alerts --to-topic alerts-2    to a new topic, never to the delivered one"
    })
final class RebuildCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Main.commandLine(spec).usage(Main.err(spec));
    return Exit.USAGE;
  }

  /** The table of windows. */
  @Command(
      name = "windows",
      description = "Rebuild the table of windows and compare it with the running one.",
      footer = {
        "",
        "The rebuilt rows are in the table windows_rebuilt. While the two are compared the tables'",
        "writer waits. --replace needs the owner's role: ZEITGEBER_POSTGRES_OWNER_USER and _PASSWORD,",
        "where PostgreSQL is not the one that runs here.",
        "",
        "Exit codes: 0 they are equal (or were made so); 1 they differ; 3 no instance; 4 not the owner."
      })
  static final class Windows implements Callable<Integer> {
    @Option(names = "--replace", description = "Put the rebuilt rows in the running ones' place.")
    private boolean replace;

    @Mixin private InstanceOptions instance = new InstanceOptions();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      String url = instance.postgresUrl();
      try (HikariDataSource pool =
          WhichParticipants.pool(replace ? asOwner(url, System.getenv()) : url, 4)) {
        Replay replay = WhichParticipants.replay(instance, pool);
        WindowsRebuild.Rebuilt rebuilt =
            new WindowsRebuild(pool, replay.protocols(), replay.opening()::facts)
                .run(replace, entries -> Main.err(spec).println(entries + " entries read"));
        Main.out(spec)
            .println(
                rebuilt.windows()
                    + " windows rebuilt from "
                    + rebuilt.entries()
                    + " entries: "
                    + (rebuilt.differing() == 0
                        ? "the running table has the same"
                        : rebuilt.differing() + " rows differ")
                    + (replace ? "; they are in its place now" : ""));
        rebuilt.where().forEach(line -> Main.out(spec).println("  " + line));
        return rebuilt.differing() == 0 || replace ? Exit.OK : Exit.FOUND;
      }
    }

    private static String asOwner(String url, Map<String, String> environment) {
      String owner =
          environment.getOrDefault("ZEITGEBER_POSTGRES_OWNER_USER", EmbeddedDatabase.OWNER);
      String password = environment.getOrDefault("ZEITGEBER_POSTGRES_OWNER_PASSWORD", "");
      String without =
          url.replaceAll("([?&])(user|password)=[^&]*&?", "$1").replaceAll("[?&]$", "");
      return without
          + (without.contains("?") ? "&" : "?")
          + "user="
          + owner
          + (password.isEmpty() ? "" : "&password=" + password);
    }
  }

  /** The topic of alerts. */
  @Command(
      name = "alerts",
      description =
          "Write all alerts once more, to a new topic, and compare with the delivered ones.",
      footer = {"", "Exit codes: 0 the topics hold the same; 1 they differ; 4 not a new topic."})
  static final class Alerts implements Callable<Integer> {
    @Option(
        names = "--to-topic",
        paramLabel = "T",
        required = true,
        description = "A topic that is not there yet, or is empty.")
    private String topic = "";

    @Option(
        names = "--alerts-topic",
        paramLabel = "T",
        defaultValue = "alerts",
        description = "The delivered ones. Default: ${DEFAULT-VALUE}")
    private String delivered = "alerts";

    @Mixin private WhichParticipants which = new WhichParticipants();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      if (topic.equals(delivered)) {
        throw CommandFailure.refused("the delivered topic is never written again: name a new one");
      }
      return which.with(
          2,
          replay -> {
            List<String> entities = which.of(replay.histories());
            new AlertsToTopic(which.instance(), topic).write(replay, entities, Main.err(spec));
            return compare(entities);
          });
    }

    private int compare(List<String> entities) {
      AlertRecords was = AlertRecords.read(which.instance().kafkaClient(), delivered, entities);
      AlertRecords is = AlertRecords.read(which.instance().kafkaClient(), topic, entities);
      boolean same = was.equals(is);
      Main.out(spec)
          .println(
              is.size()
                  + " records in "
                  + topic
                  + ", "
                  + was.size()
                  + " in "
                  + delivered
                  + ": each participant's are "
                  + (same ? "the same, in the same order" : "NOT the same"));
      return same ? Exit.OK : Exit.FOUND;
    }
  }
}
