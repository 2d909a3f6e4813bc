package io.zeitgeber.service.security;

import java.util.Optional;

/** What somebody is in a study, from the one who may least to the one who may most. */
public enum Role {
  MONITOR("monitor"),
  COORDINATOR("coordinator"),
  SERVICE("service"),
  DATA_MANAGER("data-manager"),
  AUDITOR("auditor"),
  ADMIN("admin");

  private final String label;

  Role(String label) {
    this.label = label;
  }

  /** As tokens and the policy name it. */
  public String label() {
    return label;
  }

  /** The role of that name. */
  public static Optional<Role> of(String label) {
    for (Role role : values()) {
      if (role.label.equals(label)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
