package io.zeitgeber.service.cli;

/** What a command's exit code says; the same for every command. */
final class Exit {
  /** Done and well. */
  static final int OK = 0;

  /** It ran and found something. */
  static final int FOUND = 1;

  /** Wrong usage or input file. */
  static final int USAGE = 2;

  /** No instance, or Kafka or PostgreSQL out of reach. */
  static final int UNREACHABLE = 3;

  /** Refused: permission, or held by another. */
  static final int REFUSED = 4;

  private Exit() {}
}
