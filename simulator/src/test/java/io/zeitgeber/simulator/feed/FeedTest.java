package io.zeitgeber.simulator.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zeitgeber.simulator.Broker;
import io.zeitgeber.simulator.Ran;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code feed}, as a user calls it, into a real Kafka. */
final class FeedTest {
  private static final Path RECORDINGS =
      Path.of(System.getProperty("zeitgeber.root", ".."), "../shared/data/fitabase").normalize();
  private static final Broker KAFKA = Broker.shared();
  private static final AtomicInteger TOPICS = new AtomicInteger();

  private final String topic = "feed-" + TOPICS.incrementAndGet();
  private final String study = "study-" + topic;

  @TempDir private Path directory = Path.of("");

  @BeforeEach
  void topics() {
    KAFKA.create(topic, 4);
    KAFKA.create("participants", 2);
  }

  @Test
  void heartRateRecordings_areFedWholeAndInOrder() {
    Path file = recording("heartrate_seconds.csv.gz");
    Ran ran = feed("--format", "fitabase", "--json", file.toString());
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.json().path("records").asLong()).isEqualTo(597_043);
    assertThat(ran.json().path("acknowledged").asLong()).isEqualTo(597_043);
    assertThat(ran.json().path("bad_lines").asLong()).isZero();

    List<ConsumerRecord<byte[], byte[]>> records = KAFKA.read(topic);
    Map<String, Long> counts =
        records.stream().collect(Collectors.groupingBy(FeedTest::key, Collectors.counting()));
    assertThat(counts)
        .isEqualTo(Map.of("2347167796", 152_683L, "4020332650", 285_461L, "6117666160", 158_899L));
    assertStampsAscend(records);
    ConsumerRecord<byte[], byte[]> first =
        records.stream()
            .filter(record -> key(record).equals("2347167796"))
            .findFirst()
            .orElseThrow();
    assertThat(Instant.ofEpochMilli(first.timestamp())).isEqualTo("2016-04-12T07:19:00Z");
    assertThat(new String(first.value(), UTF_8))
        .isEqualTo(
            "{\"study\":\""
                + study
                + "\",\"participant\":\"2347167796\",\"device\":\"fitbit\","
                + "\"channel\":\"heart_rate\",\"time\":1460445540000,\"value\":115}");
  }

  @Test
  void severalRecordings_areMergedIntoOneOrderAndStampedWithTheirEnds() {
    String sleep = recording("minuteSleep_merged.csv.gz").toString();
    String steps = recording("minuteStepsNarrow.csv.gz").toString();
    String one = "one-" + topic;
    KAFKA.create(one, 1);
    Ran ran =
        Ran.zeitgeber(
            "feed",
            "--to",
            KAFKA.bootstrap(),
            "--format",
            "fitabase",
            "--study",
            study,
            "--topic",
            one,
            sleep,
            steps);
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    List<ConsumerRecord<byte[], byte[]>> records = KAFKA.read(one);
    assertThat(records).hasSize(31_966 + 148_680);
    assertStampsAscend(records);
    for (ConsumerRecord<byte[], byte[]> record : records) {
      JsonNode json = json(record.value());
      assertThat(record.timestamp()).isEqualTo(json.path("time").asLong() + 60_000);
      assertThat(json.path("duration_s").asInt()).isEqualTo(60);
    }
    assertThat(ran.out()).contains("sleep_stage").contains("31,966 records").contains("148,680");
  }

  @Test
  void participants_aboveLive_areEnrolledFirstWithRecordedTime() throws IOException {
    Path file =
        write("hr.csv", "Id,Time,Value", "7,4/12/2016 7:00:05 AM,70", "7,4/12/2016 7:00:00 AM,71");
    assertThat(feed("--format", "fitabase", "--zone", "Europe/Berlin", file.toString()).exitCode())
        .isZero();
    ConsumerRecord<byte[], byte[]> enrolment = enrolments().getFirst();
    assertThat(enrolments()).hasSize(1);
    assertThat(key(enrolment)).isEqualTo("7");
    assertThat(Instant.ofEpochMilli(enrolment.timestamp())).isEqualTo("2016-04-12T05:00:00Z");
    JsonNode json = json(enrolment.value());
    assertThat(json.path("time").asText()).isEqualTo("recorded");
    assertThat(json.path("zone").asText()).isEqualTo("Europe/Berlin");
    assertThat(json.path("reason").asText()).isEqualTo("recording hr.csv");
    assertThat(json.path("devices").toString())
        .isEqualTo("[{\"device\":\"fitbit\",\"kind\":\"fitbit\"}]");
    assertThat(feed("--format", "fitabase", "--speed", "1x", file.toString()).exitCode()).isZero();
    assertThat(enrolments()).as("live: they enrol themselves").hasSize(1);
  }

  @Test
  void equalStamps_keepParticipantThenFileThenLine() throws IOException {
    String one = "one-" + topic;
    KAFKA.create(one, 1);
    Path a =
        write(
            "a.csv",
            "Id,Time,Value",
            "9,1/2/2016 1:00:00 AM,1",
            "9,1/2/2016 1:00:00 AM,2",
            "10,1/2/2016 1:00:00 AM,3");
    Path b =
        write("b.csv", "Id,Time,Value", "10,1/2/2016 12:59:59 AM,4", "9,1/2/2016 1:00:00 AM,5");
    Ran ran =
        Ran.zeitgeber(
            "feed",
            "--to",
            KAFKA.bootstrap(),
            "--format",
            "fitabase",
            "--topic",
            one,
            a.toString(),
            b.toString());
    assertThat(ran.exitCode()).isZero();
    assertThat(KAFKA.read(one).stream().map(record -> json(record.value()).path("value").asInt()))
        .containsExactly(4, 3, 1, 2, 5);
  }

  @Test
  void exports_fromOtherTools_areTolerated() throws IOException {
    Path file = directory.resolve("heart.csv");
    Files.writeString(
        file,
        String.join(
            "\r\n",
            "\uFEFF\"ID\",\"TIME\",\"VALUE\"",
            "\"a\",\"4/12/2016 19:19:05\",\"80\"",
            " a , 2016-04-12 19:19:10 , 80.5 ",
            "",
            "  ",
            ""));
    Path wide = directory.resolve("wide.csv.gz");
    StringBuilder lines = new StringBuilder("Id,ActivityHour");
    StringBuilder hour = new StringBuilder("\na,4/12/2016 12:00:00 AM");
    for (int minute = 0; minute < 60; minute++) {
      lines.append(minute < 10 ? ",Steps0" : ",Steps").append(minute);
      hour.append(',').append(minute);
    }
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(wide))) {
      out.write(lines.append(hour).toString().getBytes(UTF_8));
    }
    Ran ran = feed("--format", "fitabase", "--json", file.toString(), wide.toString());
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.json().path("records").asInt()).isEqualTo(62);
    List<JsonNode> records =
        KAFKA.read(topic).stream().map(record -> json(record.value())).toList();
    assertThat(records.get(59).path("value").asInt()).isEqualTo(59);
    assertThat(records.get(59).path("time").asLong())
        .isEqualTo(Instant.parse("2016-04-12T00:59:00Z").toEpochMilli());
    assertThat(records.get(61).path("value").asDouble()).isEqualTo(80.5);
  }

  @Test
  void badLines_areNamedSkippedAndCounted() throws IOException {
    Path file =
        write(
            "bad.csv",
            "Id,Time,Value",
            "7,4/12/2016 7:00:00 AM,70",
            "7,yesterday,70",
            "7,4/12/2016 7:00:05 AM,NaN",
            "7|,4/12/2016 7:00:05 AM,70",
            "7,4/12/2016 7:00:05 AM",
            "7,\"4/12/2016 7:00:05 AM,70",
            "7,4/12/2016 7:00:10 AM,71");
    Ran ran = feed("--format", "fitabase", file.toString());
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err().lines())
        .containsExactly(
            file + ":3: time: not like 4/12/2016 7:19:00 AM",
            file + ":4: value: not a number",
            file + ":5: Id: not an id (letters, digits, . _ : @ -, at most 64)",
            file + ":6: line: 3 columns expected, 2 found",
            file + ":7: line: a quote that does not end");
    assertThat(ran.out()).contains("bad lines: 5, skipped").contains("acknowledged 2 records");
    assertThat(KAFKA.read(topic)).hasSize(2);
  }

  @Test
  void jsonLines_goAsTheyAreWithTheirOwnStamps() throws IOException {
    String steps =
        "{\"participant\":\"P1\" , \"time\":\"2025-10-09T10:53:20+02:00\",\"duration_s\":60,\"value\":1}";
    String chunk =
        "{\"participant\":\"P1\",\"time\":1760000000000,\"rate_hz\":2,\"values\":[1,2,3]}";
    String timeless = "{\"participant\":\"P1\",\"time\":null}";
    String future = "{\"participant\":\"P1\",\"time\":9999999999999}";
    String nobody = "{\"time\":1760000000000}";
    Path file = write("r.jsonl", steps, chunk, "nonsense", timeless, "[1]", future, "", nobody);
    long before = System.currentTimeMillis();
    Ran ran = feed("--format", "json", file.toString());
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err()).contains("r.jsonl:3: broken JSON").contains("r.jsonl:5: no JSON object");
    Map<String, Long> stamps = new HashMap<>();
    KAFKA.read(topic).forEach(r -> stamps.put(new String(r.value(), UTF_8), r.timestamp()));
    assertThat(stamps.keySet()).isEqualTo(Set.of(steps, chunk, timeless, future, nobody));
    assertThat(stamps.get(steps)).isEqualTo(1_760_000_000_000L + 60_000);
    assertThat(stamps.get(chunk)).isEqualTo(1_760_000_001_000L);
    assertThat(stamps.get(nobody)).isEqualTo(1_760_000_000_000L);
    assertThat(stamps.get(timeless)).isGreaterThanOrEqualTo(before);
    assertThat(stamps.get(future)).isGreaterThanOrEqualTo(before);
  }

  @Test
  void jsonFiles_areMergedByTimeAndKeepTheirOwnOrder() throws IOException {
    String one = "one-" + topic;
    KAFKA.create(one, 1);
    Path a =
        write(
            "a.jsonl",
            "{\"time\":1000,\"n\":1}",
            "{\"time\":5000,\"n\":4}",
            "{\"time\":2000,\"n\":5}");
    Path b = write("b.jsonl", "{\"time\":2000,\"n\":2}", "{\"n\":3}", "{\"time\":6000,\"n\":6}");
    Ran ran =
        Ran.zeitgeber(
            "feed",
            "--to",
            KAFKA.bootstrap(),
            "--format",
            "json",
            "--topic",
            one,
            a.toString(),
            b.toString());
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(KAFKA.read(one).stream().map(record -> json(record.value()).path("n").asInt()))
        .containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void standardInput_isSentLineByLineAsItComes() throws Exception {
    String record = "{\"participant\":\"P1\",\"time\":1760000000123,\"bpm\":72}";
    CompletableFuture<Ran> running;
    try (PipedOutputStream keyboard = new PipedOutputStream()) {
      PipedInputStream in = new PipedInputStream(keyboard);
      running =
          CompletableFuture.supplyAsync(
              () ->
                  Ran.reading(
                      in,
                      Map.of(),
                      "feed",
                      "--to",
                      KAFKA.bootstrap(),
                      "--topic",
                      topic,
                      "--format",
                      "json",
                      "-"));
      long before = System.currentTimeMillis();
      keyboard.write((record + "\n").getBytes(UTF_8));
      keyboard.flush();
      await().atMost(20, TimeUnit.SECONDS).until(() -> KAFKA.read(topic).size() == 1);
      assertThat(running).isNotDone();
      assertThat(KAFKA.read(topic).getFirst().timestamp()).isGreaterThanOrEqualTo(before);
      assertThat(key(KAFKA.read(topic).getFirst())).isEqualTo("P1");
    }
    Ran ran = running.get(20, TimeUnit.SECONDS);
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("acknowledged 1 record of 1 participant");
  }

  @Test
  void dryRun_showsAndSendsNothing() throws IOException {
    Path file = write("hr.csv", "Id,Time,Value", "7,4/12/2016 7:00:00 AM,70");
    Ran ran = Ran.zeitgeber("feed", "--format", "fitabase", "--dry-run", file.toString());
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out())
        .contains("participants  2016-04-12T07:00:00Z  key=7  {\"study\":\"default\"")
        .contains("observations  2016-04-12T07:00:00Z  key=7  {\"study\":\"default\"")
        .contains("nothing was sent");
  }

  @Test
  void recording_namedAfterJson_isReadAndNeverReplaced() throws IOException {
    Path file = write("hr.csv", "Id,Time,Value", "7,4/12/2016 7:00:00 AM,70");
    String before = Files.readString(file);
    Ran ran = feed("--format", "fitabase", "--json", file.toString());
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.json().path("records").asInt()).isEqualTo(1);
    assertThat(Files.readString(file)).isEqualTo(before);
    Path summary = directory.resolve("summary.json");
    for (int i = 0; i < 2; i++) {
      assertThat(
              feed("--format", "fitabase", file.toString(), "--json", summary.toString())
                  .exitCode())
          .isZero();
      assertThat(json(Files.readAllBytes(summary)).path("records").asInt()).isEqualTo(1);
    }
  }

  @Test
  void wrongInput_isToldAndExitsWithTwo() throws IOException {
    assertWrong("no such file", "--format", "fitabase", "nowhere.csv");
    assertWrong("is no Fitabase export", "--format", "fitabase", write("x.csv", "a,b").toString());
    assertWrong("is empty", "--format", "fitabase", write("e.csv").toString());
    assertWrong(
        "no zone", "--format", "fitabase", "--zone", "Mars", write("z.csv", "a").toString());
    assertWrong("expected one of", "--format", "avro", "x");
    assertWrong("MAX, or a factor", "--format", "json", "--speed", "fast", "x");
    assertWrong("Missing required", "--format", "json");
    byte[] damaged = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 1, 2};
    Path gz = Files.write(directory.resolve("d.csv.gz"), damaged);
    assertThat(feed("--format", "fitabase", gz.toString()).exitCode()).isEqualTo(2);
  }

  private void assertWrong(String sentence, String... words) {
    Ran ran = feed(words);
    assertThat(ran.err()).contains(sentence);
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
  }

  private Ran feed(String... words) {
    String[] all = new String[words.length + 7];
    System.arraycopy(
        new String[] {"feed", "--to", KAFKA.bootstrap(), "--topic", topic, "--study", study},
        0,
        all,
        0,
        7);
    System.arraycopy(words, 0, all, 7, words.length);
    return Ran.zeitgeber(all);
  }

  private List<ConsumerRecord<byte[], byte[]>> enrolments() {
    return KAFKA.read("participants").stream()
        .filter(record -> json(record.value()).path("study").asText().equals(study))
        .toList();
  }

  private Path write(String name, String... lines) throws IOException {
    return Files.write(directory.resolve(name), List.of(lines));
  }

  private static Path recording(String name) {
    Path file = RECORDINGS.resolve(name);
    assumeTrue(Files.exists(file), () -> file + " is not here: the real recordings are not tested");
    return file;
  }

  private static void assertStampsAscend(List<ConsumerRecord<byte[], byte[]>> records) {
    Map<Integer, Long> last = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      Long before = last.put(record.partition(), record.timestamp());
      assertThat(before == null || before <= record.timestamp()).as("%s", record).isTrue();
    }
  }

  private static String key(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.key(), UTF_8);
  }

  private static JsonNode json(byte[] bytes) {
    try {
      return new ObjectMapper().readTree(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
