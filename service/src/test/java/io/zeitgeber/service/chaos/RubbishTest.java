package io.zeitgeber.service.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.zeitgeber.persistence.ledger.Balance;
import io.zeitgeber.persistence.ledger.Ledger;
import io.zeitgeber.service.chaos.ServiceProcess.Setup;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.postgresql.ds.PGSimpleDataSource;

/** Bad input gets a reason code each, and its neighbours get through unharmed. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Infrastructure.STEADY)
final class RubbishTest {
  private static final long RECEIVED = 1_767_571_200_000L;
  private static final String TOPIC = "obs-rubbish";
  private static final int NEWCOMERS = 20_000;

  private final Infrastructure at = Infrastructure.steady();

  /** Rubbish and the reason it has to get. */
  private static Map<String, @Nullable String> rubbish() {
    Map<String, @Nullable String> reasons = new TreeMap<>();
    reasons.put("{\"participant\":\"P1\",", "BAD_JSON");
    reasons.put("[1,2,3]", "BAD_JSON");
    reasons.put("hello", "BAD_JSON");
    reasons.put("{\"device\":\"w\",\"time\":1,\"bpm\":70}", "MISSING_FIELD");
    for (String id : List.of("a|b", "a/b", "<b>x</b>", "a b", "\\u0000", "\\u001b[31m", "")) {
      reasons.put(record("\"participant\":\"" + id + "\"", "72"), "BAD_ID");
    }
    reasons.put(record("\"participant\":\"" + "x".repeat(1000) + "\"", "72"), "BAD_ID");
    reasons.put(record("\"participant\":7", "72"), "BAD_ID");
    reasons.put(record("\"participant\":\"P1\"", "null"), "NULL_VALUE");
    reasons.put(record("\"participant\":\"P1\"", "\"72\""), "BAD_TYPE");
    reasons.put(record("\"participant\":\"P1\"", "NaN"), "NOT_FINITE");
    reasons.put(record("\"participant\":\"P1\"", "Infinity"), "NOT_FINITE");
    reasons.put(record("\"participant\":\"P1\"", "1e999"), "NOT_FINITE");
    reasons.put(record("\"participant\":\"P1\"", "900"), "VALUE_OUT_OF_RANGE");
    reasons.put(
        "{\"participant\":\"P1\",\"device\":\"w\",\"channel\":\"aura\",\"time\":1,\"value\":1}",
        "UNKNOWN_CHANNEL");
    reasons.put(
        "{\"participant\":\"P1\",\"device\":\"w\",\"time\":99999999999999999,\"bpm\":70}",
        "TIME_OUT_OF_RANGE");
    reasons.put(
        "{\"participant\":\"P1\",\"device\":\"w\",\"time\":\"2026-01-05T00:00:00\",\"bpm\":70}",
        "TIME_WITHOUT_OFFSET");
    reasons.put(
        "{\"participant\":\"P1\",\"device\":\"w\",\"time\":\"yesterday\",\"bpm\":70}", "BAD_TIME");
    reasons.put(
        "{\"participant\":\"P1\",\"device\":\"w\",\"time\":1767571200000,\"bpm\":70,\"unit\":\"Hz\"}",
        "UNIT_MISMATCH");
    return reasons;
  }

  private static String record(String who, String value) {
    return "{"
        + who
        + ",\"device\":\"w\",\"channel\":\"heart_rate\",\"time\":"
        + RECEIVED
        + ",\"value\":"
        + value
        + "}";
  }

  @Test
  void rubbishAmongGoodRecords_eachHasItsReason_goodOnesAreObserved() throws Exception {
    String name = "rubbish";
    at.createDatabase(name);
    Setup setup = new Setup(at, name, name, List.of(TOPIC), "");
    ServiceProcess service = ServiceProcess.start(setup, "a").awaitReady();
    try {
      int good = send();
      Progress progress = new Progress(setup);
      progress.awaitAllReceipted(Infrastructure.PATIENCE);
      Map<String, Long> expected = new TreeMap<>();
      rubbish().values().forEach(reason -> expected.merge(String.valueOf(reason), 1L, Long::sum));
      expected.merge("EMPTY_RECORD", 2L, Long::sum);
      expected.merge("TOO_LARGE", 1L, Long::sum);
      await("the quarantine's topic has each of them")
          .atMost(Infrastructure.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(reasons(progress.committed(setup.quarantine()))).isEqualTo(expected));
      History history = History.of(at, name);
      assertThat(history.origins()).hasSize(good + (int) history.refused());
      long bad = expected.values().stream().mapToLong(Long::longValue).sum();
      assertThat(progress.received()).isEqualTo(good + bad);
    } finally {
      assertThat(service.stop()).isEqualTo(143);
    }
  }

  @Test
  void mutatedRecords_throughTheService_ledgerAddsUp() throws Exception {
    mutated("mutated", 40_000);
  }

  @Test
  @Tag("long")
  void millionMutatedRecords_throughTheService_ledgerAddsUp() throws Exception {
    mutated("millionmutated", 1_000_000);
  }

  private void mutated(String name, int records) throws Exception {
    String topic = "obs-" + name;
    at.createDatabase(name);
    Setup setup = new Setup(at, name, name, List.of(topic), "");
    ServiceProcess service = ServiceProcess.start(setup, "a").awaitReady();
    SplittableRandom random = new SplittableRandom(4711);
    try (KafkaProducer<byte[], byte[]> producer = Load.producer(at)) {
      for (int i = 0; i < records; i++) {
        byte[] value =
            record("\"participant\":\"M%02d\"".formatted(i % 50), "72")
                .getBytes(StandardCharsets.UTF_8);
        for (int bytes = random.nextInt(3); bytes > 0; bytes--) {
          value[random.nextInt(value.length)] = (byte) random.nextInt(256);
        }
        var _ = producer.send(new ProducerRecord<>(topic, i % 4, RECEIVED + i, null, value));
      }
      producer.flush();
      new Progress(setup).awaitAllReceipted(Infrastructure.PATIENCE);
    } finally {
      assertThat(service.stop()).isEqualTo(143);
    }
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setUrl(at.url(name));
    database.setUser("postgres");
    List<Balance> balances = new Ledger(database).balance();
    assertThat(balances).hasSizeGreaterThanOrEqualTo(4).allMatch(Balance::balances);
    assertThat(balances.stream().mapToLong(Balance::received).sum()).isEqualTo(records);
    assertThat(balances.stream().mapToLong(Balance::quarantined).sum()).isPositive();
    assertThat(balances.stream().mapToLong(Balance::refused).sum()).isPositive();
  }

  /** Sends rubbish, and between it 20,000 newcomers in one go; how many of them were good. */
  private int send() throws Exception {
    List<byte @Nullable []> values = new ArrayList<>();
    for (String text : rubbish().keySet()) {
      values.add(text.getBytes(StandardCharsets.UTF_8));
    }
    values.add(null);
    values.add(new byte[0]);
    values.add(("{\"participant\":\"" + "x".repeat(10_000_000)).getBytes(StandardCharsets.UTF_8));
    int good = 0;
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                at.bootstrap(),
                "max.request.size",
                16_000_000,
                "buffer.memory",
                64_000_000L),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < NEWCOMERS; i++) {
        good++;
        String newcomer = record("\"participant\":\"N%05d\"".formatted(i), "72");
        var _ =
            producer.send(
                new ProducerRecord<>(
                    TOPIC, i % 4, RECEIVED, null, newcomer.getBytes(StandardCharsets.UTF_8)));
        if (i % (NEWCOMERS / values.size()) == 0 && !values.isEmpty()) {
          var _ =
              producer.send(
                  new ProducerRecord<>(TOPIC, i % 4, RECEIVED, null, values.removeFirst()));
        }
      }
      for (byte @Nullable [] left : values) {
        var _ = producer.send(new ProducerRecord<>(TOPIC, 0, RECEIVED, null, left));
      }
      producer.flush();
    }
    return good;
  }

  private static Map<String, Long> reasons(List<JsonNode> records) {
    return records.stream()
        .collect(
            Collectors.groupingBy(
                record -> record.get("reason").asText(), TreeMap::new, Collectors.counting()));
  }
}
