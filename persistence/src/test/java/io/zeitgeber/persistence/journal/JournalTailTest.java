package io.zeitgeber.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.zeitgeber.persistence.database.Postgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class JournalTailTest {
  private static final List<Integer> ALL = IntStream.range(0, Slice.COUNT).boxed().toList();

  @Test
  void lateCommits_areNeitherSkippedNorReadTwice() throws Exception {
    Postgres postgres = Postgres.database(LateCommits.class);
    JournalTail tail = new JournalTail(postgres.service());
    AtomicInteger running = new AtomicInteger(6);
    List<String> read = new ArrayList<>();
    Map<String, Long> last = new HashMap<>();
    List<Long> horizons = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      List<Future<Integer>> written = new ArrayList<>();
      for (int seed = 0; seed < 6; seed++) {
        written.add(threads.submit(oddWriter(postgres, seed, running)));
      }
      Position after = Position.START;
      boolean writing = true;
      while (writing) {
        writing = running.get() > 0;
        JournalTail.Page page = tail.read(ALL, after, 7, false);
        while (!page.rows().isEmpty()) {
          for (JournalRow row : page.rows()) {
            assertThat(row.position()).isGreaterThan(after);
            assertThat(row.position().committedIn()).isLessThan(page.horizon());
            after = row.position();
            StoredEntry entry = row.entry();
            read.add(entry.entity() + " " + entry.sequence());
            assertThat(last.put(entry.entity(), entry.sequence())).isEqualTo(previous(entry));
          }
          horizons.add(page.horizon());
          page = tail.read(ALL, after, 7, false);
        }
      }
      int rows = 0;
      for (Future<Integer> each : written) {
        rows += each.get();
      }
      assertThat(read).hasSize(rows).doesNotHaveDuplicates();
    }
    assertThat(horizons).isSorted().hasSizeGreaterThan(3);
  }

  private static @Nullable Long previous(StoredEntry entry) {
    return entry.sequence() == 1 ? null : entry.sequence() - 1;
  }

  /** Writes on three connections, and commits or rolls back in an order of its own. */
  private static Callable<Integer> oddWriter(Postgres postgres, int seed, AtomicInteger running) {
    return () -> {
      SplittableRandom random = new SplittableRandom(seed);
      int rows = 0;
      long[] sequence = new long[3];
      long[] open = new long[3];
      try (Connection one = open(postgres);
          Connection two = open(postgres);
          Connection three = open(postgres)) {
        List<Connection> connections = List.of(one, two, three);
        for (int round = 0; round < 150; round++) {
          int which = random.nextInt(3);
          Connection connection = connections.get(which);
          if (random.nextInt(3) > 0) {
            open[which]++;
            insert(connection, "P" + seed + "-" + which, sequence[which] + open[which], false);
          } else if (random.nextInt(4) == 0) {
            connection.rollback();
            open[which] = 0;
          } else {
            connection.commit();
            rows += (int) open[which];
            sequence[which] += open[which];
            open[which] = 0;
          }
        }
        for (int which = 0; which < 3; which++) {
          connections.get(which).commit();
          rows += (int) open[which];
        }
      } finally {
        running.decrementAndGet();
      }
      return rows;
    };
  }

  @Test
  void openTransaction_holdsBackWhatCameAfterIt_alone() throws SQLException {
    Postgres postgres = Postgres.database(OpenTransaction.class);
    JournalTail tail = new JournalTail(postgres.service());
    try (Connection early = open(postgres);
        Connection late = open(postgres)) {
      insert(late, "before", 1, false);
      late.commit();
      insert(early, "early", 1, false);
      insert(late, "late", 1, true);
      late.commit();
      assertThat(entities(tail.read(ALL, Position.START, 10, false))).containsExactly("S1/before");
      early.commit();
      assertThat(entities(tail.read(ALL, Position.START, 10, false)))
          .containsExactly("S1/before", "S1/early", "S1/late");
      assertThat(entities(tail.read(ALL, Position.START, 10, true))).containsExactly("S1/late");
    }
  }

  @Test
  void slices_areReadApart() throws SQLException {
    Postgres postgres = Postgres.database(Slices.class);
    JournalTail tail = new JournalTail(postgres.service());
    try (Connection connection = open(postgres)) {
      for (int at = 0; at < 100; at++) {
        insert(connection, "P" + at, 1, false);
      }
      connection.commit();
    }
    int rows = 0;
    for (int slice = 0; slice < Slice.COUNT; slice++) {
      for (JournalRow row : tail.read(List.of(slice), Position.START, 1_000, false).rows()) {
        assertThat(row.entry().slice()).isEqualTo(slice);
        rows++;
      }
    }
    assertThat(rows).isEqualTo(100);
  }

  @Test
  void nextGeneration_comesAfterAllOfTheLast_whateverItsTransactions() throws SQLException {
    Postgres postgres = Postgres.database(NextGeneration.class);
    Generations generations = new Generations(postgres.service());
    try (Connection connection = open(postgres)) {
      insert(connection, "old", 1, false);
      connection.commit();
    }
    assertThat(generations.adopt("operator", "moved to a new machine")).isEqualTo(2);
    assertThat(generations.check()).isEqualTo(2);
    try (Connection connection = open(postgres)) {
      // Transactions of an old instance may have had any number, greater ones too.
      postgres.execute(
          "insert into zeitgeber.journal (sequence, writer, generation, committed_in, records,"
              + " refused, slice, outbound, entity, digest, payload) values (1, gen_random_uuid(),"
              + " 1, '9000000000', 0, 0, 0, false, 'S1/older', decode(repeat('00', 32), 'hex'),"
              + " '')");
      insert(connection, "new", 1, false, 2);
      connection.commit();
    }
    JournalTail tail = new JournalTail(postgres.service());
    assertThat(entities(tail.read(ALL, Position.START, 10, false)))
        .containsExactly("S1/old", "S1/older", "S1/new");
  }

  /** Rows of both parts have the same places; each must bring its own payload. */
  @Test
  void partMovedToATableOfItsOwn_isReadWithTheRest() throws SQLException {
    Postgres postgres = Postgres.database(PartMoved.class);
    try (Connection connection = open(postgres)) {
      for (int at = 0; at < 20; at++) {
        insert(connection, "old" + at, 1, false);
      }
      connection.commit();
    }
    postgres.execute(
        "create table zeitgeber.journal_1 (like zeitgeber.journal including all)",
        "insert into zeitgeber.journal_1 overriding system value select * from zeitgeber.journal",
        "alter table zeitgeber.journal disable trigger all",
        "truncate zeitgeber.journal",
        "alter table zeitgeber.journal_1 inherit zeitgeber.journal",
        "grant select on zeitgeber.journal_1 to public");
    List<String> written = new ArrayList<>();
    try (Connection connection = open(postgres)) {
      for (int at = 0; at < 20; at++) {
        insert(connection, "new" + at, 1, false);
        written.add("S1/new" + at);
      }
      connection.commit();
    }
    for (int at = 19; at >= 0; at--) {
      written.addFirst("S1/old" + at);
    }
    JournalTail tail = new JournalTail(postgres.service());
    assertThat(entities(tail.read(ALL, Position.START, 100, false))).isEqualTo(written);
  }

  @Test
  void anotherInstance_isRefused_untilItIsAdopted() {
    Postgres postgres = Postgres.database(AnotherInstance.class);
    postgres.execute(
        "insert into zeitgeber.generations (generation, system_identifier, by, reason) values (2,"
            + " 42, 'test', 'as after a restore')");
    assertThatExceptionOfType(GenerationUnknown.class)
        .isThrownBy(() -> new JournalTail(postgres.service()))
        .withMessageContaining("journal adopt");
    assertThat(new Generations(postgres.service()).adopt("operator", "restored")).isEqualTo(3);
    assertThat(new JournalTail(postgres.service()).read(ALL, Position.START, 1, false).rows())
        .isEmpty();
  }

  @Test
  void positionAheadOfTheDatabase_isRefused() {
    Postgres postgres = Postgres.database(PositionAhead.class);
    JournalTail tail = new JournalTail(postgres.service());
    assertThatExceptionOfType(TailRefused.class)
        .isThrownBy(() -> tail.read(ALL, new Position(1, 1L << 40, 1), 1, false))
        .withMessageContaining("older copy");
    assertThatExceptionOfType(TailRefused.class)
        .isThrownBy(() -> tail.read(ALL, new Position(2, 1, 1), 1, false));
  }

  private static List<String> entities(JournalTail.Page page) {
    return page.rows().stream().map(row -> row.entry().entity()).toList();
  }

  private static Connection open(Postgres postgres) throws SQLException {
    Connection connection = postgres.service().getConnection();
    connection.setAutoCommit(false);
    return connection;
  }

  private static void insert(
      Connection connection, String participant, long sequence, boolean outbound)
      throws SQLException {
    insert(connection, participant, sequence, outbound, 1);
  }

  private static void insert(
      Connection connection, String participant, long sequence, boolean outbound, int generation)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into zeitgeber.journal (sequence, writer, generation, records, refused, slice,"
                + " outbound, entity, digest, payload) values (?, gen_random_uuid(), ?, 0, 0, ?, ?,"
                + " ?, decode(repeat('00', 32), 'hex'), '')")) {
      String entity = "S1/" + participant;
      insert.setLong(1, sequence);
      insert.setInt(2, generation);
      insert.setInt(3, Slice.of(entity));
      insert.setBoolean(4, outbound);
      insert.setString(5, entity);
      insert.executeUpdate();
    }
  }

  // Each names a database.
  private static final class LateCommits {}

  private static final class OpenTransaction {}

  private static final class Slices {}

  private static final class NextGeneration {}

  private static final class PartMoved {}

  private static final class AnotherInstance {}

  private static final class PositionAhead {}
}
