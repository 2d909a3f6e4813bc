package io.zeitgeber.service.participant;

import io.zeitgeber.persistence.journal.StoredEntry;

/** The digest that the next entry has to carry on from. Not copied: nobody changes it. */
public final class Chain {
  static final Chain START = new Chain(StoredEntry.noDigest());

  private final byte[] digest;

  Chain(byte[] digest) {
    this.digest = digest;
  }

  byte[] digest() {
    return digest;
  }
}
