package io.zeitgeber.bench.streams;

import io.zeitgeber.bench.job.JobSettings;
import io.zeitgeber.bench.job.Outcome;
import io.zeitgeber.bench.job.Progress;
import io.zeitgeber.bench.job.Threshold;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.Stores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the job on Kafka Streams until the process is ended. Settings beyond the shared ones: {@code
 * commit_ms}, {@code linger_ms}, {@code guarantee} (exactly_once or at_least_once), {@code
 * threads}.
 */
public final class StreamsJob {
  private static final Logger LOG = LoggerFactory.getLogger(StreamsJob.class);

  private StreamsJob() {}

  /** Runs until it is killed; fails with exit code 1 when a thread of Streams fails. */
  public static void main(String[] arguments) throws InterruptedException {
    JobSettings settings = JobSettings.of(arguments);
    CountDownLatch failed = new CountDownLatch(1);
    KafkaStreams streams = new KafkaStreams(topology(settings), properties(settings));
    streams.setUncaughtExceptionHandler(
        trouble -> {
          LOG.error("A thread of Kafka Streams failed; the job ends", trouble);
          failed.countDown();
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    Progress.tell();
    streams.start();
    failed.await();
    System.exit(1);
  }

  private static Topology topology(JobSettings settings) {
    StreamsBuilder builder = new StreamsBuilder();
    builder.globalTable(
        settings.participants(),
        Materialized.<String, Threshold>as(Stores.inMemoryKeyValueStore(Watching.BOUNDS))
            .withKeySerde(Serdes.String())
            .withValueSerde(Forms.enrolments()));
    // Persistent (RocksDB), with a cache in front, so that many updates of a key become one.
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(Watching.VITALS), Serdes.String(), Forms.vitals())
            .withCachingEnabled());
    String alerts = settings.alerts();
    String windows = settings.windows();
    builder.stream(settings.observations(), Consumed.with(Serdes.ByteArray(), Forms.heartRates()))
        .<String, Outcome>process(Watching::new, Watching.VITALS)
        .to(
            (_, outcome, _) -> outcome.isAlert() ? alerts : windows,
            Produced.with(Serdes.String(), Forms.outcomes()));
    return builder.build();
  }

  private static Properties properties(JobSettings settings) {
    Properties streams = new Properties();
    streams.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.group());
    streams.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, settings.kafka());
    streams.put(
        StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
        settings.text("guarantee").equals("at_least_once")
            ? StreamsConfig.AT_LEAST_ONCE
            : StreamsConfig.EXACTLY_ONCE_V2);
    streams.put(StreamsConfig.STATE_DIR_CONFIG, settings.directory() + "/streams");
    streams.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.number("threads"));
    streams.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, settings.number("commit_ms"));
    streams.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 256L << 20);
    streams.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
    streams.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
    streams.put(StreamsConfig.consumerPrefix("max.poll.records"), 10_000);
    streams.put(StreamsConfig.consumerPrefix("max.partition.fetch.bytes"), 8 << 20);
    streams.put(StreamsConfig.consumerPrefix("fetch.max.bytes"), 64 << 20);
    streams.put(StreamsConfig.producerPrefix("linger.ms"), settings.number("linger_ms"));
    streams.put(StreamsConfig.producerPrefix("batch.size"), 256 << 10);
    streams.put(StreamsConfig.producerPrefix("compression.type"), "lz4");
    streams.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 10_000);
    return streams;
  }
}
