package io.zeitgeber.service.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.zeitgeber.service.chaos.ServiceProcess.Setup;
import io.zeitgeber.service.query.v1.AuditServiceGrpc;
import io.zeitgeber.service.query.v1.ChainTrouble;
import io.zeitgeber.service.query.v1.GetChainStatusRequest;
import io.zeitgeber.service.query.v1.GetLedgerRequest;
import io.zeitgeber.service.query.v1.GetLedgerResponse;
import io.zeitgeber.service.query.v1.ListAnchorsRequest;
import io.zeitgeber.service.query.v1.ListCertificatesRequest;
import io.zeitgeber.service.query.v1.ReplayResult;
import io.zeitgeber.service.query.v1.ReplayUpdate;
import io.zeitgeber.service.query.v1.StartReplayRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * PostgreSQL is slow, read-only, held back by somebody else's transaction; an entry is changed
 * under the service: nothing is lost, nobody else waits, and what is broken is named and mended.
 */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Infrastructure.RESTARTED)
final class FaultsTest {
  private static final Duration PATIENCE = Infrastructure.PATIENCE;
  private static final int PARTICIPANTS = 20;
  private static final String VICTIM = "P0003";

  private final Infrastructure at = Infrastructure.restarted();

  @Test
  void databaseSlowThenReadOnly_readingWaitsWithinBounds_nothingIsLostOrTwice() throws Exception {
    at.createDatabase("slow");
    Setup setup = new Setup(at, "slow", "slow", List.of("obs-slow"), "");
    ServiceProcess service = ServiceProcess.start(setup, "a").awaitReady();
    Progress progress = new Progress(setup);
    Load load = new Load(31, PARTICIPANTS);
    int sent = 0;
    try (KafkaProducer<byte[], byte[]> producer = Load.producer(at)) {
      sql(
          "slow",
          "create function zeitgeber.slowly() returns trigger language plpgsql as"
              + " 'begin perform pg_sleep(1); return null; end'",
          "create trigger slowly before insert on zeitgeber.journal for each statement"
              + " execute function zeitgeber.slowly()");
      sent += send(producer, "obs-slow", load.seconds(300));
      long all = sent;
      await("something is written, a second each")
          .atMost(PATIENCE)
          .until(() -> progress.received() > 0);
      assertThat(metric(service, "zeitgeber_journal_queue_bytes")).isLessThan(64 << 20);
      sql("slow", "drop trigger slowly on zeitgeber.journal");

      sql("slow", "alter database slow set default_transaction_read_only = on", disconnect("slow"));
      sent += send(producer, "obs-slow", load.seconds(60));
      await("it says that it cannot write")
          .atMost(PATIENCE)
          .until(() -> service.ready().contains("read-only"));
      assertThat(service.readyStatus()).isEqualTo(503);
      assertThat(progress.received()).isLessThanOrEqualTo(all);
      assertThat(service.isAlive()).isTrue();
      sql("slow", "alter database slow reset default_transaction_read_only", disconnect("slow"));
      progress.awaitAllReceipted(PATIENCE);
    } finally {
      assertThat(service.stop()).isEqualTo(143);
    }
    List<String> origins = History.of(at, "slow").origins();
    assertThat(origins).hasSize(sent);
    assertThat(new HashSet<>(origins)).hasSize(sent);
  }

  @Test
  void entryChangedWhileTheTailWaits_isNamedAndPassedOver_repairedAndReadmittedNothingIsLost()
      throws Exception {
    at.createDatabase("halted");
    Setup setup = new Setup(at, "halted", "halted", List.of("obs-halted"), "");
    Progress progress = new Progress(setup);
    Load load = new Load(32, PARTICIPANTS);
    int sent;
    String changed;
    try (KafkaProducer<byte[], byte[]> producer = Load.producer(at)) {
      ServiceProcess service = ServiceProcess.start(setup, "a").awaitReady();
      try (Connection forgotten = at.connect("postgres");
          Statement open = forgotten.createStatement()) {
        forgotten.setAutoCommit(false);
        open.execute("create temporary table forgotten (x int)");
        sent = send(producer, "obs-halted", load.seconds(300));
        progress.awaitAllReceipted(PATIENCE);
        await("the forgotten transaction is measured")
            .atMost(PATIENCE)
            .until(() -> metric(service, "zeitgeber_journal_horizon_age_seconds") > 0);
        assertThat(progress.alerts()).as("alerts wait for it").isEmpty();
        service.kill();
        changed = change();
        forgotten.rollback();
      }
      sent += whileHalted(setup, progress, producer, load);
      repair(changed);
      afterRepair(setup, sent);
    }
  }

