package io.zeitgeber.persistence.database;

import java.sql.SQLException;

/** The database did not do what was asked: trouble of the infrastructure, to be tried again. */
public final class DatabaseFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DatabaseFailure(SQLException cause) {
    super(cause.getMessage(), cause);
  }
}
