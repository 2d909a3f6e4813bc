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
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The database refuses some rows for a while: the others get through, and nothing is lost. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Infrastructure.STEADY)
final class RefusedRowTest {
  private static final Duration PATIENCE = Infrastructure.PATIENCE;
  private static final String VICTIM = "S1/P0003";
  private static final int PARTICIPANTS = 20;
  private static final int PARTITIONS = 8;

  private final Infrastructure at = Infrastructure.steady();

  @Test
  void rowsOfOneParticipantRefused_neighboursGoOn_nothingIsLostOrTwice() throws Exception {
    refuseForAWhile(
        "refused",
        "new.entity = '" + VICTIM + "'",
        history -> history.observations().size() == PARTICIPANTS - 1);
  }

  @Test
  void thirdOfEightPartitionsRefused_othersAreJournaled_nothingIsLostOrTwice() throws Exception {
    refuseForAWhile("third", "new.partition = 2", history -> history.partitions().size() == 7);
  }

  /** Refuses some rows until the others are there, then lets them pass. */
  private void refuseForAWhile(String name, String refused, Predicate<History> othersAreThere)
      throws Exception {
    String topic = "obs-" + name;
    at.createDatabase(name);
    Setup setup = new Setup(at, name, name, List.of(topic), "");
    ServiceProcess service = ServiceProcess.start(setup, "a").awaitReady();
    Progress progress = new Progress(setup);
    Load load = new Load(9, PARTICIPANTS);
    int sent = 0;
    try (KafkaProducer<byte[], byte[]> producer = Load.producer(at)) {
      refuse(name, refused);
      for (int slice = 0; slice < 3; slice++) {
        List<Load.Sent> records = load.seconds(20);
        Load.unkeyedByParticipant(producer, topic, PARTITIONS, records);
        sent += records.size();
      }
      await("the others' first slices are in the journal")
          .atMost(PATIENCE)
          .until(() -> othersAreThere.test(History.of(at, name)));
      assertThat(progress.allReceipted()).as("what is refused has no receipt").isFalse();
      execute(name, "drop trigger victim on zeitgeber.journal");
      progress.awaitAllReceipted(PATIENCE);
    } finally {
      assertThat(service.stop()).isEqualTo(143);
    }
    History history = History.of(at, name);
    assertThat(history.observations()).containsKey(VICTIM).hasSize(PARTICIPANTS);
    assertThat(new HashSet<>(history.origins())).hasSize(sent).hasSameSizeAs(history.origins());
    assertThat(history.derived()).isEqualTo(history.facts());
    assertThat(progress.received()).isEqualTo(sent);
  }

  private void refuse(String name, String refused) throws SQLException {
    execute(
        name,
        """
        create function zeitgeber.refuse_victim() returns trigger language plpgsql as $$
        begin
          if %s then
            raise exception 'refused by the test' using errcode = 'check_violation';
          end if;
          return new;
        end $$;
        create trigger victim before insert on zeitgeber.journal
          for each row execute function zeitgeber.refuse_victim()"""
            .formatted(refused));
  }

  private void execute(String name, String sql) throws SQLException {
    try (Connection connection = at.connect(name);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
