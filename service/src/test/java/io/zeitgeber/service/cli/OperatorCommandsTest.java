package io.zeitgeber.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.persistence.database.Migrations;
import io.zeitgeber.persistence.receipt.Topics;
import io.zeitgeber.persistence.study.ProtocolStore;
import io.zeitgeber.service.embedded.EmbeddedDatabase;
import io.zeitgeber.service.embedded.EmbeddedKafka;
import io.zeitgeber.service.embedded.Infrastructure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator types, against a real Kafka and PostgreSQL. */
final class OperatorCommandsTest {
  @TempDir private static Path dir;

  private static Infrastructure infrastructure;
  private static String kafka;
  private static String postgres;
  private static DataSource service;

  @BeforeAll
  static void start() throws Exception {
    infrastructure = Infrastructure.start(dir, OptionalInt.of(0), OptionalInt.of(0));
    kafka = infrastructure.kafka().map(EmbeddedKafka::bootstrap).orElseThrow();
    String url = infrastructure.database().map(EmbeddedDatabase::url).orElseThrow();
    postgres = url + "?user=" + EmbeddedDatabase.SERVICE;
    Migrations.migrate(
        Postgres.source(url + "?user=" + EmbeddedDatabase.OWNER), EmbeddedDatabase.SERVICE);
    service = Postgres.source(postgres);
    Map<String, String> input =
        Map.of(
            "retention.ms", "-1",
            "unclean.leader.election.enable", "false",
            "max.message.bytes", "16777216");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
      admin
          .createTopics(
              List.of(
                  topic("observations").configs(input),
                  topic("participants").configs(input),
                  topic("alerts"),
                  topic("quarantine"),
                  topic("zeitgeber-positions").configs(Map.of("cleanup.policy", "compact")),
                  topic("short-lived").configs(Map.of("retention.ms", "1000"))))
          .all()
          .get();
    }
  }

  @AfterAll
  static void stop() {
    infrastructure.close();
  }

  @Test
  void doctor_whereAllIsWell_findsNothing() {
    Typed typed = Typed.run(at("doctor"));
    assertThat(typed.out()).startsWith("Nothing found");
    assertThat(typed.exit()).isEqualTo(Exit.OK);
    assertThat(Typed.run(at("doctor", "--json")).out()).isEqualTo("{\"findings\":[]}\n");
  }

  @Test
  void explain_anAlertAboutAStudy_saysWhatItsTopicSays() throws Exception {
    String id = "c0".repeat(16);
    try (Connection connection = service.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into zeitgeber.alerts (alert, lifecycle, study, rule, event_time, live,"
                    + " arrival, json, kind) values (?, 'raised', 'S1', 'cohort-silence', now(),"
                    + " false, 0, ?, 'data')")) {
      insert.setString(1, id);
      insert.setString(
          2,
          "{\"lifecycle\":\"raised\",\"study\":\"S1\",\"rule\":\"cohort-silence\",\"silent\":3,"
              + "\"participants\":9,\"window_s\":600,\"event_time\":\"2026-01-05T08:40:00Z\"}");
      insert.executeUpdate();
    }
    Typed typed = Typed.run(at("explain", id));
    assertThat(typed.out()).contains("3 of 9 participants fell silent", "the study as a whole");
    assertThat(typed.exit()).isEqualTo(Exit.OK);
  }

  @Test
  void doctor_onATopicThatForgets_namesTheSettingAndTheLineThatMendsIt() throws IOException {
    Path config = dir.resolve("site.conf");
    Files.writeString(
        config, "zeitgeber.topics { observations = [short-lived], alerts = missing }");
    Typed typed = Typed.run(at("doctor", "--config", config.toString()));
    assertThat(typed.exit()).isEqualTo(Exit.FOUND);
    assertThat(typed.out())
        .contains("topic missing does not exist")
        .contains("topic short-lived has retention.ms=1000")
        .contains("kafka-configs.sh --bootstrap-server " + kafka)
        .contains("--entity-name short-lived --add-config retention.ms=-1");
  }

  @Test
  void doctor_asTheOwner_findsThatItCouldRewriteTheJournal() {
    String asOwner = postgres.replace("user=zeitgeber", "user=" + EmbeddedDatabase.OWNER);
    Typed typed = Typed.run("doctor", "--kafka", kafka, "--postgres", asOwner);
    assertThat(typed.exit()).isEqualTo(Exit.FOUND);
    assertThat(typed.out())
        .contains("zeitgeber_owner may change or delete rows of zeitgeber.journal");
  }

  @Test
  void protocolActivate_publishesOnce_andRefusesAnotherTextUnderTheSameVersion()
      throws IOException {
    Path file = dir.resolve("s7.conf");
    Files.writeString(file, "id = s7\nversion = 1\nfreshness = 6m\n");
    String[] activate =
        at("protocol", "activate", file.toString(), "--study", "S7", "--by", "me", "--reason", "r");
    assertThat(Typed.run(activate).out()).contains("study S7 follows s7@1");
    assertThat(Typed.run(activate).exit()).isEqualTo(Exit.OK);
    assertThat(new ProtocolStore(service).activations())
        .anyMatch(followed -> followed.study().equals("S7") && followed.by().equals("me"));

    Files.writeString(file, "id = s7\nversion = 1\nfreshness = 7m\n");
    Typed changed = Typed.run(activate);
    assertThat(changed.exit()).isEqualTo(Exit.REFUSED);
    assertThat(changed.err()).contains("s7@1 is published with another text");
  }

  @Test
  void topicsAdopt_letsTheIdOfNowBeRead() throws Exception {
    Typed typed =
        Typed.run(at("topics", "adopt", "short-lived", "--by", "me", "--reason", "made anew"));
    assertThat(typed.exit()).isEqualTo(Exit.OK);
    String cluster = infrastructure.kafka().map(EmbeddedKafka::clusterId).orElseThrow();
    assertThat(new Topics(service).known(cluster, "short-lived")).hasSize(1);
    Typed missing = Typed.run(at("topics", "adopt", "nowhere", "--by", "me", "--reason", "r"));
    assertThat(missing.exit()).isEqualTo(Exit.USAGE);
  }

  @Test
  void topicsAcceptGap_backwards_isWrongUsage() {
    Typed typed =
        Typed.run(
            at(
                "topics",
                "accept-gap",
                "observations",
                "--partition",
                "0",
                "--from",
                "9",
                "--to",
                "9",
                "--by",
                "me",
                "--reason",
                "r"));
    assertThat(typed.exit()).isEqualTo(Exit.USAGE);
  }

  @Test
  void journalAdopt_whereItAlwaysWas_changesNothing() {
    Typed typed = Typed.run(at("journal", "adopt", "--by", "me", "--reason", "r"));
    assertThat(typed.exit()).isEqualTo(Exit.OK);
    assertThat(typed.out()).contains("nothing to adopt");
  }

  @Test
  void alerts_ofAnAbortedTransaction_areNotPrinted() throws Exception {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", kafka, "transactional.id", "alerts-of-a-test");
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("alerts", alert("GONE"))).get();
      producer.flush();
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("alerts", alert("KEPT"))).get();
      producer.commitTransaction();
    }
    Typed typed = Typed.run(at("alerts"));
    assertThat(typed.exit()).isEqualTo(Exit.OK);
    assertThat(typed.out())
        .isEqualTo(
            "2026-01-05 00:00:10Z  S1/KEPT  high-heart-rate: mean heart rate over 60 s was 130.0"
                + " beats/min (personal limit 120, 3 readings)\n");
    assertThat(Typed.run(at("alerts", "--json")).out()).isEqualTo(alert("KEPT") + "\n");
  }

  private static String alert(String participant) {
    return "{\"lifecycle\":\"raised\",\"study\":\"S1\",\"participant\":\""
        + participant
        + "\",\"rule\":\"high-heart-rate\",\"channel\":\"heart_rate\",\"unit\":\"beats/min\","
        + "\"statistic\":\"mean\",\"event_time\":\"2026-01-05T00:00:10Z\",\"value\":130.0,"
        + "\"threshold\":120.0,\"window_s\":60,\"samples\":3,\"timeliness\":\"live\"}";
  }

  private static NewTopic topic(String name) {
    return new NewTopic(name, 1, (short) 1);
  }

  private static String[] at(String... command) {
    String[] all = java.util.Arrays.copyOf(command, command.length + 4);
    all[command.length] = "--kafka";
    all[command.length + 1] = kafka;
    all[command.length + 2] = "--postgres";
    all[command.length + 3] = postgres;
    return all;
  }
}
