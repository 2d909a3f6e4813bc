package io.zeitgeber.persistence.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.zeitgeber.participant.step.Input;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.JournalReader;
import io.zeitgeber.persistence.journal.JournalRow;
import io.zeitgeber.persistence.journal.Samples;
import io.zeitgeber.persistence.journal.SealedJournal;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.key.KeyRing;
import io.zeitgeber.persistence.key.Keys;
import io.zeitgeber.persistence.key.SigningKey;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything here is changed as a superuser who switches the triggers off. */
final class JournalAuditTest {
  private static SealedJournal journal;
  private static SigningKey signer;

  @BeforeAll
  static void write() {
    journal = new SealedJournal(JournalAuditTest.class);
    journal.write("P0", SealedJournal.heartRate(2, 2));
    journal.write("P1", SealedJournal.heartRate(4, 3));
    journal.write("P2", SealedJournal.heartRate(3, 2));
    signer = SigningKey.create(journal.files().signing().resolveSibling("other-signer"));
  }

  @Test
  void journalAsWritten_isIntact() {
    Verified verified = verify();
    assertThat(verified.tampering()).isEmpty();
    assertThat(verified.entries()).isEqualTo(9);
    assertThat(verified.participants()).isEqualTo(3);
    assertThat(verified.unsealed()).isZero();
  }

  @Test
  void everyByte_ofEveryDigestedColumn_changed_isFound() throws SQLException {
    try (Connection connection = journal.postgres().superuser().getConnection()) {
      connection.setAutoCommit(false);
      execute(connection, "alter table zeitgeber.journal disable trigger only_added");
      JournalAudit audit = audit(connection);
      int tried = 0;
      for (JournalRow row :
          new JournalReader(new OneConnection(connection)).page("S1/P0", 1, 2, 9)) {
        long sequence = row.entry().sequence();
        tried += everyByte(connection, audit, sequence, "payload", row.entry().payload().length);
        tried += everyByte(connection, audit, sequence, "digest", row.entry().digest().length);
        for (int bit = 1; bit < 63; bit++) {
          String set = "sequence = sequence # (1::bigint << " + bit + ")";
          assertThat(found(connection, audit, set, sequence)).as(set).isNotEmpty();
        }
        for (int at = 1; at <= "S1/P0".length(); at++) {
          String to = "chr(ascii(substr(entity, %1$d, 1)) # 1)".formatted(at);
          String set = "entity = overlay(entity placing " + to + " from " + at + ")";
          assertThat(found(connection, audit, set, sequence)).as(set).isNotEmpty();
        }
      }
      assertThat(tried).isGreaterThan(400);
      connection.rollback();
    }
  }

  private static int everyByte(
      Connection connection, JournalAudit audit, long sequence, String column, int length)
      throws SQLException {
    for (int at = 0; at < length; at++) {
      String set = "%1$s = set_byte(%1$s, %2$d, get_byte(%1$s, %2$d) # 1)".formatted(column, at);
      assertThat(found(connection, audit, set, sequence))
          .as("%s byte %s of entry %s", column, at, sequence)
          .extracting(Tampering::sequence)
          .contains(sequence);
    }
    return length;
  }

  /** What is found of one changed row, which is then taken back. */
  private static List<Tampering> found(
      Connection connection, JournalAudit audit, String set, long sequence) throws SQLException {
    java.sql.Savepoint before = connection.setSavepoint();
    try {
      execute(
          connection,
          "update zeitgeber.journal set "
              + set
              + " where entity = 'S1/P0' and sequence = "
              + sequence);
      return audit
          .verify(Optional.empty(), Optional.empty(), Optional.empty(), _ -> {})
          .tampering();
    } catch (SQLException refused) {
      // The row's own constraints would not have it.
      assertThat(refused.getSQLState()).startsWith("23");
      return List.of(new Tampering("S1/P0", sequence, String.valueOf(refused.getMessage())));
    } finally {
      connection.rollback(before);
    }
  }

