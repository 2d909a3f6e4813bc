package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.service.embedded.FreePort;
import io.zeitgeber.service.settings.UpSettings;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which ports an instance takes: the ones asked for, else those of its last run, else the usual
 * ones, else the next free ones. No port is given twice.
 */
final class PortChoice {
  private final DataDirectory directory;
  private final Set<Integer> given = new HashSet<>();
  private final ObjectNode byName = Json.object();

  PortChoice(DataDirectory directory) {
    this.directory = directory;
  }

  /**
   * Chooses one.
   *
   * @param name as in {@code --NAME-port}
   * @throws CommandFailure when the port that was asked for is taken
   */
  int choose(String name, UpSettings.Port wanted) {
    int chosen = free(name, wanted);
    given.add(chosen);
    byName.put(name, chosen);
    return chosen;
  }

  /** The ports chosen so far, by name. */
  ObjectNode byName() {
    return byName;
  }

  private int free(String name, UpSettings.Port wanted) {
    Optional<Integer> before = directory.portBefore(name).filter(this::isFree);
    if (wanted.number() == 0) {
      return before.orElseGet(FreePort::any);
    }
    if (wanted.exact()) {
      if (!isFree(wanted.number())) {
        throw CommandFailure.usage(
            "port "
                + wanted.number()
                + " is taken; leave --"
                + name
                + "-port out to take the next free one, or say 0 for any");
      }
      return wanted.number();
    }
    return before.orElseGet(() -> next(wanted.number()));
  }

  private int next(int from) {
    int port = FreePort.atOrAfter(from);
    while (given.contains(port)) {
      port = FreePort.atOrAfter(port + 1);
    }
    return port;
  }

  private boolean isFree(int port) {
    return !given.contains(port) && FreePort.isFree(port);
  }
}
