package io.zeitgeber.simulator.cli;

/** What a command's exit status means; the same for every command of Zeitgeber. */
public final class ExitCode {

  /** Done, and well. */
  public static final int DONE = 0;

  /** It ran and found something, for example bad lines. */
  public static final int FOUND = 1;

  /** Wrong usage or input file. */
  public static final int WRONG_INPUT = 2;

  /** No instance, or Kafka out of reach. */
  public static final int OUT_OF_REACH = 3;

  /** Not permitted. */
  public static final int REFUSED = 4;

  /** A defect of ours (sysexits' EX_SOFTWARE). */
  public static final int BROKEN = 70;

  private ExitCode() {}
}
