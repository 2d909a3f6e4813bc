package io.zeitgeber.service.tail;

import io.zeitgeber.persistence.journal.Position;
import io.zeitgeber.persistence.journal.Reached;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Hands facts to Kafka exactly once: the records and the positions behind them go into one
 * transaction. The positions lie in partitions of a compacted topic that belong to this sink alone,
 * one for each slice, and the transactional id names the slices, never a node, so that whoever
 * starts last fences all before it.
 */
final class KafkaSink<T> implements TailLoop.Sink<T> {
  private static final byte[] KEY = "position".getBytes(StandardCharsets.US_ASCII);
  private static final String REWOUND = " rewound";
  private static final Duration READ = Duration.ofMillis(200);
  private static final Duration CLOSE = Duration.ofSeconds(5);
  private static final String TRANSACTION_TIMEOUT_MS = "10000";

  private final Map<String, Object> kafka;
  private final String positions;
  private final List<Integer> slots;
  private final Function<T, List<ProducerRecord<byte[], byte[]>>> records;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Delivered delivered;
  private final Counting counting;
  private Map<String, Long> sent = new TreeMap<>();

  /** Keeps count of what was delivered, by topic. */
  interface Counting {
    /** What there was to deliver of a slot up to a position that says no count of its own. */
    Map<String, Long> until(int slot, Position position);

    /** So many by now. */
    void reached(Map<String, Long> byTopic);

    /** Records that are counted elsewhere from the first on. */
    static Counting from(int slot, DeliveredCounts counts) {
      return from(slot, counts, (_, _) -> Map.of());
    }

    /**
     * Records of some slots.
     *
     * @param shown the slot under which all of them are shown
     */
    static Counting from(
        int shown, DeliveredCounts counts, BiFunction<Integer, Position, Map<String, Long>> until) {
      return new Counting() {
        @Override
        public Map<String, Long> until(int slot, Position position) {
          return until.apply(slot, position);
        }

        @Override
        public void reached(Map<String, Long> byTopic) {
          counts.reached(shown, byTopic);
        }
      };
    }
  }

  /**
   * @param kafka the client's properties
   * @param transactionalId names the slices
   * @param positions the topic where the positions are kept
   * @param slots its partitions, one for each slice that is read
   * @param records what a row means to Kafka; often nothing
   * @param delivered asked only after the journal has gone back
   * @param counting told how many were delivered: the count rides with the position
   */
  KafkaSink(
      Map<String, Object> kafka,
      String transactionalId,
      String positions,
      List<Integer> slots,
      Function<T, List<ProducerRecord<byte[], byte[]>>> records,
      Delivered delivered,
      Counting counting) {
    this.counting = counting;
    this.delivered = delivered;
    this.kafka = kafka;
    this.positions = positions;
    this.slots = List.copyOf(slots);
    this.records = records;
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put("transactional.id", transactionalId);
    settings.put("transaction.timeout.ms", TRANSACTION_TIMEOUT_MS);
    settings.put("enable.idempotence", "true");
    settings.put("acks", "all");
    settings.put("linger.ms", "0");
    // More in flight would overtake a first batch that waits for the last transaction's end.
    settings.put("max.in.flight.requests.per.connection", "1");
    settings.put("buffer.memory", "4194304");
    settings.put("max.request.size", "16777216");
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    boolean ready = false;
    try {
      producer.initTransactions();
      ready = true;
    } finally {
      if (!ready) {
        producer.close(Duration.ZERO);
      }
    }
  }

  /**
   * The last positions that were committed. The ends are asked for uncommitted reading: the end for
   * committed reading stops at anybody's open transaction; initTransactions has ended ours.
   */
  @Override
  public Reached reached() {
    List<TopicPartition> partitions =
        slots.stream().map(slot -> new TopicPartition(positions, slot)).toList();
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put("enable.auto.commit", "false");
    Map<TopicPartition, Long> ends = ends(settings, partitions);
    settings.put("isolation.level", "read_committed");
    Map<Integer, Position> last = new HashMap<>();
    Map<Integer, Map<String, Long>> counts = new HashMap<>();
    boolean rewound = false;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (partitions.stream()
          .anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(READ)) {
          String text = new String(record.value(), StandardCharsets.US_ASCII);
          last.put(record.partition(), position(text));
          counts.put(record.partition(), counts(text));
          rewound |= text.endsWith(REWOUND);
        }
      }
    }
    if (rewound) {
      delivered.read();
    }
    sent = new TreeMap<>();
    counts.values().forEach(each -> add(sent, each));
    if (sent.isEmpty()) {
      last.forEach((slot, position) -> add(sent, counting.until(slot, position)));
    }
    counting.reached(sent);
    return Reached.of(slots, slot -> last.getOrDefault(slot, Position.START));
  }

  private static void add(Map<String, Long> sums, Map<String, Long> more) {
    more.forEach((topic, count) -> sums.merge(topic, count, Long::sum));
  }

  /** What follows the position: {@code topic=count}, once for each topic. */
  private static Map<String, Long> counts(String text) {
    Map<String, Long> counts = new TreeMap<>();
    for (String part : text.split(" ", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        counts.put(part.substring(0, equals), Long.parseLong(part, equals + 1, part.length(), 10));
      }
    }
    return counts;
  }

  @Override
  public void rewound() {
    delivered.read();
  }

  private static Map<TopicPartition, Long> ends(
      Map<String, Object> settings, List<TopicPartition> partitions) {
    Map<String, Object> uncommitted = new HashMap<>(settings);
    uncommitted.put("isolation.level", "read_uncommitted");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            uncommitted, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return consumer.endOffsets(partitions);
    }
  }

  /** One transaction; a failure ends this sink, and the next one goes on from the position. */
  @Override
  public void write(List<T> rows, Reached from, Position to) {
    Map<String, Long> sending = new TreeMap<>(sent);
    producer.beginTransaction();
    for (T row : rows) {
      for (ProducerRecord<byte[], byte[]> record : records.apply(row)) {
        if (!delivered.had(record)) {
          var _ = producer.send(record); // what fails, fails the commit
          sending.merge(record.topic(), 1L, Long::sum);
        }
      }
    }
    int counted = slots.getFirst();
    from.to(to)
        .bySlice()
        .forEach((slot, at) -> note(slot, text(at) + (slot == counted ? text(sending) : "")));
    producer.commitTransaction();
    sent = sending;
    counting.reached(sent);
  }

  private void note(int slot, String position) {
    String text = position + (delivered.isEmpty() ? "" : REWOUND);
    var _ =
        producer.send(
            new ProducerRecord<>(positions, slot, KEY, text.getBytes(StandardCharsets.US_ASCII)));
  }

  private static String text(Map<String, Long> counts) {
    StringBuilder text = new StringBuilder();
    counts.forEach((topic, count) -> text.append(' ').append(topic).append('=').append(count));
    return text.toString();
  }

  /** A position as the topic keeps it: generation, transaction, ordering. */
  private static String text(Position position) {
    return position.generation() + " " + position.committedIn() + " " + position.ordering();
  }

  private static Position position(String text) {
    int first = text.indexOf(' ');
    int second = text.indexOf(' ', first + 1);
    int third = text.indexOf(' ', second + 1);
    return new Position(
        Integer.parseInt(text, 0, first, 10),
        Long.parseLong(text, first + 1, second, 10),
        Long.parseLong(text, second + 1, third < 0 ? text.length() : third, 10));
  }

  @Override
  public void close() {
    producer.close(CLOSE);
  }
}
