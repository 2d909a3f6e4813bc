package io.zeitgeber.persistence.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.persistence.audit.JournalAudit;
import io.zeitgeber.persistence.journal.SealedJournal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class KeyRotationTest {
  private final SealedJournal journal = new SealedJournal(KeyRotationTest.class);
  private final DataSource service = journal.postgres().service();
  private final KeyRotation rotation = new KeyRotation(journal.postgres().superuser());
  private final String first = journal.encryption().current();

  @BeforeEach
  void write() {
    journal.write("P1", SealedJournal.heartRate(2, 3));
  }

  @Test
  void keysRotatedBesideARunningNode_whoComesThenIsWrappedByTheNewOne_everyEntryOpens() {
    KeyFile rotated = KeyFile.read(journal.files().encryption()).rotated();
    assertThat(rotation.rewrap(rotated, "op-1", "yearly"))
        .as("P1's key and the instance's own")
        .isEqualTo(2);
    journal.write("P2", SealedJournal.heartRate(2, 3));
    KeyRotation.Checked checked = new KeyRotation(service).check(rotated);
    assertThat(checked.keys()).containsOnlyKeys(rotated.current()).containsValue(3L);
    assertThat(checked.unusable()).isEmpty();
    KeyRing afterRestart = KeyRing.open(service, KeyFile.read(rotated.file()));
    assertThat(
            new JournalAudit(service, Optional.of(afterRestart))
                .verify(Optional.empty(), Optional.empty(), Optional.empty(), _ -> {})
                .tampering())
        .isEmpty();
  }

  @Test
  void olderKey_isDroppedOnlyOnceNothingIsWrappedByItNorCanBe() throws SQLException {
    KeyFile rotated = KeyFile.read(journal.files().encryption()).rotated();
    assertThat(rotation.droppable(rotated)).as("it wraps").isEmpty();
    rotation.rewrap(rotated, "op-1", "yearly");
    execute("insert into zeitgeber.nodes (cluster, address) values ('c', 'a:1')");
    assertThat(rotation.droppable(rotated)).as("a node may just have wrapped with it").isEmpty();
    execute("update zeitgeber.nodes set seen_at = now() - interval '2 minutes'");
    assertThat(rotation.droppable(rotated)).containsExactly(first);
    assertThat(rotated.without(List.of(first)).names()).containsExactly(rotated.current());
    assertThat(new KeyRotation(service).check(KeyFile.read(rotated.file())).unusable()).isEmpty();
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = journal.postgres().superuser().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
