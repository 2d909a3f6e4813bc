package io.zeitgeber.service.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.zeitgeber.service.chaos.ServiceProcess.Setup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Silence through the whole service: who falls silent is found though nothing comes of them and
 * though the service was started anew, once and exactly once; a backlog of ours and a recording of
 * 2016 make nobody silent.
 */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Infrastructure.STEADY)
final class AbsenceTest {
  private static final String NAME = "absence";
  private static final String TOPIC = "obs-absence";
  private static final long SILENT_MILLIS = 4_000;
  private static final long HOUR_MILLIS = 3_600_000;

  /** 2016-04-12T07:21:00Z, from a recording of that year. */
  private static final long THEN_MILLIS = 1_460_445_660_000L;

  /** Who is waited for in the next minute. */
  private static final String WAITED_FOR =
      "select count(*) from deadlines where participant in ('P', 'Q')"
          + " and due_micros < (extract(epoch from now()) + 60) * 1000000";

  /** The first minute of the recording, with the beat that came late. */
  private static final String LATE_COUNTED =
      "select count(*) from windows where participant = 'F' and size_s = 60 and count = 61"
          + " and start = '2016-04-12T07:21:00Z'";

  private final Infrastructure at = Infrastructure.steady();
  private final Setup setup =
      new Setup(
          at,
          NAME,
          NAME,
          List.of(TOPIC),
          "deadlines { look = 200ms, margin = 500ms, grace = 0s, rest = 1s }");
  private final Progress progress = new Progress(setup);