  private static JournalAudit audit(Connection connection) {
    OneConnection within = new OneConnection(connection);
    return new JournalAudit(within, Optional.of(KeyRing.open(within, journal.encryption())));
  }

  static Stream<String> changes() {
    return Stream.of(
        "update zeitgeber.journal set sequence = 44 where entity = 'S1/P1' and sequence = 4",
        "update zeitgeber.journal set entity = 'S1/P3' where entity = 'S1/P1' and sequence = 4",
        "update zeitgeber.journal set entity = 'S1/P3' where entity = 'S1/P1'",
        "update zeitgeber.journal set outbound = not outbound where entity = 'S1/P1'",
        "update zeitgeber.journal set whole = true where entity = 'S1/P1' and sequence = 2",
        "update zeitgeber.journal set records = records + 1 where entity = 'S1/P1'",
        "update zeitgeber.journal set refused = refused + 1 where entity = 'S1/P1'",
        "update zeitgeber.journal set partition = 7 where entity = 'S1/P1'",
        "update zeitgeber.journal set slice = (slice + 1) % 16 where entity = 'S1/P1'",
        "update zeitgeber.journal set topic_id = gen_random_uuid() where entity = 'S1/P1'",
        "delete from zeitgeber.journal where entity = 'S1/P1' and sequence = 2",
        "delete from zeitgeber.journal where entity = 'S1/P1' and sequence = 1",
        "delete from zeitgeber.participant_keys where entity = 'S1/P1'",
        "update zeitgeber.participant_keys a set wrapped = b.wrapped from"
            + " zeitgeber.participant_keys b where a.entity = 'S1/P1' and b.entity = 'S1/P2'",
        // two entries change places
        "update zeitgeber.journal set sequence = 6 - sequence + 100 where entity = 'S1/P1' and"
            + " sequence in (2, 3, 4); update zeitgeber.journal set sequence = sequence - 100"
            + " where entity = 'S1/P1' and sequence > 100");
  }

  @ParameterizedTest
  @MethodSource("changes")
  void changedRow_isFound(String change) throws SQLException {
    assertThat(after(change)).isNotEmpty();
  }

  @Test
  void entryForgedWithoutTheKey_andChainedAnew_isFound() throws SQLException {
    byte[] before =
        new JournalReader(journal.postgres().service()).digest("S1", "P1", 4).orElseThrow();
    var forged =
        new EntryCodec("test")
            .encode("S1", "P1", 5, before, Samples.PROTOCOL, new Input.Tick(1), List.of());
    List<Tampering> found =
        changed(
            connection -> {
              try (PreparedStatement insert =
                  connection.prepareStatement(
                      "insert into zeitgeber.journal (sequence, writer, generation, records,"
                          + " refused, slice, outbound, entity, digest, payload) values (5,"
                          + " gen_random_uuid(), 1, 0, 0, ?, false, 'S1/P1', ?, ?)")) {
                insert.setInt(1, forged.slice());
                insert.setBytes(2, forged.digest());
                insert.setBytes(3, forged.payload());
                insert.executeUpdate();
              }
            },
            Optional.empty());
    assertThat(found).extracting(Tampering::sequence).containsExactly(5L);
    assertThat(found)
        .extracting(Tampering::why)
        .containsExactly("forged: not sealed, after sealed ones");
  }

  @Test
  void tailCutOff_isFoundByItsAnchorOnly() throws Exception {
    byte[] text = Anchors.sign(journal.postgres().service(), signer, Instant.EPOCH);
    Anchors anchors = Anchors.read(text);
    assertThat(anchors.publicKey()).isEqualTo(signer.publicKey());
    String cut = "delete from zeitgeber.journal where entity = 'S1/P1' and sequence = 4";
    assertThat(after(cut)).isEmpty();
    assertThat(after(cut, anchors)).extracting(Tampering::sequence).containsExactly(4L);
    assertThat(after("delete from zeitgeber.journal where entity = 'S1/P2'", anchors))
        .extracting(Tampering::entity)
        .containsExactly("S1/P2");
    assertThat(after("select 1", anchors)).isEmpty();
  }

