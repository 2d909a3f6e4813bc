package io.zeitgeber.service.cli;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.RetriableException;

/** Tells a Kafka or PostgreSQL that is away from one that says no. */
final class OutOfReach {
  /** More causes than that are a circle. */
  private static final int DEEPEST = 20;

  private OutOfReach() {}

  /** Whether somewhere below a failure a connection did not come about or broke. */
  static boolean isCauseOf(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (isAway(cause)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static boolean isAway(Throwable cause) {
    return switch (cause) {
      case ConnectException away -> true;
      case UnknownHostException away -> true;
      case TimeoutException away -> true;
      case RetriableException away -> true;
      // Class 08 of SQL states: connection exception.
      case SQLException sql -> sql.getSQLState() != null && sql.getSQLState().startsWith("08");
      default -> false;
    };
  }
}