  /** Everyone else goes on; the victim's records wait in the quarantine, in order. */
  private int whileHalted(
      Setup setup, Progress progress, KafkaProducer<byte[], byte[]> producer, Load load)
      throws Exception {
    ServiceProcess service = ServiceProcess.start(setup, "a").awaitReady();
    try {
      List<Load.Sent> records = load.seconds(60);
      int sent = send(producer, "obs-halted", records);
      progress.awaitAllReceipted(PATIENCE);
      assertThat(
              count(
                  "select count(*) from zeitgeber.quarantine where participant = '"
                      + VICTIM
                      + "' and reason = 'PARTICIPANT_HALTED'"))
          .isEqualTo(records.stream().filter(it -> it.participant().equals(VICTIM)).count());
      await("the tail has passed the changed entry")
          .atMost(PATIENCE)
          .until(() -> metric(service, "zeitgeber_sink_passed_over_total") > 0);
      await("others' alerts are delivered")
          .atMost(PATIENCE)
          .until(() -> !progress.alerts().isEmpty());
      assertThat(service.cli("audit", "verify")).isEqualTo(1);
      List<ChainTrouble> troubles =
          audited(service, stub -> stub.getChainStatus(GetChainStatusRequest.getDefaultInstance()))
              .getTroublesList();
      assertThat(troubles).extracting(ChainTrouble::getKind).contains("TAMPERING", "HALTED");
      return sent;
    } finally {
      service.stop();
    }
  }

  private void afterRepair(Setup setup, int sent) throws Exception {
    ServiceProcess service = ServiceProcess.start(setup, "a").awaitReady();
    try {
      assertThat(
              service.cli(
                  "quarantine",
                  "readmit",
                  "--study",
                  "S1",
                  "--participant",
                  VICTIM,
                  "--reason-code",
                  "PARTICIPANT_HALTED",
                  "--by",
                  "operator",
                  "--reason",
                  "repaired"))
          .isZero();
      assertThat(service.cli("audit", "verify")).isZero();
      assertThat(service.cli("audit", "anchor", "--out", at.dir().resolve("anchor").toString()))
          .isZero();
      String exported = at.dir().resolve("exported.jsonl.gz").toString();
      assertThat(service.cli("export", "--all", "--out", exported)).isZero();
      assertThat(service.cli("replay", "--in", exported, "--verify"))
          .as("a file without keys is opened by those of the instance that wrote it")
          .isZero();
      assertThat(
              audited(
                      service,
                      stub -> stub.getChainStatus(GetChainStatusRequest.getDefaultInstance()))
                  .getTroublesList())
          .isEmpty();
      List<ReplayUpdate> updates = new ArrayList<>();
      audited(
          service,
          stub -> {
            Iterator<ReplayUpdate> replay =
                stub.startReplay(
                    StartReplayRequest.newBuilder().setStudy("S1").setCertificate(true).build());
            replay.forEachRemaining(updates::add);
            return updates;
          });
      ReplayResult result = updates.getLast().getResult();
      assertThat(result.getParticipants()).isEqualTo(PARTICIPANTS);
      assertThat(result.getEntriesDiffering() + result.getChainsBroken()).isZero();
      assertThat(result.getCertificate()).contains("signature");
      assertThat(updates.getFirst().hasProgress()).isTrue();
      assertThat(
              audited(service, stub -> stub.listAnchors(ListAnchorsRequest.getDefaultInstance()))
                  .getAnchorsList())
          .singleElement()
          .matches(anchor -> anchor.getParticipants() == PARTICIPANTS);
      assertThat(
              audited(
                      service,
                      stub -> stub.listCertificates(ListCertificatesRequest.getDefaultInstance()))
                  .getCertificatesList())
          .singleElement()
          .matches(one -> one.getScope().equals("S1") && one.getFindings() == 0);
      GetLedgerResponse ledger =
          audited(service, stub -> stub.getLedger(GetLedgerRequest.getDefaultInstance()));
      assertThat(ledger.getPartitionsList())
          .filteredOn(it -> it.getTopic().equals("obs-halted"))
          .extracting(GetLedgerResponse.Partition::getReceived)
          .satisfies(all -> assertThat(all.stream().mapToLong(it -> it).sum()).isEqualTo(sent));
      for (String table : List.of("timeline", "windows")) {
        assertThat(service.cli("rebuild", table)).as("what was passed over is missing").isOne();
        assertThat(service.cli("rebuild", table, "--replace")).isZero();
      }
      assertThat(service.cli("rebuild", "windows")).as("the rebuilt are the running ones").isZero();
    } finally {
      service.stop();
    }
    long distinct = count("select sum(records) from zeitgeber.journal where topic_id is not null");
    long readmitted = count("select count(*) from zeitgeber.readmissions_done where not refused");
    assertThat(distinct + readmitted).as("nothing is lost").isEqualTo(sent);
  }

