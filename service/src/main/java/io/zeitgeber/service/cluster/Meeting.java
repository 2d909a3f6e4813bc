package io.zeitgeber.service.cluster;

import io.zeitgeber.persistence.cluster.NodeRegistry;
import io.zeitgeber.persistence.lease.Leases;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * How nodes find each other: a node that lives says so in the database. A node that starts joins
 * one that lives; where none does, the one that gets the lease forms the cluster, and the others
 * find it. So a node that was killed and comes back never forms a second cluster beside the first.
 */
public final class Meeting {
  private static final Duration HEARD_OF = Duration.ofSeconds(30);
  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final Duration FORMING = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final NodeRegistry registry;
  private final Leases leases;
  private final String cluster;
  private final String self;

  /**
   * @param self HOST:PORT of this node's remoting
   */
  public Meeting(NodeRegistry registry, Leases leases, String cluster, String self) {
    this.registry = registry;
    this.leases = leases;
    this.cluster = cluster;
    this.self = self;
  }

  /**
   * Whom to join: others that live, or this node itself when it is to form the cluster.
   *
   * @param told a node that the user named
   */
  public List<String> whomToJoin(Optional<String> told) throws SQLException {
    if (told.isPresent()) {
      return List.of(told.get());
    }
    while (true) {
      List<String> living = living();
      if (!living.isEmpty()) {
        return living;
      }
      if (leases.acquire("form/" + cluster, self, FORMING).isPresent()) {
        registry.beat(self);
        return List.of(self);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private List<String> living() throws SQLException {
    List<String> living = new ArrayList<>();
    for (String address : registry.heardOf(HEARD_OF)) {
      if (!address.equals(self) && answers(address)) {
        living.add(address);
      }
    }
    return living;
  }

  private static boolean answers(String address) {
    int colon = address.lastIndexOf(':');
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(
              address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
          (int) CONNECT.toMillis());
      return true;
    } catch (IOException silent) {
      return false;
    }
  }
}
