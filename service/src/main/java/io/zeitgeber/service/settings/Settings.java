package io.zeitgeber.service.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.zeitgeber.persistence.journal.JournalWriterSettings;
import io.zeitgeber.persistence.key.KeyFiles;
import io.zeitgeber.service.deadline.DeadlineSettings;
import io.zeitgeber.service.node.NodeSettings;
import io.zeitgeber.service.security.SecuritySettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Lays defaults, file, environment and command line over each other, and reads what comes out. */
public final class Settings {
  /** Environment variable → key. */
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "ZEITGEBER_KEK_FILE", "keys.file",
          "ZEITGEBER_KAFKA", "kafka.bootstrap",
          "ZEITGEBER_POSTGRES_URL", "postgres.url",
          "ZEITGEBER_POSTGRES_USER", "postgres.user",
          "ZEITGEBER_POSTGRES_PASSWORD", "postgres.password",
          "ZEITGEBER_POSTGRES_OWNER_USER", "postgres.owner.user",
          "ZEITGEBER_POSTGRES_OWNER_PASSWORD", "postgres.owner.password");

  private static final List<String> SECRETS =
      List.of("ZEITGEBER_POSTGRES_PASSWORD", "ZEITGEBER_POSTGRES_OWNER_PASSWORD");

  private Settings() {}

  /**
   * Where settings come from besides the defaults.
   *
   * @param data the instance's directory
   * @param file of {@code --config}
   * @param protocols of {@code --protocols}; else {@code DIR/protocols} if there is one
   * @param environment as of {@link System#getenv()}
   * @param commandLine key below {@code zeitgeber} → value, as options say it
   */
  public record Sources(
      Path data,
      Optional<Path> file,
      Optional<Path> protocols,
      Map<String, String> environment,
      Map<String, Object> commandLine) {}

  /**
   * Reads and checks all of it.
   *
   * @throws SettingsError naming the key, where it stands and what to write instead
   */
  public static UpSettings read(Sources sources) {
    Config defaults = defaults();
    Config said =
        options(sources.commandLine())
            .withFallback(environment(sources.environment()))
            .withFallback(
                sources.file().map(file -> file(file, defaults)).orElse(ConfigFactory.empty()));
    Reader reader = new Reader(said.withFallback(defaults));
    Optional<String> kafka = Optional.of(reader.text("kafka.bootstrap")).filter(s -> !s.isEmpty());
    Optional<UpSettings.Postgres> postgres = postgres(reader);
    Optional<String> join = Optional.of(reader.text("cluster.join")).filter(s -> !s.isEmpty());
    requireShared(join, kafka, postgres);
    SecurityReader security = new SecurityReader(reader);
    security.refuseOpenPorts();
    return new UpSettings(
        sources.data(),
        ports(reader, said),
        kafka,
        kafkaProperties(reader, sources.environment()),
        postgres,
        reader.whole("postgres.connections", 4, 100),
        clusterName(reader),
        reader.text("cluster.host"),
        join,
        reader.text("http.host"),
        reader.text("grpc.host"),
        topics(reader),
        new NodeSettings.Ingest(
            reader.whole("ingest.workers", 1, 64),
            reader.bytes("ingest.slice-bytes", 64 * 1024, 256 * 1024 * 1024),
            reader.whole("ingest.unanswered-batches", 1, 65_536),
            reader.duration("ingest.linger", Duration.ZERO, Duration.ofSeconds(30))),
        new DeadlineSettings(
            reader.duration("deadlines.look", Duration.ofMillis(50), Duration.ofMinutes(1)),
            reader.duration("deadlines.margin", Duration.ZERO, Duration.ofHours(1)),
            reader.duration("deadlines.grace", Duration.ZERO, Duration.ofDays(1)),
            reader.duration("deadlines.rest", Duration.ofMillis(50), Duration.ofDays(1))),
        journal(reader),
        protocols(sources),
        keys(sources.data(), reader.text("keys.file")),
        security.settings(),
        security.cluster());
  }

  /**
   * Where the keys are that are not in the database.
   *
   * @param data the instance's directory, which has them where no file is named
   */
  public static KeyFiles keys(Path data, Map<String, String> environment) {
    return keys(
        data, new Reader(environment(environment).withFallback(defaults())).text("keys.file"));
  }

  /** Whether the environment says where they are. */
  public static boolean namesKeys(Map<String, String> environment) {
    return !environment.getOrDefault("ZEITGEBER_KEK_FILE", "").isEmpty();
  }

  private static KeyFiles keys(Path data, String file) {
    return file.isEmpty() ? KeyFiles.in(data) : new KeyFiles(Path.of(file).toAbsolutePath());
  }

  /** A role and its password. */
  public record Credentials(String user, String password) {
    // A record's text would tell the password to the first log that prints it.
    @Override
    public String toString() {
      return user;
    }
  }

  /** The service's role, as the environment says or as the defaults have it. */
  public static Credentials credentials(Map<String, String> environment) {
    Reader reader = new Reader(environment(environment).withFallback(defaults()));
    return new Credentials(reader.text("postgres.user"), reader.text("postgres.password"));
  }

  private static JournalWriterSettings journal(Reader reader) {
    Duration least = reader.duration("journal.writer.min-backoff", Duration.ofMillis(1));
    return new JournalWriterSettings(
        reader.bytes("journal.writer.max-queued", 1024 * 1024, Integer.MAX_VALUE),
        reader.whole("journal.writer.writers", 1, 16),
        reader.bytes("journal.writer.max-transaction", 64 * 1024, 256 * 1024 * 1024),
        reader.whole("journal.writer.max-transaction-rows", 1, 1_000_000),
        least,
        reader.duration("journal.writer.max-backoff", least));
  }

  /** The role that owns the tables, as the environment says. */
  public static Credentials ownerCredentials(Map<String, String> environment) {
    Reader reader = new Reader(environment(environment).withFallback(defaults()));
    return new Credentials(
        reader.text("postgres.owner.user"), reader.text("postgres.owner.password"));
  }

  /**
   * Whose tokens are believed where a node with this file runs.
   *
   * @throws SettingsError where the file cannot be used
   */
  public static Optional<SecuritySettings.Accounts> accounts(Path file) {
    Config defaults = defaults();
    return new SecurityReader(new Reader(file(file, defaults).withFallback(defaults)))
        .settings()
        .accounts();
  }

  private static Config defaults() {
    // Every module that reads settings brings a file of this name.
    return ConfigFactory.parseResources(Settings.class.getClassLoader(), "reference.conf")
        .resolve()
        .getConfig("zeitgeber");
  }

  private static Config options(Map<String, Object> commandLine) {
    Config config = ConfigFactory.empty();
    for (Map.Entry<String, Object> option : commandLine.entrySet()) {
      config =
          config.withValue(
              option.getKey(), ConfigValueFactory.fromAnyRef(option.getValue(), "command line"));
    }
    return config;
  }

  private static Config environment(Map<String, String> environment) {
    Map<String, String> said = new HashMap<>();
    ENVIRONMENT
        .keySet()
        .forEach(
            name -> {
              String value = environment.get(name);
              if (value != null && !value.isBlank()) {
                said.put(name, value);
              }
            });
    for (String name : SECRETS) {
      String file = environment.get(name + "_FILE");
      if (file != null && !file.isBlank()) {
        said.put(name, firstLine(name + "_FILE", Path.of(file)));
      }
    }
    Config config = ConfigFactory.empty();
    for (Map.Entry<String, String> variable : said.entrySet()) {
      String name = variable.getKey();
      String key = ENVIRONMENT.getOrDefault(name, name);
      config = config.withValue(key, ConfigValueFactory.fromAnyRef(variable.getValue(), name));
    }
    return config;
  }

  private static String firstLine(String variable, Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw new SettingsError(
          variable + " names " + file + ", which cannot be read: " + e.getMessage(), e);
    }
  }

  private static Config file(Path file, Config defaults) {
    if (!Files.isReadable(file)) {
      throw new SettingsError(
          "--config " + file + ": there is no such file, or it is not readable");
    }
    Config parsed;
    try {
      parsed = ConfigFactory.parseFile(file.toFile()).resolve();
    } catch (ConfigException e) {
      throw new SettingsError("--config " + file + " is not HOCON: " + e.getMessage(), e);
    }
    for (String root : parsed.root().keySet()) {
      if (!root.equals("zeitgeber")) {
        throw new SettingsError(
            file + ": \"" + root + "\" is not known; everything is written in zeitgeber { … }");
      }
    }
    Config said = parsed.hasPath("zeitgeber") ? parsed.getConfig("zeitgeber") : parsed;
    said.entrySet()
        .forEach(
            entry -> {
              if (!entry.getKey().startsWith("kafka.properties.")
                  && !defaults.hasPath(entry.getKey())) {
                throw new SettingsError(
                    "zeitgeber."
                        + entry.getKey()
                        + " ("
                        + entry.getValue().origin().description()
                        + ") is not known; service/src/main/resources/reference.conf has every"
                        + " key");
              }
            });
    return said;
  }

  private static Optional<UpSettings.Postgres> postgres(Reader reader) {
    String url = reader.text("postgres.url");
    if (url.isEmpty()) {
      return Optional.empty();
    }
    if (!url.startsWith("jdbc:postgresql:")) {
      throw reader.wrong("postgres.url", "must begin with jdbc:postgresql://");
    }
    String user = reader.text("postgres.user");
    String password = reader.text("postgres.password");
    String owner = reader.text("postgres.owner.user");
    return Optional.of(
        new UpSettings.Postgres(
            url,
            user,
            password,
            owner.isEmpty() ? user : owner,
            owner.isEmpty() ? password : reader.text("postgres.owner.password")));
  }

  private static void requireShared(
      Optional<String> join, Optional<String> kafka, Optional<UpSettings.Postgres> postgres) {
    if (join.isPresent() && (kafka.isEmpty() || postgres.isEmpty())) {
      throw new SettingsError(
          "a node that joins "
              + join.get()
              + " works on that cluster's Kafka and PostgreSQL: name them with --kafka and"
              + " --postgres (or ZEITGEBER_KAFKA and ZEITGEBER_POSTGRES_URL)");
    }
  }

  private static Map<String, Object> kafkaProperties(
      Reader reader, Map<String, String> environment) {
    Map<String, Object> properties = new TreeMap<>(reader.properties("kafka.properties"));
    KafkaProperties.of(environment).forEach(properties::put);
    return properties;
  }

  // Narrower than a topic's name: it is the name of an actor system, too.
  private static String clusterName(Reader reader) {
    String name = reader.text("cluster.name");
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,63}")) {
      throw reader.wrong(
          "cluster.name", "must be 1 to 64 of A-Z a-z 0-9 _ -, but is \"" + name + "\"");
    }
    return name;
  }

  private static UpSettings.Ports ports(Reader reader, Config said) {
    return new UpSettings.Ports(
        port(reader, said, "kafka.port"),
        port(reader, said, "postgres.port"),
        port(reader, said, "http.port"),
        port(reader, said, "grpc.port"),
        port(reader, said, "cluster.port"));
  }

  private static UpSettings.Port port(Reader reader, Config said, String key) {
    return new UpSettings.Port(reader.whole(key, 0, 65_535), said.hasPath(key));
  }

  private static NodeSettings.Topics topics(Reader reader) {
    List<String> observations = reader.names("topics.observations");
    if (observations.isEmpty()) {
      throw reader.wrong("topics.observations", "must name a topic at least");
    }
    List<String> device = reader.names("topics.received-is-device");
    if (!observations.containsAll(device)) {
      throw reader.wrong(
          "topics.received-is-device", "may only name topics of topics.observations");
    }
    return new NodeSettings.Topics(
        observations,
        device,
        reader.name("topics.participants"),
        reader.name("topics.alerts"),
        reader.name("topics.quarantine"),
        reader.name("topics.positions"),
        reader.whole("topics.partitions", 1, 1_000),
        (short) reader.whole("topics.replication", 1, 7));
  }

  private static Map<String, String> protocols(Sources sources) {
    Path directory = sources.protocols().orElse(sources.data().resolve("protocols"));
    if (!Files.isDirectory(directory)) {
      if (sources.protocols().isPresent()) {
        throw new SettingsError("--protocols " + directory + ": there is no such directory");
      }
      return Map.of();
    }
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".conf")).toList()) {
        texts.put(file.getFileName().toString(), Files.readString(file, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new SettingsError(
          "cannot read the protocols in " + directory + ": " + e.getMessage(), e);
    }
    return texts;
  }
}
