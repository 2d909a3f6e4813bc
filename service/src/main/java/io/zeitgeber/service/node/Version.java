package io.zeitgeber.service.node;

import io.zeitgeber.participant.step.Step;
import java.util.Optional;

/** Which code this is. */
public final class Version {
  private Version() {}

  /** For journal entries and people: the release and the version of the rules. */
  public static String code() {
    String release =
        Optional.ofNullable(Node.class.getPackage().getImplementationVersion())
            .orElse("development");
    return release + "/rules-" + Step.RULES_VERSION;
  }
}
