package io.zeitgeber.service.participant;

/** The digest that the next entry has to carry on from. Not copied: nobody changes it. */
public final class Chain {
  static final Chain START = new Chain(new byte[32]);

  private final byte[] digest;

  Chain(byte[] digest) {
    this.digest = digest;
  }

  byte[] digest() {
    return digest;
  }
}
