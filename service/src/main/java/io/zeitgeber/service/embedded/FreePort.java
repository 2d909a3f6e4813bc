package io.zeitgeber.service.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports on loopback. What was free a moment ago may be taken when it is used. */
public final class FreePort {

  private FreePort() {}

  /** Any free port. */
  public static int any() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The wanted port if it is free, else the next one upwards that is; 0 takes any.
   *
   * @throws EmbeddedFailure when none of the next hundred is free
   */
  public static int atOrAfter(int wanted) {
    if (wanted == 0) {
      return any();
    }
    for (int port = wanted; port < wanted + 100 && port <= 65_535; port++) {
      if (isFree(port)) {
        return port;
      }
    }
    throw new EmbeddedFailure("no free port between " + wanted + " and " + (wanted + 99));
  }

  /** Whether nobody listens there, on loopback or on all addresses. */
  public static boolean isFree(int port) {
    return binds(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        && binds(new InetSocketAddress(port));
  }

  private static boolean binds(InetSocketAddress address) {
    try (ServerSocket socket = new ServerSocket()) {
      // As servers do: connections that wait out their end do not make a port taken.
      socket.setReuseAddress(true);
      socket.bind(address, 1);
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
