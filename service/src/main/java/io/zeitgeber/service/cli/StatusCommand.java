package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What runs, where, how it is, and how far it is behind. */
@Command(
    name = "status",
    description = "What runs, where, how it is, and how far reading is behind.",
    footer = {"", "Exit codes: 0 ready; 1 it runs, but is not ready; 3 nothing runs or answers."})
final class StatusCommand implements Callable<Integer> {

  @Mixin private InstanceOptions instance = new InstanceOptions();

  @Mixin private JsonOption json = new JsonOption();

  @Mixin private Credentials credentials = new Credentials();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    InstanceOptions.Running running = instance.running();
    JsonNode node = ask(instance.httpUrl());
    List<Lag.Partition> lag = lag();
    boolean ready = node.path("ready").asBoolean();
    if (!json.takes(asJson(running, node, lag), Main.out(spec))) {
      print(running, node, lag);
    }
    return ready ? Exit.OK : Exit.FOUND;
  }

  private JsonNode ask(String http) throws InterruptedException {
    URI page = URI.create(http + "/status.json");
    boolean tls = http.startsWith("https:");
    HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5));
    if (tls) {
      builder.sslContext(credentials.context());
    }
    try (HttpClient client = builder.build()) {
      HttpRequest.Builder request = HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(10));
      credentials
          .authorization(page.getHost(), tls)
          .ifPresent(value -> request.header("Authorization", value));
      HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
      if (answer.statusCode() == 401 || answer.statusCode() == 403) {
        throw CommandFailure.refused(Json.parse(answer.body()).path("error").asText());
      }
      return Json.parse(answer.body());
    } catch (IOException e) {
      throw CommandFailure.unreachable(http + " does not answer: " + e.getMessage());
    }
  }

  // The node's own troubles say that Kafka is away; that is no reason to keep the rest back.
  private List<Lag.Partition> lag() {
    try (Admin admin = Kafka.admin(instance.kafkaClient())) {
      return Lag.of(admin);
    } catch (CommandFailure away) {
      Main.err(spec).println("zeitgeber: the lag is not known: " + away.getMessage());
      return List.of();
    }
  }

  private static ObjectNode asJson(
      InstanceOptions.Running running, JsonNode node, List<Lag.Partition> lag) {
    ObjectNode result = Json.object();
    result.set("ready", node.path("ready"));
    result.set("troubles", node.path("troubles"));
    running.process().ifPresent(process -> result.put("pid", process.pid()));
    result.set("started_at", node.path("started_at"));
    result.set("endpoints", running.endpoints().json());
    result.set("records", node.path("records"));
    var partitions = result.putArray("lag");
    for (Lag.Partition partition : lag) {
      partitions
          .addObject()
          .put("topic", partition.topic())
          .put("partition", partition.partition())
          .put("end", partition.end())
          .put("committed", partition.committed())
          .put("waiting", partition.waiting());
    }
    return result;
  }

  private void print(InstanceOptions.Running running, JsonNode node, List<Lag.Partition> lag) {
    PrintWriter out = Main.out(spec);
    out.println(node.path("ready").asBoolean() ? "ready" : "NOT READY");
    node.path("troubles")
        .properties()
        .forEach(
            trouble -> out.println("  " + trouble.getKey() + ": " + trouble.getValue().asText()));
    running.process().ifPresent(process -> line(out, "process", Long.toString(process.pid())));
    line(out, "since", node.path("started_at").asText());
    running.endpoints().byName().forEach((name, where) -> line(out, name, where));
    node.path("records")
        .properties()
        .forEach(fate -> line(out, fate.getKey(), sinceStart(fate.getValue().asLong())));
    long waiting = lag.stream().mapToLong(Lag.Partition::waiting).sum();
    line(out, "waiting", lag.isEmpty() ? "nothing read yet" : grouped(waiting));
    for (Lag.Partition partition : lag) {
      if (partition.waiting() > 0) {
        out.printf(
            Locale.ROOT,
            "    %s-%d  %s waiting (read to %d of %d)%n",
            partition.topic(),
            partition.partition(),
            grouped(partition.waiting()),
            partition.committed(),
            partition.end());
      }
    }
  }

  private static void line(PrintWriter out, String name, String value) {
    out.printf(Locale.ROOT, "  %-12s %s%n", name, value);
  }

  // A process counts its own; what is durable is counted by `reconcile`.
  private static String sinceStart(long number) {
    return grouped(number) + " since it started";
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
