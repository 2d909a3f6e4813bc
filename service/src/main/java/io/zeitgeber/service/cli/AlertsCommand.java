package io.zeitgeber.service.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the topic of alerts. */
@Command(
    name = "alerts",
    description =
        "Print the alerts, oldest first within each participant; or do something about them.",
    subcommands = {
      AlertDoings.Acknowledge.class,
      AlertDoings.Snooze.class,
      AlertDoings.Assign.class,
      AlertDoings.Note.class,
      AlertDoings.Close.class
    },
    footer = {
      "",
      "Times are event times: when it happened to the participant, in UTC.",
      "",
      "Examples:",
      "  ./zeitgeber alerts --follow",
      "  ./zeitgeber alerts acknowledge 00112233445566778899aabbccddeeff --study S1 --by c-7",
      "  ./zeitgeber alerts close 00112233445566778899aabbccddeeff --study S1 --by c-7 --reason 'dropped out'",
      "  ./zeitgeber alerts --json | jq -r 'select(.lifecycle==\"raised\").participant' | sort | uniq -c"
    })
final class AlertsCommand implements Callable<Integer> {

  @Mixin private InstanceOptions instance = new InstanceOptions();

  @Option(names = "--follow", description = "Go on with those that come, until Ctrl-C.")
  private boolean follow;

  @Option(names = "--json", description = "The records as they are in the topic, one a line.")
  private boolean json;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "Where they are. Default: as the instance says, else alerts")
  private @Nullable String named;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Main.out(spec);
    String topic = instance.topic(named, "alerts", "alerts");
    try (AlertReader reader = AlertReader.open(instance.kafkaClient(), topic)) {
      reader.drain(line -> out.println(show(topic, line)));
      while (follow && !out.checkError()) {
        reader.poll(Duration.ofMillis(500), line -> out.println(show(topic, line)));
      }
    }
    return Exit.OK;
  }

  private String show(String topic, String line) {
    if (json) {
      return line;
    }
    try {
      return AlertSentence.of(Json.parse(line.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw CommandFailure.usage("the topic " + topic + " holds what is no alert: " + line);
    }
  }
}
