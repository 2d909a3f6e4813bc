package io.zeitgeber.bench.floor;

import io.zeitgeber.bench.job.HeartRate;
import io.zeitgeber.bench.job.HeartRateReader;
import io.zeitgeber.bench.job.JobSettings;
import io.zeitgeber.bench.job.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads a topic once, to its end, with two consumers. Settings beyond the shared ones: {@code
 * decoder} (jackson or scan), {@code partitions}. Says {@code found RECORDS SUM} and waits.
 */
public final class FloorJob {
  private static final int CONSUMERS = 2;
  private static final LongAdder RECORDS = new LongAdder();
  private static final LongAdder SUM = new LongAdder();

  private FloorJob() {}

  /** Runs until it is killed. */
  public static void main(String[] arguments) throws InterruptedException {
    JobSettings settings = JobSettings.of(arguments);
    Progress.tell();
    List<Thread> threads =
        IntStream.range(0, CONSUMERS)
            .mapToObj(i -> Thread.ofPlatform().start(() -> read(settings, i)))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
    Progress.line();
    System.out.println("found " + RECORDS.sum() + " " + SUM.sum());
    Thread.sleep(Duration.ofHours(1));
  }

  private static void read(JobSettings settings, int which) {
    List<TopicPartition> places =
        IntStream.range(0, settings.number("partitions"))
            .filter(i -> i % CONSUMERS == which)
            .mapToObj(i -> new TopicPartition(settings.observations(), i))
            .toList();
    Properties client = new Properties();
    client.put("bootstrap.servers", settings.kafka());
    client.put("max.poll.records", "10000");
    client.put("max.partition.fetch.bytes", Integer.toString(8 << 20));
    client.put("fetch.max.bytes", Integer.toString(64 << 20));
    if (settings.text("decoder").equals("scan")) {
      scan(client, places);
    } else {
      parse(client, places);
    }
  }

  private static void scan(Properties client, List<TopicPartition> places) {
    InPlace values = new InPlace();
    try (KafkaConsumer<byte[], InPlace> consumer =
        new KafkaConsumer<>(client, new Ignored(), values)) {
      Map<TopicPartition, Long> ends = begun(consumer, places);
      long told = 0;
      while (!isAtEnd(consumer, ends)) {
        var _ = consumer.poll(Duration.ofMillis(100));
        Progress.records(values.records() - told);
        told = values.records();
      }
    }
    RECORDS.add(values.records());
    SUM.add(values.sum());
  }

  private static void parse(Properties client, List<TopicPartition> places) {
    HeartRateReader reader = new HeartRateReader();
    HeartRate read = new HeartRate();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client, new Ignored(), new ByteArrayDeserializer())) {
      Map<TopicPartition, Long> ends = begun(consumer, places);
      while (!isAtEnd(consumer, ends)) {
        long records = 0;
        long sum = 0;
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          reader.read(record.value(), read);
          records++;
          sum += (long) read.value;
        }
        Progress.records(records);
        RECORDS.add(records);
        SUM.add(sum);
      }
    } catch (IOException wrong) {
      throw new IllegalStateException("not a record of the bench", wrong);
    }
  }

  private static Map<TopicPartition, Long> begun(
      KafkaConsumer<?, ?> consumer, List<TopicPartition> places) {
    consumer.assign(places);
    consumer.seekToBeginning(places);
    return consumer.endOffsets(places);
  }

  private static boolean isAtEnd(KafkaConsumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }
}