  @Test
  void participant_whoFallsSilent_isFoundOnce_evenAsleep_andBacklogsAndRecordingsAreNot()
      throws Exception {
    at.createDatabase(NAME);
    protocols();
    ServiceProcess service = ServiceProcess.start(setup, "a").awaitReady();
    activate();
    try (KafkaProducer<byte[], byte[]> producer = Load.producer(at)) {
      // Of 2016, read today in a study that is live: as feed enrols them.
      producer.send(enrolment("F", "\"time\":\"recorded\"")).get();
      List<Load.Sent> recording = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        recording.add(beat("F", THEN_MILLIS + i * 1000L));
      }
      recording.add(beat("F", THEN_MILLIS + 30_500, THEN_MILLIS + 200_000));
      Load.keyed(producer, TOPIC, recording);
      AtomicLong last = new AtomicLong();
      await("the study follows its protocol, and the deadlines are in the table")
          .atMost(Infrastructure.PATIENCE)
          .pollInterval(Duration.ofMillis(500))
          .until(
              () -> {
                if (count(WAITED_FOR) >= 2) {
                  return true;
                }
                last.set(System.currentTimeMillis());
                Load.keyed(producer, TOPIC, List.of(beat("P", last.get()), beat("Q", last.get())));
                progress.awaitAllReceipted(Infrastructure.PATIENCE);
                return false;
              });
      long now = last.get();
      await("what came late in a recording is put right, although nothing comes any more")
          .atMost(Infrastructure.PATIENCE)
          .until(() -> count(LATE_COUNTED) == 1);

      // All actors sleep: there is no service. What comes meanwhile is a backlog of six hours.
      assertThat(service.stop()).isEqualTo(143);
      List<Load.Sent> backlog = new ArrayList<>();
      long until = System.currentTimeMillis();
      for (long stamp = until - 6 * HOUR_MILLIS; stamp <= until; stamp += 1_000) {
        backlog.add(beat("B", stamp));
      }
      Load.keyed(producer, TOPIC, backlog);
      service = ServiceProcess.start(setup, "a").awaitReady();

      await("who was silent is found, of both of them and of the study")
          .atMost(Infrastructure.PATIENCE)
          .until(() -> raisedAt("P", now) != null && raisedAt("Q", now) != null);
      JsonNode raised = Objects.requireNonNull(raisedAt("P", now));
      assertThat(raised.get("rule").asText()).isEqualTo("no-data");
      assertThat(raised.get("kind").asText()).isEqualTo("data");
      Load.keyed(producer, TOPIC, List.of(beat("P", System.currentTimeMillis())));
      await("and that data came again")
          .atMost(Infrastructure.PATIENCE)
          .until(
              () ->
                  alerts("P").stream()
                      .anyMatch(
                          each ->
                              lifecycle(each).equals("resolved")
                                  && each.get("alert").equals(raised.get("alert"))));
      assertThat(silences("B")).as("what the backlog itself shows").isLessThanOrEqualTo(1);
      assertThat(silencesWithin("B", until)).as("inside the backlog").isZero();
      assertThat(alerts("F")).isEmpty();
      List<String> ids =
          alerts("P").stream().map(each -> each.get("alert") + lifecycle(each)).toList();
      assertThat(ids).doesNotHaveDuplicates();
      assertThat(count("select count(*) from alerts where kind = 'data' and participant = 'P'"))
          .isGreaterThanOrEqualTo(2);
      await("more than a fifth of the study is one finding")
          .atMost(Infrastructure.PATIENCE)
          .until(
              () ->
                  progress.committed(setup.alerts()).stream()
                      .anyMatch(each -> each.get("rule").asText().equals("cohort-silence")));
    } finally {
      assertThat(service.stop()).isEqualTo(143);
    }
  }

  /** As an operator does: the study follows the protocol of its name. */
  private void activate() throws SQLException {
    try (Connection connection = at.connect(NAME);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "insert into zeitgeber.study_protocols (study, digest, by, reason)"
              + " select 'S1', digest, 'test', 'silent soon' from zeitgeber.protocols"
              + " where id = 'S1'");
    }
  }

  private void protocols() throws IOException {
    Path directory = at.dir().resolve(NAME + "-a").resolve("protocols");
    Files.createDirectories(directory);
    Files.writeString(
        directory.resolve("S1.conf"),
        "id = S1, version = 1\nchannels.heart_rate.silence_after = %dms\n"
            .formatted(SILENT_MILLIS));
  }

  private static Load.Sent beat(String participant, long millis) {
    return beat(participant, millis, millis);
  }

  private static Load.Sent beat(String participant, long millis, long receivedMillis) {
    return new Load.Sent(
        participant,
        receivedMillis,
        String.format(
            Locale.ROOT,
            "{\"study\":\"S1\",\"participant\":\"%s\",\"device\":\"w\",\"channel\":\"heart_rate\","
                + "\"time\":%d,\"value\":%d}",
            participant,
            millis,
            60 + millis / 1000 % 30));
  }

  private ProducerRecord<byte[], byte[]> enrolment(String participant, String more) {
    String json =
        "{\"study\":\"S1\",\"participant\":\"" + participant + "\"," + more + ",\"by\":\"feed\"}";
    return new ProducerRecord<>(
        "participants-" + TOPIC,
        participant.getBytes(StandardCharsets.UTF_8),
        json.getBytes(StandardCharsets.UTF_8));
  }

  private List<JsonNode> alerts(String participant) throws IOException {
    return progress.committed(setup.alerts()).stream()
        .filter(each -> each.path("participant").asText().equals(participant))
        .toList();
  }

  private @Nullable JsonNode raisedAt(String participant, long lastMillis) throws IOException {
    String due = Instant.ofEpochMilli(lastMillis + SILENT_MILLIS).toString();
    return alerts(participant).stream()
        .filter(each -> lifecycle(each).equals("raised"))
        .filter(each -> each.get("event_time").asText().equals(due))
        .findFirst()
        .orElse(null);
  }

  private static String lifecycle(JsonNode alert) {
    return alert.get("lifecycle").asText();
  }

  private long silences(String participant) throws Exception {
    return count("select count(*) from silences where participant = '" + participant + "'");
  }

  private long silencesWithin(String participant, long untilMillis) throws Exception {
    return count(
        "select count(*) from silences where participant = '%s' and began_micros < %d"
            .formatted(participant, untilMillis * 1000));
  }

  private long count(String sql) throws Exception {
    try (Connection connection = at.connect(NAME);
        Statement statement = connection.createStatement()) {
      statement.execute("set search_path = zeitgeber");
      try (ResultSet row = statement.executeQuery(sql)) {
        row.next();
        return row.getLong(1);
      }
    }
  }
}
