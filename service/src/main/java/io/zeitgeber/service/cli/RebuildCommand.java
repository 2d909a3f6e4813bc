package io.zeitgeber.service.cli;

import com.zaxxer.hikari.HikariDataSource;
import io.zeitgeber.persistence.projection.Rebuild;
import io.zeitgeber.persistence.projection.Rebuilding;
import io.zeitgeber.persistence.projection.WindowsRebuilding;
import io.zeitgeber.persistence.replay.Replay;
import io.zeitgeber.persistence.timeline.TimelineRebuilding;
import io.zeitgeber.service.embedded.EmbeddedDatabase;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
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
        "Make windows, timeline or alerts once more from the journal, and compare with the running"
            + " ones.",
    subcommands = {
      RebuildCommand.Windows.class,
      RebuildCommand.Timeline.class,
      RebuildCommand.Alerts.class
    },
    footer = {
      "",
      "  ./zeitgeber rebuild windows                       beside the running table; says whether equal",
      "  ./zeitgeber rebuild windows --replace             and puts it in its place",
      "  ./zeitgeber rebuild timeline                      the timeline likewise",
      "  ./zeitgeber rebuild alerts --to-topic alerts-2    to a new topic, never to the delivered one"
    })
final class RebuildCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Main.commandLine(spec).usage(Main.err(spec));
    return Exit.USAGE;
  }

  /** How far it has come, every few seconds. */
  private static final class Told implements LongConsumer {
    private static final long EVERY_NANOS = 3_000_000_000L;

    private final PrintWriter err;
    private long lastNanos = System.nanoTime();

    Told(PrintWriter err) {
      this.err = err;
    }

    @Override
    public void accept(long entries) {
      if (System.nanoTime() - lastNanos > EVERY_NANOS) {
        lastNanos = System.nanoTime();
        err.println(entries + " entries read");
      }
    }
  }

  /** Tables that are rebuilt beside the running ones. */
  private static final class Tables {
    @Option(names = "--replace", description = "Put the rebuilt rows in the running ones' place.")
    private boolean replace;

    @Mixin private InstanceOptions instance = new InstanceOptions();

    int rebuild(
        String name,
        BiFunction<DataSource, Replay, Rebuilding> what,
        PrintWriter out,
        PrintWriter err) {
      String url = instance.postgresUrl();
      try (HikariDataSource pool =
          WhichParticipants.pool(replace ? asOwner(url, System.getenv()) : url, 4)) {
        Replay replay = WhichParticipants.replay(instance, pool);
        Rebuild.Rebuilt rebuilt =
            new Rebuild(pool, what.apply(pool, replay), replay.opening()::facts)
                .run(replace, new Told(err));
        out.println(
            rebuilt.rows()
                + " "
                + name
                + " rebuilt from "
                + rebuilt.entries()
                + " entries: "
                + (rebuilt.differing() == 0
                    ? "the running ones are the same"
                    : rebuilt.differing() + " rows differ")
                + (replace ? "; they are in their place now" : ""));
        rebuilt.where().forEach(line -> out.println("  " + line));
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
    @Mixin private Tables tables = new Tables();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      return tables.rebuild(
          "windows",
          (_, replay) -> new WindowsRebuilding(replay.protocols()),
          Main.out(spec),
          Main.err(spec));
    }
  }

  /** The tables of the timeline. */
  @Command(
      name = "timeline",
      description = "Rebuild the timeline and compare it with the running one.",
      footer = {
        "",
        "The rebuilt rows are in timeline_entries_rebuilt, _lanes_, _devices_ and _people_rebuilt. The",
        "minutes of samples on the timeline are windows: `rebuild windows`. The rest as there.",
        "",
        "Exit codes: 0 they are equal (or were made so); 1 they differ; 3 no instance; 4 not the owner."
      })
  static final class Timeline implements Callable<Integer> {
    @Mixin private Tables tables = new Tables();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      return tables.rebuild(
          "rows of the timeline",
          (source, replay) -> new TimelineRebuilding(source, replay.protocols()),
          Main.out(spec),
          Main.err(spec));
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
        description = "The delivered ones. Default: as the instance says, else alerts")
    private @Nullable String named;

    @Mixin private WhichParticipants which = new WhichParticipants();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      String delivered = which.instance().topic(named, "alerts", "alerts");
      if (topic.equals(delivered)) {
        throw CommandFailure.refused("the delivered topic is never written again: name a new one");
      }
      return which.opened(
          2,
          replay -> {
            List<String> entities = which.of(replay.histories());
            new AlertsToTopic(which.instance(), topic).write(replay, entities, Main.err(spec));
            return compare(entities, delivered);
          });
    }

    private int compare(List<String> entities, String delivered) {
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
