package io.zeitgeber.service.node;

import io.micrometer.core.instrument.MeterRegistry;
import io.zeitgeber.service.health.Health;

/** A running node. */
public final class Node implements AutoCloseable {

  private Node() {}

  /**
   * Migrates the database, makes or checks the topics, joins or forms the cluster and starts ingest
   * and projections. Returns when the node takes traffic.
   *
   * @throws StartRefused when something is not as it must be; its message says what to do
   */
  public static Node start(NodeSettings settings, Health health, MeterRegistry meters) {
    return new Node();
  }

  /** The cluster address that another node may join, HOST:PORT. */
  public String address() {
    return "";
  }

  /** Stops polling, drains, commits, leaves the cluster. */
  @Override
  public void close() {}
}
