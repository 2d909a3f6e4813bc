package io.zeitgeber.service.journal;

import com.typesafe.config.Config;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.jdbc.db.EagerSlickDatabase;
import org.apache.pekko.persistence.jdbc.db.SlickDatabase;
import org.apache.pekko.persistence.jdbc.db.SlickDatabaseProvider;
import scala.Option;
import slick.jdbc.JdbcBackend;
import slick.jdbc.PostgresProfile$;
import slick.util.AsyncExecutor;

/**
 * Gives the plugin a Slick database that is never connected: {@link EntryJournalDao} uses the
 * node's one pool, and a second one would be outside the connection budget.
 */
public final class NoSlick implements SlickDatabaseProvider {

  /** The constructor that the plugin looks for. */
  public NoSlick(ActorSystem system) {}

  @Override
  public SlickDatabase database(Config config) {
    JdbcBackend.JdbcDatabaseDef unconnected = Unused.forDataSource(new Unconnected());
    return new EagerSlickDatabase(unconnected, PostgresProfile$.MODULE$);
  }

  private static final class Unused {
    static JdbcBackend.JdbcDatabaseDef forDataSource(DataSource source) {
      return slick.jdbc.JdbcBackend$.MODULE$
          .Database()
          .forDataSource(source, Option.empty(), AsyncExecutor.apply("unused", 1, 1), false);
    }
  }

  private static final class Unconnected implements DataSource {
    private static SQLException never() {
      return new SQLFeatureNotSupportedException("the journal does not read through Slick");
    }

    @Override
    public Connection getConnection() throws SQLException {
      throw never();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
      throw never();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
      throw never();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
      throw never();
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
      throw never();
    }

    @Override
    public int getLoginTimeout() {
      return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
      throw new SQLFeatureNotSupportedException("none");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
      throw never();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
      return false;
    }
  }
}
