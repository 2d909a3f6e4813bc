package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.service.settings.Settings;
import io.zeitgeber.service.settings.UpSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks at what an instance stands on, and says how to mend what could lose data or hold it up. */
@Command(
    name = "doctor",
    description = "Look for what could lose data or hold it up, with the line that mends each.",
    footer = {
      "",
      "Topics: existence, retention, clean-up, stamps, sizes, unclean leader election. PostgreSQL:",
      "durability, rights of the service's role, clock, free connections, who holds the journal's",
      "horizon, the journal's generation. It changes nothing.",
      "",
      "Exit codes: 0 nothing found; 1 findings; 3 Kafka or PostgreSQL out of reach."
    })
final class DoctorCommand implements Callable<Integer> {

  @Mixin private InstanceOptions instance = new InstanceOptions();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The settings that `up --config FILE` was given.")
  private @Nullable Path config;

  @Mixin private JsonOption json = new JsonOption();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    UpSettings settings =
        Settings.read(
            new Settings.Sources(
                instance.directory().root(),
                Optional.ofNullable(config),
                Optional.empty(),
                System.getenv(),
                Map.of()));
    List<Finding> findings = new ArrayList<>(topics(settings));
    findings.addAll(database(settings));
    if (!json.takes(asJson(findings), Main.out(spec))) {
      print(findings, Main.out(spec));
    }
    return findings.isEmpty() ? Exit.OK : Exit.FOUND;
  }

  private List<Finding> topics(UpSettings settings) {
    Map<String, Object> client = instance.kafkaClient();
    try (Admin admin = Kafka.admin(client)) {
      return new TopicCheckup(
              admin, String.valueOf(client.get("bootstrap.servers")), settings.topics())
          .findings();
    }
  }

  private List<Finding> database(UpSettings settings) {
    try (Connection connection = Postgres.source(instance.postgresUrl()).getConnection()) {
      return new DatabaseCheckup(connection, settings.connections()).findings();
    } catch (SQLException e) {
      throw Postgres.explained(e);
    }
  }

  private static ObjectNode asJson(List<Finding> findings) {
    ObjectNode result = Json.object();
    var list = result.putArray("findings");
    for (Finding finding : findings) {
      list.addObject()
          .put("check", finding.check())
          .put("trouble", finding.trouble())
          .put("mend", finding.mend());
    }
    return result;
  }

  private static void print(List<Finding> findings, PrintWriter out) {
    for (Finding finding : findings) {
      out.println(finding.check() + ": " + finding.trouble());
      out.println("    " + finding.mend());
    }
    out.println(
        switch (findings.size()) {
          case 0 ->
              "Nothing found: topics, durability, permissions, clock, connections and the journal's"
                  + " horizon are as they should be.";
          case 1 -> "1 finding.";
          default -> findings.size() + " findings.";
        });
  }
}
