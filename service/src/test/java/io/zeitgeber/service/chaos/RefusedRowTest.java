package io.zeitgeber.service.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zeitgeber.service.chaos.ServiceProcess.Setup;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;

/** The database refuses one participant's rows for a while: only that participant waits. */
final class RefusedRowTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String NAME = "refused";
  private static final String TOPIC = "obs-refused";
  private static final String VICTIM = "S1/P0003";
  private static final int PARTICIPANTS = 20;

  private final Infrastructure at = Infrastructure.shared();

  @Test
  void rowsOfOneParticipantRefused_neighboursGoOn_nothingIsLostOrTwice() throws Exception {
    at.createDatabase(NAME);
    Setup setup = new Setup(at, NAME, NAME, List.of(TOPIC), "");
    ServiceProcess service = ServiceProcess.start(setup, "a").awaitReady();
    Progress progress = new Progress(setup);
    Load load = new Load(9, PARTICIPANTS);
    int sent = 0;
    try (KafkaProducer<byte[], byte[]> producer = Load.producer(at)) {
      refuse();
      for (int slice = 0; slice < 3; slice++) {
        List<Load.Sent> records = load.seconds(20);
        Load.keyed(producer, TOPIC, records);
        sent += records.size();
      }
      await("the neighbours' first slices are in the journal")
          .atMost(PATIENCE)
          .until(() -> History.of(at, NAME).observations().size() == PARTICIPANTS - 1);
      assertThat(progress.allReceipted()).as("the victim's slice has no receipt").isFalse();
      allow();
      progress.awaitAllReceipted(PATIENCE);
    } finally {
      assertThat(service.stop()).isEqualTo(143);
    }
    History history = History.of(at, NAME);
    assertThat(history.observations()).containsKey(VICTIM);
    assertThat(new HashSet<>(history.origins())).hasSize(sent).hasSameSizeAs(history.origins());
    assertThat(progress.received()).isEqualTo(sent);
  }

  private void refuse() throws SQLException {
    execute(
        """
        create function zeitgeber.refuse_victim() returns trigger language plpgsql as $$
        begin
          if new.entity = '%s' then
            raise exception 'refused by the test' using errcode = 'check_violation';
          end if;
          return new;
        end $$;
        create trigger victim before insert on zeitgeber.journal
          for each row execute function zeitgeber.refuse_victim()"""
            .formatted(VICTIM));
  }

  private void allow() throws SQLException {
    execute("drop trigger victim on zeitgeber.journal");
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = at.connect(NAME);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
