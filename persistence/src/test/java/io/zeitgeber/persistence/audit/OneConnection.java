package io.zeitgeber.persistence.audit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import org.postgresql.ds.PGSimpleDataSource;

/** Hands out one connection whose transaction stays open, so that a test can take all back. */
final class OneConnection extends PGSimpleDataSource {
  private static final long serialVersionUID = 1L;
  private final transient Connection shared;

  OneConnection(Connection connection) {
    this.shared =
        (Connection)
            Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (_, method, arguments) -> {
                  switch (method.getName()) {
                    case "close", "commit", "rollback", "setAutoCommit" -> {
                      return null;
                    }
                    default -> {
                      try {
                        return method.invoke(connection, arguments);
                      } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                      }
                    }
                  }
                });
  }

  @Override
  public Connection getConnection() {
    return shared;
  }
}
