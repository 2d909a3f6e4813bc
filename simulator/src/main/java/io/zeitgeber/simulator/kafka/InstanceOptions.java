package io.zeitgeber.simulator.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.zeitgeber.simulator.cli.Failure;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which instance is meant. The same options, and the same order of search, in every command. */
public final class InstanceOptions {
  private static final Path DEFAULT_DATA = Path.of(".zeitgeber");
  private static final String READY_FILE = "ready.json";

  @Option(
      names = {"--to", "--kafka"},
      paramLabel = "HOST:PORT",
      description = "Kafka's bootstrap servers, when it is not the instance in --data")
  private @Nullable String bootstrap;

  @Option(
      names = "--ready-file",
      paramLabel = "FILE",
      description = "The file that 'zeitgeber up --ready-file FILE' wrote")
  private @Nullable Path readyFile;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The instance whose data are in DIR (default: .zeitgeber)")
  private @Nullable Path data;

  /**
   * Finds the instance: what the options name, else {@code ZEITGEBER_KAFKA}, else the instance that
   * runs in the default directory. {@code ZEITGEBER_KAFKA_CONFIG} adds client properties to any.
   *
   * @throws Failure when there is none
   */
  public Connection connection(Map<String, String> environment) {
    Map<String, Object> properties = clientConfig(environment.get("ZEITGEBER_KAFKA_CONFIG"));
    Object configured = properties.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
    String servers = find(environment, configured == null ? null : configured.toString());
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
    return new Connection(servers, properties, topics());
  }

  /**
   * What the ready file of the instance says of another endpoint, for example {@code postgres};
   * null where there is no ready file, or none of that.
   */
  public @Nullable String endpoint(String name) {
    JsonNode endpoint = ready().path(name);
    return endpoint.isTextual() ? endpoint.asText() : null;
  }

  /** What the instance calls its topics. */
  public TopicNames topics() {
    return TopicNames.of(ready());
  }

  /** What the ready file says; nothing where there is none. */
  private JsonNode ready() {
    Path file = readyFile != null ? readyFile : data != null ? data.resolve(READY_FILE) : null;
    if (file == null && bootstrap == null) {
      file = DEFAULT_DATA.resolve(READY_FILE);
    }
    if (file == null || !Files.exists(file)) {
      return MissingNode.getInstance();
    }
    try {
      return new ObjectMapper().readTree(Files.readString(file));
    } catch (IOException e) {
      throw Failure.wrongInput(file + " can't be read as a ready file: " + e.getMessage());
    }
  }

  private String find(Map<String, String> environment, @Nullable String configured) {
    if (bootstrap != null) {
      return bootstrap;
    }
    if (readyFile != null) {
      return kafkaOf(readyFile);
    }
    if (data != null) {
      return kafkaOf(data.resolve(READY_FILE));
    }
    String external = environment.getOrDefault("ZEITGEBER_KAFKA", "");
    if (!external.isBlank()) {
      return external;
    }
    return configured != null ? configured : kafkaOf(DEFAULT_DATA.resolve(READY_FILE));
  }

  private static String kafkaOf(Path file) {
    if (!Files.exists(file)) {
      throw Failure.outOfReach(
          "No running instance: "
              + file
              + " is not there.\nStart one with './zeitgeber up', or name a Kafka with"
              + " '--to HOST:PORT'.");
    }
    try {
      JsonNode kafka = new ObjectMapper().readTree(Files.readString(file)).path("kafka");
      if (kafka.isTextual()) {
        return kafka.asText();
      }
    } catch (IOException e) {
      throw Failure.wrongInput(file + " can't be read as a ready file: " + e.getMessage());
    }
    throw Failure.wrongInput(file + " is no ready file: it has no \"kafka\"");
  }

  private static Map<String, Object> clientConfig(@Nullable String file) {
    Map<String, Object> result = new HashMap<>();
    if (file == null || file.isBlank()) {
      return result;
    }
    Properties read = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(file))) {
      read.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw Failure.wrongInput(
          "ZEITGEBER_KAFKA_CONFIG names " + file + ", which can't be read: " + e);
    }
    read.forEach((name, value) -> result.put(name.toString(), value));
    return result;
  }
}
