package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.persistence.protocol.ProtocolRefused;
import io.zeitgeber.persistence.protocol.ProtocolText;
import io.zeitgeber.persistence.protocol.Setting;
import io.zeitgeber.persistence.protocol.StudyProtocol;
import io.zeitgeber.persistence.study.ProtocolStore;
import io.zeitgeber.persistence.study.PublicationRefused;
import io.zeitgeber.service.query.v1.ActivateProtocolRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Protocols: a study's channels, windows, thresholds and rules, as versions that never change. */
@Command(
    name = "protocol",
    description = "Check, explain, publish and activate a study's protocol.",
    subcommands = {
      ProtocolCommand.Check.class,
      ProtocolCommand.Show.class,
      ProtocolCommand.Publish.class,
      ProtocolCommand.Activate.class
    },
    footer = {
      "",
      "A protocol is a file of HOCON over the default one: it names only what differs. A version is",
      "published once and never changes; to change something, raise `version`.",
      "",
      "  ./zeitgeber protocol show                         the default one, every key explained",
      "  ./zeitgeber protocol check s1.conf",
      "  ./zeitgeber protocol activate s1.conf --study S1 --by 'J. Doe' --reason 'amendment 2'"
    })
final class ProtocolCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Main.commandLine(spec).usage(Main.err(spec));
    return Exit.USAGE;
  }

  /** Reads a file and says all that is wrong with it. */
  @Command(
      name = "check",
      description = "Say all that is wrong with a file, or what it stands for.",
      footer = {"", "Exit codes: 0 it is a protocol; 2 it is not."})
  static final class Check implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "A protocol in HOCON.")
    private Path file = Path.of("");

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      StudyProtocol protocol = read(file);
      Main.out(spec).println(label(protocol) + " is a protocol; digest " + protocol.digest());
      long own = settings(protocol).stream().filter(ProtocolCommand::differs).count();
      Main.out(spec)
          .println(
              own == 0
                  ? "It differs from the default one in nothing."
                  : "It differs from the default one in "
                      + own
                      + (own == 1 ? " key" : " keys")
                      + "; `zeitgeber protocol show "
                      + file
                      + "` marks them with *.");
      return Exit.OK;
    }
  }

  /** Explains every key. */
  @Command(name = "show", description = "Explain every key: value, unit, default and meaning.")
  static final class Show implements Callable<Integer> {
    @Parameters(
        paramLabel = "FILE",
        arity = "0..1",
        description = "A protocol in HOCON. Without it: the default one.")
    private @Nullable Path file;

    @Option(
        names = "--template",
        description = "Print the default protocol's own text, to start from.")
    private boolean template;

    @Mixin private JsonOption json = new JsonOption();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      if (template) {
        Main.out(spec).print(ProtocolText.standardText());
        Main.out(spec).flush();
        return Exit.OK;
      }
      StudyProtocol protocol = file == null ? ProtocolText.standard() : read(file);
      List<Setting> settings = settings(protocol);
      if (!json.takes(asJson(protocol, settings), Main.out(spec))) {
        print(protocol, settings, Main.out(spec));
      }
      return Exit.OK;
    }

    private static void print(StudyProtocol protocol, List<Setting> settings, PrintWriter out) {
      out.println(label(protocol) + "  digest " + protocol.digest());
      out.println("(* differs from the default protocol)");
      for (Setting setting : settings) {
        out.printf(
            Locale.ROOT,
            "%s %s = %s%s%n      %s%s%n",
            differs(setting) ? "*" : " ",
            setting.key(),
            setting.value(),
            setting.unit().isEmpty() ? "" : "  [" + setting.unit() + "]",
            setting.meaning(),
            differs(setting) && setting.standard() != null
                ? " Default: " + setting.standard()
                : "");
      }
    }

    private static ObjectNode asJson(StudyProtocol protocol, List<Setting> settings) {
      ObjectNode result = Json.object();
      result.put("protocol", label(protocol)).put("digest", protocol.digest());
      var keys = result.putArray("keys");
      for (Setting setting : settings) {
        ObjectNode key = keys.addObject();
        key.put("key", setting.key()).put("value", setting.value());
        if (!setting.unit().isEmpty()) {
          key.put("unit", setting.unit());
        }
        key.put("default", setting.standard()).put("meaning", setting.meaning());
      }
      return result;
    }
  }

  /** Publishes a version without making anybody follow it. */
  @Command(name = "publish", description = "Publish a version; nobody follows it yet.")
  static final class Publish implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "A protocol in HOCON.")
    private Path file = Path.of("");

    @Mixin private InstanceOptions instance = new InstanceOptions();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      StudyProtocol protocol = read(file);
      Postgres.with(instance, source -> publish(new ProtocolStore(source), protocol));
      Main.out(spec).println(label(protocol) + " is published; digest " + protocol.digest());
      return Exit.OK;
    }
  }

  /** Publishes a version and makes a study follow it. */
  @Command(
      name = "activate",
      description = "Publish a version, and let a study follow it from now on.",
      footer = {
        "",
        "Every participant of the study moves at their next record; who said so and why is kept with",
        "each move."
      })
  static final class Activate implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "A protocol in HOCON.")
    private Path file = Path.of("");

    @Option(
        names = "--study",
        paramLabel = "S",
        required = true,
        description = "The study that follows it.")
    private String study = "";

    @Mixin private Deciding deciding = new Deciding();

    @Mixin private InstanceOptions instance = new InstanceOptions();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      if (!study.matches("[A-Za-z0-9._:@-]{1,64}")) {
        throw CommandFailure.usage("--study must be 1 to 64 of A-Z a-z 0-9 . _ : @ -");
      }
      StudyProtocol protocol = read(file);
      if (deciding.hasToken()) {
        ActivateProtocolRequest request =
            ActivateProtocolRequest.newBuilder()
                .setStudy(study)
                .setText(Files.readString(file, StandardCharsets.UTF_8))
                .setReason(deciding.asReason())
                .build();
        var _ =
            deciding.ask(instance, channel -> Deciding.study(channel).activateProtocol(request));
      } else {
        claimed(protocol, deciding.by());
      }
      Main.out(spec).println("study " + study + " follows " + label(protocol) + " from now on");
      return Exit.OK;
    }

    private void claimed(StudyProtocol protocol, String by) {
      Postgres.with(
          instance,
          source -> {
            ProtocolStore store = new ProtocolStore(source);
            publish(store, protocol);
            store.activate(study, protocol.digest(), by, deciding.reason());
            return study;
          });
    }
  }

  static StudyProtocol read(Path file) {
    try {
      return ProtocolText.parse(Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw CommandFailure.usage("cannot read " + file + ": " + Reason.of(e));
    } catch (ProtocolRefused e) {
      StringBuilder all = new StringBuilder(file + " is no protocol:");
      e.problems().forEach(problem -> all.append("\n  ").append(problem));
      throw CommandFailure.usage(all.toString());
    }
  }

  private static boolean publish(ProtocolStore store, StudyProtocol protocol) {
    Protocol core = protocol.core();
    try {
      store.publish(core.id(), core.version(), core.digest(), protocol.canonical());
    } catch (PublicationRefused refused) {
      throw CommandFailure.refused(
          core.label()
              + " is published with another text, and a published version never changes; raise"
              + " `version`");
    }
    return true;
  }

  private static List<Setting> settings(StudyProtocol protocol) {
    return ProtocolText.explain(protocol);
  }

  private static boolean differs(Setting setting) {
    return !setting.value().equals(setting.standard());
  }

  private static String label(StudyProtocol protocol) {
    return protocol.core().label();
  }
}
