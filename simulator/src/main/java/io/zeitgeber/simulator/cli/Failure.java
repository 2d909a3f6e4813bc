package io.zeitgeber.simulator.cli;

/** Why a command cannot do what it was asked, in a sentence that says what to do about it. */
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int exitCode;

  private Failure(int exitCode, String sentence) {
    super(sentence);
    this.exitCode = exitCode;
  }

  /** Wrong usage, or an input file that can't be read as what it should be. */
  public static Failure wrongInput(String sentence) {
    return new Failure(ExitCode.WRONG_INPUT, sentence);
  }

  /** No instance was found, or its Kafka does not answer. */
  public static Failure outOfReach(String sentence) {
    return new Failure(ExitCode.OUT_OF_REACH, sentence);
  }

  /** Kafka does not let us. */
  public static Failure refused(String sentence) {
    return new Failure(ExitCode.REFUSED, sentence);
  }

  public int exitCode() {
    return exitCode;
  }
}