  @Test
  void anchor_withAnyByteChanged_isNone() {
    byte[] text = Anchors.sign(journal.postgres().service(), signer, Instant.EPOCH);
    int signed = new String(text, StandardCharsets.UTF_8).indexOf("{\"public_key\"");
    for (int at = 0; at < signed; at += 3) {
      byte[] changed = text.clone();
      changed[at] ^= 1;
      assertThatExceptionOfType(Anchors.NotAnAnchor.class)
          .as("byte " + at)
          .isThrownBy(() -> Anchors.read(changed));
    }
  }

  @Test
  void beginningThatWasExportedAndTakenAway_isFollowedInItsArchive_andIsRemovedWithout()
      throws SQLException {
    JournalReader reader = new JournalReader(journal.postgres().service());
    Map<String, List<StoredEntry>> exported = new TreeMap<>();
    for (String entity : List.of("S1/P1", "S1/P2")) {
      exported.put(entity, reader.page(entity, 1, 3, 9).stream().map(JournalRow::entry).toList());
    }
    Archive archive = archive(exported);
    String detach = "delete from zeitgeber.journal where entity <> 'S1/P0' and sequence <= 3";
    assertThat(after(detach))
        .as("P2 has nothing left")
        .extracting(Tampering::entity)
        .containsOnly("S1/P1");
    try (Connection connection = journal.postgres().superuser().getConnection()) {
      connection.setAutoCommit(false);
      execute(connection, "alter table zeitgeber.journal disable trigger only_added");
      execute(connection, detach);
      Verified verified = verify(connection, archive);
      assertThat(verified.tampering()).isEmpty();
      assertThat(verified.entries()).isEqualTo(9);
      assertThat(verified.archived()).isEqualTo(6);
      exported.computeIfPresent("S1/P1", (_, all) -> all.subList(0, 2));
      assertThat(verify(connection, archive(exported)).tampering())
          .extracting(Tampering::sequence)
          .containsExactly(3L, 4L);
      connection.rollback();
    }
  }

  private static Verified verify(Connection connection, Archive archive) {
    OneConnection within = new OneConnection(connection);
    return new JournalAudit(
            within, Optional.of(KeyRing.open(within, journal.encryption())), archive)
        .verify(Optional.empty(), Optional.empty(), Optional.empty(), _ -> {});
  }

  private static Archive archive(Map<String, List<StoredEntry>> exported) {
    return new Archive() {
      @Override
      public List<String> entities() {
        return List.copyOf(exported.keySet());
      }

      @Override
      public void read(String entity, Predicate<StoredEntry> each) {
        var _ = exported.getOrDefault(entity, List.of()).stream().allMatch(each);
      }
    };
  }

  private static Verified verify() {
    return new JournalAudit(journal.postgres().service(), Optional.of((Keys) journal.keys()))
        .verify(Optional.empty(), Optional.empty(), Optional.empty(), _ -> {});
  }

  private static List<Tampering> after(String change) throws SQLException {
    return changed(connection -> execute(connection, change), Optional.empty());
  }

  private static List<Tampering> after(String change, Anchors anchors) throws SQLException {
    return changed(connection -> execute(connection, change), Optional.of(anchors));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private interface Change {
    void on(Connection connection) throws SQLException;
  }

  /** Changes, audits in the same transaction, and takes the change back. */
  private static List<Tampering> changed(Change change, Optional<Anchors> anchors)
      throws SQLException {
    try (Connection connection = journal.postgres().superuser().getConnection()) {
      connection.setAutoCommit(false);
      execute(connection, "alter table zeitgeber.journal disable trigger only_added");
      change.on(connection);
      List<Tampering> found =
          new ArrayList<>(
              audit(connection)
                  .verify(Optional.empty(), Optional.empty(), anchors, _ -> {})
                  .tampering());
      connection.rollback();
      return found;
    }
  }
}
