package io.zeitgeber.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zeitgeber.service.embedded.FreePort;
import io.zeitgeber.service.settings.UpSettings.Port;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PortChoiceTest {
  @TempDir private Path dir;

  @Test
  void usualPort_takenByAnother_givesWayToTheNextFreeOne() throws IOException {
    try (ServerSocket other = taken()) {
      int chosen = choice().choose("kafka", new Port(other.getLocalPort(), false));
      assertThat(chosen).isGreaterThan(other.getLocalPort());
      assertThat(FreePort.isFree(chosen)).isTrue();
    }
  }

  @Test
  void askedForPort_takenByAnother_isRefusedByNameAndNumber() throws IOException {
    try (ServerSocket other = taken()) {
      assertThatThrownBy(() -> choice().choose("http", new Port(other.getLocalPort(), true)))
          .isInstanceOfSatisfying(
              CommandFailure.class, e -> assertThat(e.exit()).isEqualTo(Exit.USAGE))
          .hasMessageContaining("port " + other.getLocalPort())
          .hasMessageContaining("--http-port");
    }
  }

  @Test
  void samePort_wantedTwice_isGivenOnce() {
    PortChoice choice = choice();
    int port = FreePort.any();
    assertThat(choice.choose("kafka", new Port(port, false))).isEqualTo(port);
    assertThat(choice.choose("grpc", new Port(port, false))).isNotEqualTo(port);
  }

  @Test
  void restart_onTheSameDirectory_takesTheSamePortsAgain() throws IOException {
    PortChoice first = choice();
    int any = first.choose("postgres", new Port(0, true));
    new DataDirectory(dir).remember(first.byName());
    assertThat(choice().choose("postgres", new Port(0, true))).isEqualTo(any);
    assertThat(choice().choose("postgres", new Port(5432, false))).isEqualTo(any);
  }

  @Test
  void restart_whenAnotherTookThePort_takesAnother() throws IOException {
    try (ServerSocket other = taken()) {
      new DataDirectory(dir).remember(Json.object().put("kafka", other.getLocalPort()));
      assertThat(choice().choose("kafka", new Port(0, true))).isNotEqualTo(other.getLocalPort());
    }
  }

  private PortChoice choice() {
    return new PortChoice(new DataDirectory(dir));
  }

  private static ServerSocket taken() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }
}
