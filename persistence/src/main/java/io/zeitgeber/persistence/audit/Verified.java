package io.zeitgeber.persistence.audit;

import java.util.List;

/**
 * What an audit saw.
 *
 * @param participants whose chains were followed
 * @param entries that were looked at
 * @param unsealed entries written before there were keys: the chain alone vouches for them
 * @param erased entries whose key was destroyed: the chain and the erasure's seal vouch for them
 * @param anchored heads of chains that an anchor was compared with
 * @param archived of the entries, those that were read from an archive
 * @param tampering nothing where all is as it was written
 */
public record Verified(
    long participants,
    long entries,
    long unsealed,
    long erased,
    long anchored,
    long archived,
    List<Tampering> tampering) {

  public Verified {
    tampering = List.copyOf(tampering);
  }
}
