package io.zeitgeber.service.security;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What the guard needs of a running node.
 *
 * @param sites of participants
 * @param unblinding channels of a study that its protocol marks
 * @param node name of this one
 */
record Backing(
    AccessWriter log, Sites sites, Function<String, Set<String>> unblinding, String node) {

  /** Where participants are enrolled. */
  interface Sites {
    /** The participant's site; empty: they have none, or nobody has heard of them. */
    Optional<Place> of(String study, String participant);
  }

  /**
   * A participant that is known.
   *
   * @param site empty: none
   */
  record Place(Optional<String> site) {}
}
