package io.zeitgeber.persistence.database;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Short transactions on connections of a pool. Safe for any number of threads. */
public final class Database {
  private final DataSource connections;

  public Database(DataSource connections) {
    this.connections = connections;
  }

  /** What is done inside one transaction. */
  @FunctionalInterface
  public interface Work<T extends @Nullable Object> {
    T on(Connection connection) throws SQLException;
  }

  /**
   * Commits what the work did, or, if it throws, nothing of it.
   *
   * @throws DatabaseFailure where the database failed; after a failed commit the outcome is unknown
   */
  public <T extends @Nullable Object> T transaction(Work<T> work) {
    try (Connection connection = connections.getConnection()) {
      boolean autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(false);
      try {
        T result = work.on(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException failure) {
        rollback(connection, failure);
        throw failure;
      } finally {
        restore(connection, autoCommit);
      }
    } catch (SQLException failure) {
      throw new DatabaseFailure(failure);
    }
  }

  /**
   * A single query: a transaction of its own, without the round trips to begin and to end one.
   *
   * @throws DatabaseFailure where the database failed
   */
  public <T extends @Nullable Object> T query(Work<T> work) {
    try (Connection connection = connections.getConnection()) {
      return work.on(connection);
    } catch (SQLException failure) {
      throw new DatabaseFailure(failure);
    }
  }

  private static void rollback(Connection connection, Exception failure) {
    try {
      connection.rollback();
    } catch (SQLException alsoFailed) {
      failure.addSuppressed(alsoFailed);
    }
  }

  private static void restore(Connection connection, boolean autoCommit) throws SQLException {
    if (!connection.isClosed()) {
      connection.setAutoCommit(autoCommit);
    }
  }
}
