package io.zeitgeber.service.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A Kafka of one node (KRaft, broker and controller in one) inside this process, on loopback only.
 * Its data live in {@code DIR/kafka}; a restart finds the same cluster id, topics and records.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final int ATTEMPTS = 3;

  private final KafkaRaftServer server;
  private final DirectoryLock lock;
  private final int port;
  private final String clusterId;
  private boolean stopped;

  private EmbeddedKafka(KafkaRaftServer server, DirectoryLock lock, int port, String clusterId) {
    this.server = server;
    this.lock = lock;
    this.port = port;
    this.clusterId = clusterId;
  }

  /**
   * Starts the broker and returns when it takes requests.
   *
   * @param dir the instance's directory; the broker's data are in {@code DIR/kafka}
   * @param port on 127.0.0.1; 0 takes any
   * @throws EmbeddedFailure when the directory is in use or the port is taken
   */
  public static EmbeddedKafka start(Path dir, int port) {
    Path data = dir.toAbsolutePath().normalize().resolve("kafka");
    DirectoryLock lock = DirectoryLock.take(data.resolveSibling("kafka.lock"));
    try {
      String clusterId = formatted(data);
      return attempt(data, port, lock, clusterId, 1);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  // The controller's port is nobody's business but the broker's own, so it is chosen anew each
  // time;
  // between choice and use somebody may take it.
  private static EmbeddedKafka attempt(
      Path data, int port, DirectoryLock lock, String clusterId, int attempt) {
    int chosen = port == 0 ? FreePort.any() : port;
    if (!FreePort.isFree(chosen)) {
      throw new EmbeddedFailure("port " + chosen + " for Kafka is taken");
    }
    KafkaRaftServer server =
        new KafkaRaftServer(
            KafkaConfig.fromProps(settings(data, chosen, FreePort.any())), Time.SYSTEM);
    try {
      server.startup();
      return new EmbeddedKafka(server, lock, chosen, clusterId);
    } catch (RuntimeException e) {
      server.shutdown();
      server.awaitShutdown();
      if (attempt < ATTEMPTS) {
        return attempt(data, port, lock, clusterId, attempt + 1);
      }
      throw new EmbeddedFailure("Kafka does not start on " + data + ": " + e.getMessage(), e);
    }
  }

  /** Where clients find it, HOST:PORT. */
  public String bootstrap() {
    return "127.0.0.1:" + port;
  }

  /** The port on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** The id that the cluster was given when it was formatted. */
  public String clusterId() {
    return clusterId;
  }

  /** Stops the broker after it has written everything; a second call does nothing. */
  public synchronized void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    server.shutdown();
    server.awaitShutdown();
    lock.close();
  }

  @Override
  public void close() {
    stop();
  }

  /**
   * Formats the directory if that has not been done; the rename at the end makes it all or nothing.
   */
  private static String formatted(Path data) {
    Path properties = data.resolve("meta.properties");
    try {
      if (!Files.exists(properties)) {
        format(data);
      }
      try (var reader = Files.newBufferedReader(properties, StandardCharsets.UTF_8)) {
        Properties meta = new Properties();
        meta.load(reader);
        return meta.getProperty("cluster.id", "");
      }
    } catch (IOException e) {
      throw new EmbeddedFailure("cannot prepare " + data + " for Kafka: " + e.getMessage(), e);
    }
  }

  private static void format(Path data) throws IOException {
    Path fresh = data.resolveSibling("kafka.formatting");
    Trees.delete(fresh);
    Files.createDirectories(fresh);
    try {
      new Formatter()
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .setClusterId(Uuid.randomUuid().toString())
          .setNodeId(1)
          .setControllerListenerName("CONTROLLER")
          .setMetadataLogDirectory(fresh.toString())
          .addDirectory(fresh.toString())
          .setReleaseVersion(MetadataVersion.latestProduction())
          .run();
    } catch (Exception e) {
      // Formatter declares nothing narrower.
      throw new EmbeddedFailure("cannot format " + data + " for Kafka: " + e.getMessage(), e);
    }
    Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Properties settings(Path data, int port, int controllerPort) {
    Properties p = new Properties();
    p.put("process.roles", "broker,controller");
    p.put("node.id", "1");
    p.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    p.put(
        "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    p.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    p.put("controller.listener.names", "CONTROLLER");
    p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.put("log.dirs", data.toString());
    // What a topic gets that says nothing itself. Kafka's own seven days of retention count from a
    // record's stamp and would delete a recording of 2016 as soon as it is fed.
    p.put("log.retention.ms", "-1");
    p.put("log.message.timestamp.after.max.ms", Long.toString(7L * 24 * 3600 * 1000));
    p.put("message.max.bytes", Integer.toString(16 * 1024 * 1024));
    p.put("auto.create.topics.enable", "false");
    // One node: nothing to replicate to, and few partitions, so that a start is quick.
    p.put("offsets.topic.replication.factor", "1");
    p.put("offsets.topic.num.partitions", "4");
    p.put("transaction.state.log.replication.factor", "1");
    p.put("transaction.state.log.min.isr", "1");
    p.put("transaction.state.log.num.partitions", "4");
    p.put("share.coordinator.state.topic.replication.factor", "1");
    p.put("share.coordinator.state.topic.min.isr", "1");
    p.put("share.coordinator.state.topic.num.partitions", "1");
    p.put("group.initial.rebalance.delay.ms", "0");
    // A broker alone with itself need not wait for others to be heard. After a SIGKILL the
    // controller
    // takes the broker for alive until its session ends, and refuses the new one for so long.
    p.put("broker.heartbeat.interval.ms", "500");
    p.put("broker.session.timeout.ms", "3000");
    p.put("controller.quorum.election.timeout.ms", "200");
    p.put("controller.quorum.election.backoff.max.ms", "100");
    // Sized for a shared heap: the defaults take 128 MB for the cleaner alone.
    p.put("log.cleaner.dedupe.buffer.size", Integer.toString(16 * 1024 * 1024));
    p.put("num.network.threads", "2");
    p.put("num.io.threads", "4");
    p.put("num.recovery.threads.per.data.dir", "2");
    return p;
  }
}
