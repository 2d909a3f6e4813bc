package io.zeitgeber.service.cluster;

import io.zeitgeber.persistence.lease.Leases;
import org.apache.pekko.actor.setup.Setup;

/** Hands the leases to {@link DatabaseLease}, which Pekko makes by reflection. */
public final class LeaseSetup extends Setup {
  private final Leases leases;

  public LeaseSetup(Leases leases) {
    this.leases = leases;
  }

  Leases leases() {
    return leases;
  }
}
