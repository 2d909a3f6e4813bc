package io.zeitgeber.simulator.cohort;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zeitgeber.simulator.Broker;
import io.zeitgeber.simulator.Main;
import io.zeitgeber.simulator.Ran;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code simulate}, as a user calls it, into a real Kafka. */
final class SimulateTest {
  private static final Broker KAFKA = Broker.shared();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AtomicInteger TOPICS = new AtomicInteger();

  private final String topic = "simulate-" + TOPICS.incrementAndGet();
  private final String study = "study-" + topic;

  @TempDir private Path directory = Path.of("");

  @BeforeEach
  void topics() {
    KAFKA.create(topic, 4);
    KAFKA.create(topic + "-b", 3);
    KAFKA.create("participants", 2);
  }

  @Test
  void truth_countsWhatIsInKafka() throws IOException {
    Ran ran =
        simulate(
            "--participants",
            "25",
            "--for",
            "10m",
            "--truth",
            directory.toString(),
            "--malformed",
            "0.01",
            "--json");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    List<ConsumerRecord<byte[], byte[]>> records = KAFKA.read(topic);
    assertThat(ran.json().path("acknowledged").asLong()).isEqualTo(records.size());
    long malformed = ran.json().path("malformed").asLong();
    assertThat(malformed).isBetween(100L, 220L);

    Map<String, long[]> sent = new TreeMap<>();
    long good = 0;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      String text = new String(record.value(), UTF_8);
      if (!text.endsWith("}") || text.contains("NaN")) {
        continue;
      }
      JsonNode json = JSON.readTree(text);
      long[] count = sent.computeIfAbsent(source(json), _ -> new long[2]);
      count[0]++;
      count[1] += json.path("value").asLong();
      good++;
    }
    assertThat(good).isGreaterThan(15_000);
    long inTruth = 0;
    for (String line : Files.readAllLines(directory.resolve("samples.jsonl"))) {
      JsonNode truth = JSON.readTree(line);
      inTruth += truth.path("records").asLong();
      if (truth.path("channel").asText().equals("steps")) {
        assertThat(sent.get(source(truth)))
            .containsExactly(truth.path("records").asLong(), truth.path("sum").asLong());
      }
    }
    assertThat(inTruth + malformed).isEqualTo(records.size());
    assertThat(Files.readAllLines(directory.resolve("malformed.jsonl"))).hasSize(9);
    assertThat(Files.readAllLines(directory.resolve("episodes.jsonl"))).hasSizeGreaterThan(20);
    assertThat(Files.readAllLines(directory.resolve("devices.jsonl"))).hasSize(27);
    assertThat(Files.readAllLines(directory.resolve("alerts.jsonl"))).hasSizeGreaterThan(10);
    assertThat(Files.readAllLines(directory.resolve("run.jsonl"))).hasSize(1);
  }

  @Test
  void scenario_isSentKeyed_andEnrolsEachDeviceWithItsKind() {
    Ran ran = simulate("--scenario", "mixed", "--participants", "3", "--for", "2h", "--json");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    List<ConsumerRecord<byte[], byte[]>> records = KAFKA.read(topic);
    assertThat(records).hasSize(ran.json().path("acknowledged").asInt()).hasSizeGreaterThan(1000);
    assertThat(records).allMatch(record -> record.key() != null);
    assertThat(enrolments()).hasSize(3);
    assertThat(enrolments().getFirst().path("devices").path(0).path("kind").asText())
        .isEqualTo("watch");
    assertThat(simulate("--scenario", "nonesuch").exitCode()).isEqualTo(2);
    assertThat(simulate("--scenario", "live", "--malformed", "0.1").exitCode()).isEqualTo(2);
    assertThat(simulate("--scenarios").out()).contains("batch-step-hint").contains("stale_hints");
  }

  @Test
  void people_areEnrolledWithSitesAndSomeWithLimitsOfTheirOwn() {
    assertThat(simulate("--participants", "40", "--for", "5s").exitCode()).isZero();
    List<JsonNode> enrolments = enrolments();
    assertThat(enrolments).hasSize(40);
    assertThat(enrolments).allMatch(each -> each.path("time").asText().equals("recorded"));
    assertThat(enrolments.stream().map(each -> each.path("site").asText()).distinct())
        .hasSizeGreaterThan(2);
    assertThat(enrolments.stream().filter(each -> each.has("thresholds"))).hasSizeBetween(5, 30);
    assertThat(enrolments.stream().filter(each -> each.path("devices").size() == 2)).hasSize(4);
  }

  @Test
  void keyedPeople_haveOneTopicAndOnePartitionEach() {
    Ran ran =
        simulate("--participants", "10", "--for", "30s", "--topics", topic + "," + topic + "-b");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    List<ConsumerRecord<byte[], byte[]>> records = KAFKA.read(topic);
    assertThat(records).isNotEmpty();
    records.addAll(KAFKA.read(topic + "-b"));
    assertThat(records).hasSize(30 * 11);
    assertThat(
            records.stream()
                .collect(
                    Collectors.groupingBy(
                        record -> new String(record.key(), UTF_8),
                        Collectors.mapping(
                            record -> record.topic() + record.partition(), Collectors.toSet())))
                .values())
        .hasSize(10)
        .allMatch(places -> places.size() == 1);
  }

  @Test
  void unkeyedRecords_goRoundAllPartitionsOfAllTopics() {
    Ran ran =
        simulate(
            "--participants",
            "10",
            "--for",
            "30s",
            "--unkeyed",
            "--topics",
            topic + "," + topic + "-b");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    List<ConsumerRecord<byte[], byte[]>> records = KAFKA.read(topic);
    records.addAll(KAFKA.read(topic + "-b"));
    assertThat(records).hasSize(30 * 11).allMatch(record -> record.key() == null);
    assertThat(records.stream().map(record -> record.topic() + record.partition()).distinct())
        .hasSize(7);
  }

  @Test
  void readyFileAndEnvironment_nameTheInstance() throws IOException {
    Files.writeString(
        directory.resolve("ready.json"),
        "{\"kafka\":\"" + KAFKA.bootstrap() + "\",\"grpc\":\"x\"}");
    String[] words = {"simulate", "--for", "1s", "--topic", topic, "--study", study};
    assertThat(run(Map.of(), words, "--data", directory.toString()).exitCode()).isZero();
    assertThat(
            run(Map.of(), words, "--ready-file", directory.resolve("ready.json").toString())
                .exitCode())
        .isZero();
    assertThat(run(Map.of("ZEITGEBER_KAFKA", KAFKA.bootstrap()), words).exitCode()).isZero();
    Path properties =
        Files.writeString(
            directory.resolve("client.properties"), "bootstrap.servers=" + KAFKA.bootstrap());
    assertThat(run(Map.of("ZEITGEBER_KAFKA_CONFIG", properties.toString()), words).exitCode())
        .isZero();
  }

  @Test
  void absentInstanceOrTopic_exitsWithThreeAndSaysWhatToDo() {
    Ran none = Ran.zeitgeber("simulate", "--data", directory.toString());
    assertThat(none.exitCode()).isEqualTo(3);
    assertThat(none.err()).contains("./zeitgeber up").contains("--to HOST:PORT");
    Ran unknown = simulate("--topics", "nowhere");
    assertThat(unknown.exitCode()).isEqualTo(3);
    assertThat(unknown.err()).contains("no topic 'nowhere'");
    Ran dead = Ran.zeitgeber("simulate", "--to", "127.0.0.1:1");
    assertThat(dead.exitCode()).isEqualTo(3);
    assertThat(dead.err()).contains("does not answer");
  }

  @Test
  void wrongUsage_exitsWithTwo() {
    assertThat(simulate("--participants", "0").exitCode()).isEqualTo(2);
    assertThat(simulate("--days", "1", "--for", "1h").exitCode()).isEqualTo(2);
    assertThat(simulate("--for", "soon").exitCode()).isEqualTo(2);
    assertThat(simulate("--start", "2026-01-05T00:00:00").exitCode()).isEqualTo(2);
    assertThat(simulate("--malformed", "2").exitCode()).isEqualTo(2);
    assertThat(simulate("--study", "a/b").exitCode()).isEqualTo(2);
  }

  @Test
  void help_teachesWithExamples() {
    assertThat(Ran.zeitgeber("simulate", "--help").out())
        .contains("Usage: ./zeitgeber simulate")
        .contains("Examples:")
        .contains("Exit codes:");
    assertThat(Ran.zeitgeber("feed", "--help").out())
        .contains("Usage: ./zeitgeber feed")
        .contains("Examples:");
    assertThat(Ran.zeitgeber("--help").exitCode()).isZero();
  }

  @Test
  void liveSimulation_whenTerminated_flushesAndSaysWhatItDid() throws Exception {
    Path truth = directory.resolve("truth");
    Path out = directory.resolve("out.json");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "simulate",
                "--to",
                KAFKA.bootstrap(),
                "--topic",
                topic,
                "--study",
                study,
                "--speed",
                "1x",
                "--json",
                "--truth",
                truth.toString())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    await().atMost(40, TimeUnit.SECONDS).until(() -> KAFKA.read(topic).size() > 20);
    process.destroy();
    assertThat(process.waitFor()).isEqualTo(143);
    JsonNode summary = JSON.readTree(Files.readString(out));
    assertThat(summary.path("stopped").asBoolean()).isTrue();
    assertThat(summary.path("acknowledged").asInt()).isEqualTo(KAFKA.read(topic).size());
    long counted = 0;
    for (String line : Files.readAllLines(truth.resolve("samples.jsonl"))) {
      counted += JSON.readTree(line).path("records").asLong();
    }
    assertThat(counted).isEqualTo(summary.path("acknowledged").asLong());
    assertThat(enrolments()).hasSize(20).noneMatch(each -> each.has("time"));
  }

  private Ran simulate(String... words) {
    return run(
        Map.of(),
        new String[] {"simulate", "--to", KAFKA.bootstrap(), "--topic", topic, "--study", study},
        words);
  }

  private static Ran run(Map<String, String> environment, String[] first, String... more) {
    List<String> words = new java.util.ArrayList<>(List.of(first));
    if (List.of(more).contains("--topics")) {
      int at = words.indexOf("--topic");
      words.remove(at);
      words.remove(at);
    }
    if (List.of(more).contains("--study")) {
      int at = words.indexOf("--study");
      words.remove(at);
      words.remove(at);
    }
    words.addAll(List.of(more));
    return Ran.reading(
        new ByteArrayInputStream(new byte[0]), environment, words.toArray(String[]::new));
  }

  private List<JsonNode> enrolments() {
    return KAFKA.read("participants").stream()
        .map(record -> read(record.value()))
        .filter(json -> json.path("study").asText().equals(study))
        .toList();
  }

  private static String source(JsonNode json) {
    return json.path("participant").asText()
        + json.path("device").asText()
        + json.path("channel").asText();
  }

  private static JsonNode read(byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
