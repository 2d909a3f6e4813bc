package io.zeitgeber.service.cli;

/** A command ends with this sentence on standard error and this exit code. */
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exit;

  private CommandFailure(int exit, String message) {
    super(message);
    this.exit = exit;
  }

  static CommandFailure usage(String message) {
    return new CommandFailure(Exit.USAGE, message);
  }

  static CommandFailure unreachable(String message) {
    return new CommandFailure(Exit.UNREACHABLE, message);
  }

  static CommandFailure refused(String message) {
    return new CommandFailure(Exit.REFUSED, message);
  }

  int exit() {
    return exit;
  }
}