  private interface Asking<T> {
    T of(AuditServiceGrpc.AuditServiceBlockingStub stub);
  }

  private static <T> T audited(ServiceProcess service, Asking<T> asking) throws Exception {
    ManagedChannel channel =
        NettyChannelBuilder.forTarget(service.endpoints().get("grpc").asText())
            .usePlaintext()
            .build();
    try {
      return asking.of(AuditServiceGrpc.newBlockingStub(channel));
    } finally {
      channel.shutdownNow();
    }
  }

  private int send(KafkaProducer<byte[], byte[]> producer, String topic, List<Load.Sent> records) {
    Load.keyed(producer, topic, records);
    return records.size();
  }

  /** Flips a bit in the victim's last entry; what was there, as SQL. */
  private String change() throws SQLException {
    try (Connection connection = at.connect("halted");
        Statement statement = connection.createStatement()) {
      String last =
          "(select max(sequence) from zeitgeber.journal where entity = 'S1/" + VICTIM + "')";
      String where = " where entity = 'S1/" + VICTIM + "' and sequence = ";
      try (ResultSet row =
          statement.executeQuery(
              "select sequence, encode(payload, 'hex') from zeitgeber.journal" + where + last)) {
        row.next();
        String repair =
            "update zeitgeber.journal set payload = decode('%s', 'hex')%s%d"
                .formatted(row.getString(2), where, row.getLong(1));
        tamper(
            "update zeitgeber.journal set payload = set_bit(payload, length(payload) * 8 - 3,"
                + " 1 - get_bit(payload, length(payload) * 8 - 3))"
                + where
                + row.getLong(1));
        return repair;
      }
    }
  }

  private void repair(String sql) throws SQLException {
    tamper(sql);
  }

  /** As only somebody can who may disable triggers. */
  private void tamper(String sql) throws SQLException {
    sql(
        "halted",
        "alter table zeitgeber.journal disable trigger all",
        sql,
        "alter table zeitgeber.journal enable always trigger only_added");
  }

  private void sql(String database, String... statements) throws SQLException {
    try (Connection connection = at.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute("set default_transaction_read_only = off");
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  private static String disconnect(String database) {
    return "select pg_terminate_backend(pid) from pg_stat_activity where datname = '"
        + database
        + "' and pid <> pg_backend_pid()";
  }

  private long count(String sql) throws SQLException {
    try (Connection connection = at.connect("halted");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** The sum over all tags; 0 where it is not told yet. */
  private static double metric(ServiceProcess service, String name) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      String all =
          client
              .send(
                  HttpRequest.newBuilder(
                          URI.create(service.endpoints().get("http").asText() + "/metrics"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      return all.lines()
          .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }
}
