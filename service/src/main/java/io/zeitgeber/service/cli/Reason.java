package io.zeitgeber.service.cli;

import java.nio.file.NoSuchFileException;

/** Why something failed, in the words of the first cause that has some. */
final class Reason {

  private Reason() {}

  static String of(Throwable failure) {
    Throwable cause = failure.getCause();
    Throwable told = cause == null ? failure : cause;
    if (told instanceof NoSuchFileException) {
      return "there is no such file";
    }
    String message = told.getMessage();
    return message == null || message.isBlank() ? told.getClass().getSimpleName() : message;
  }
}
