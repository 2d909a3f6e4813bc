package io.zeitgeber.service.node;

import io.zeitgeber.persistence.journal.JournalWriterSettings;
import io.zeitgeber.persistence.key.KeyFiles;
import io.zeitgeber.service.deadline.DeadlineSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a node needs to know before it starts; read once from configuration, environment and command
 * line, and checked there.
 *
 * @param cluster the name of this Zeitgeber cluster, for example {@code zeitgeber}; part of
 *     receipts and of transactional ids
 * @param kafka client properties, {@code bootstrap.servers} included; passed through unchanged
 * @param owner the database role that migrates; the service's own where no other is named
 * @param database the role that the service runs as
 * @param topics what is read and written
 * @param remoting where the other nodes reach this one
 * @param journal how entries are written
 * @param protocols texts of the protocols to publish at start, by file name
 * @param keys where the keys are that are not in the database
 */
public record NodeSettings(
    String cluster,
    Map<String, Object> kafka,
    Database owner,
    Database database,
    Topics topics,
    Remoting remoting,
    Ingest ingest,
    DeadlineSettings deadlines,
    JournalWriterSettings journal,
    Map<String, String> protocols,
    Optional<Path> data,
    KeyFiles keys) {

  /** A role's way into PostgreSQL. */
  public record Database(String url, String user, String password, int connections) {

    /** Without the password. */
    @Override
    public String toString() {
      return user + " at " + url + ", " + connections + " connections";
    }
  }

  /**
   * Topics by their use.
   *
   * @param observations every topic that brings JSON observations
   * @param receivedIsDevice those of them whose producers are the devices themselves
   * @param partitions of topics that are made here
   */
  public record Topics(
      List<String> observations,
      List<String> receivedIsDevice,
      String participants,
      String alerts,
      String quarantine,
      String positions,
      int partitions,
      short replication) {}

  /**
   * The cluster's own port.
   *
   * @param port 0 takes any free one
   * @param join HOST:PORT of a node to join; empty for the first one
   * @param tls mutual, between the nodes; empty: plain, on loopback
   */
  public record Remoting(String host, int port, Optional<String> join, Optional<ClusterTls> tls) {}

  /**
   * How much is read at once.
   *
   * @param workers consumers for each node
   * @param sliceBytes the most that one slice may hold
   * @param unansweredBatches the most batches in flight for each node
   * @param linger how long the first record of a slice waits for others at the most
   */
  public record Ingest(int workers, int sliceBytes, int unansweredBatches, Duration linger) {}
}
