package io.zeitgeber.service.settings;

import io.zeitgeber.persistence.journal.JournalWriterSettings;
import io.zeitgeber.persistence.key.KeyFiles;
import io.zeitgeber.service.deadline.DeadlineSettings;
import io.zeitgeber.service.node.ClusterTls;
import io.zeitgeber.service.node.NodeSettings;
import io.zeitgeber.service.security.SecuritySettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code up} needs to know: what runs here, on which ports, and what the node is told.
 *
 * @param data the instance's directory
 * @param kafka bootstrap of an existing Kafka; empty: one runs here
 * @param kafkaProperties for every Kafka client, passed through unchanged
 * @param postgres an existing database; empty: one runs here
 * @param connections of one node to PostgreSQL
 * @param cluster the name of the cluster
 * @param clusterHost where other nodes reach this one
 * @param join HOST:PORT of a node to join
 * @param protocols texts of protocols by file name
 * @param keys where the keys are that are not in the database
 * @param security who is believed, over HTTP and gRPC
 * @param clusterTls of the cluster's own port; empty: plain, on loopback
 */
public record UpSettings(
    Path data,
    Ports ports,
    Optional<String> kafka,
    Map<String, Object> kafkaProperties,
    Optional<Postgres> postgres,
    int connections,
    String cluster,
    String clusterHost,
    Optional<String> join,
    String httpHost,
    String grpcHost,
    NodeSettings.Topics topics,
    NodeSettings.Ingest ingest,
    DeadlineSettings deadlines,
    JournalWriterSettings journal,
    Map<String, String> protocols,
    KeyFiles keys,
    SecuritySettings security,
    Optional<ClusterTls> clusterTls) {

  /**
   * A wanted port.
   *
   * @param number 0 takes any free one
   * @param exact whether it was asked for; a default gives way to the next free port
   */
  public record Port(int number, boolean exact) {}

  /** The wanted ports. */
  public record Ports(Port kafka, Port postgres, Port http, Port grpc, Port cluster) {}

  /** An existing database, with its owner and service roles. */
  public record Postgres(
      String url, String user, String password, String ownerUser, String ownerPassword) {

    // A record's text would tell the passwords to the first log that prints it.
    @Override
    public String toString() {
      return url + " as " + user + ", owner " + ownerUser;
    }
  }

  /** What the node is told, once it is known where Kafka and PostgreSQL are. */
  public NodeSettings node(String bootstrap, Postgres database, int clusterPort) {
    Map<String, Object> client = new HashMap<>(kafkaProperties);
    client.put("bootstrap.servers", bootstrap);
    return new NodeSettings(
        cluster,
        Map.copyOf(client),
        new NodeSettings.Database(
            database.url(), database.ownerUser(), database.ownerPassword(), 2),
        new NodeSettings.Database(
            database.url(), database.user(), database.password(), connections),
        topics,
        new NodeSettings.Remoting(clusterHost, clusterPort, join, clusterTls),
        ingest,
        deadlines,
        journal,
        protocols,
        Optional.of(data),
        keys);
  }
}
