package io.zeitgeber.service.chaos;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A seeded load: heart rates every second of recorded time, with episodes that raise alerts, late
 * records and rubbish. The same seed gives the same bytes.
 */
final class Load {
  private static final long START_MILLIS = 1_767_571_200_000L; // 2026-01-05T00:00:00Z
  private static final int SLOW = 7;

  private final SplittableRandom random;
  private final int participants;
  private final int[] rate;
  private final int[] drift;
  private int second;

  Load(long seed, int participants) {
    this.random = new SplittableRandom(seed);
    this.participants = participants;
    this.rate = new int[participants];
    this.drift = new int[participants];
    java.util.Arrays.fill(rate, 75);
  }

  /** One record: whose, when it was received, and its bytes. */
  record Sent(String participant, long receivedMillis, String json) {}

  /** The next seconds of everybody. */
  List<Sent> seconds(int count) {
    List<Sent> sent = new ArrayList<>(count * participants);
    for (int i = 0; i < count; i++, second++) {
      for (int participant = 0; participant < participants; participant++) {
        sent.add(next(participant));
      }
    }
    return sent;
  }

  /** Chunked waveforms of the first participants: records of about ten bytes a value. */
  List<Sent> heavy(int ofParticipants, int records, int values) {
    List<Sent> sent = new ArrayList<>();
    for (int participant = 0; participant < ofParticipants; participant++) {
      for (int record = 0; record < records; record++) {
        long received = START_MILLIS + second * 1000L + record;
        StringBuilder text = new StringBuilder(values * 11);
        for (int at = 0; at < values; at++) {
          text.append(at == 0 ? "" : ",").append(random.nextInt());
        }
        String id = "P%04d".formatted(participant);
        sent.add(
            new Sent(
                id,
                received,
                "{\"study\":\"S1\",\"participant\":\"%s\",\"device\":\"band\",\"channel\":\"ppg\",\"time\":%d,\"rate_hz\":1000,\"values\":[%s]}"
                    .formatted(id, received - 60_000, text)));
      }
    }
    return sent;
  }

  private Sent next(int participant) {
    if (second % SLOW == 0) {
      drift[participant] = random.nextInt(-6, 7);
    }
    rate[participant] = Math.clamp(rate[participant] + drift[participant], 45, 180);
    String id = "P%04d".formatted(participant);
    long received = START_MILLIS + second * 1000L;
    long device = random.nextInt(50) == 0 ? received - random.nextInt(300_000) : received;
    int value = random.nextInt(200) == 0 ? 900 : rate[participant];
    return new Sent(
        id,
        received,
        "{\"study\":\"S1\",\"participant\":\"%s\",\"device\":\"watch-%d\",\"channel\":\"heart_rate\",\"time\":%d,\"value\":%d}"
            .formatted(id, participant % 10 == 0 ? second / 600 % 2 : 1, device, value));
  }

  /** A producer that loses nothing. */
  static KafkaProducer<byte[], byte[]> producer(Infrastructure at) {
    return new KafkaProducer<>(
        java.util.Map.of(
            "bootstrap.servers",
            at.bootstrap(),
            "acks",
            "all",
            "linger.ms",
            "5",
            "delivery.timeout.ms",
            "120000"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** Sends with the participant as the key. */
  static void keyed(KafkaProducer<byte[], byte[]> producer, String topic, List<Sent> records) {
    for (Sent each : records) {
      var _ =
          producer.send(
              new ProducerRecord<>(
                  topic,
                  null,
                  each.receivedMillis(),
                  each.participant().getBytes(StandardCharsets.UTF_8),
                  each.json().getBytes(StandardCharsets.UTF_8)));
    }
    producer.flush();
  }

  /** Sends a participant's records to one partition each, so that every partition has some. */
  static void unkeyedByParticipant(
      KafkaProducer<byte[], byte[]> producer, String topic, int partitions, List<Sent> records) {
    for (Sent each : records) {
      int partition = Integer.parseInt(each.participant().substring(1)) % partitions;
      var _ =
          producer.send(
              new ProducerRecord<>(
                  topic,
                  partition,
                  each.receivedMillis(),
                  null,
                  each.json().getBytes(StandardCharsets.UTF_8)));
    }
    producer.flush();
  }

  /** Sends without keys, round and round the partitions of several topics. */
  static void unkeyed(
      KafkaProducer<byte[], byte[]> producer,
      List<String> topics,
      int partitions,
      List<Sent> records) {
    int next = 0;
    for (Sent each : records) {
      var _ =
          producer.send(
              new ProducerRecord<>(
                  topics.get(next % topics.size()),
                  next / topics.size() % partitions,
                  each.receivedMillis(),
                  null,
                  each.json().getBytes(StandardCharsets.UTF_8)));
      next++;
    }
    producer.flush();
  }
}
