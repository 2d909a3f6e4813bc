package io.zeitgeber.bench.flink;

import io.zeitgeber.bench.job.HeartRate;
import io.zeitgeber.bench.job.JobSettings;
import io.zeitgeber.bench.job.Outcome;
import io.zeitgeber.bench.job.Progress;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Runs the job on a local Flink until the process is ended. Settings beyond the shared ones: {@code
 * state} (hashmap or rocksdb), {@code checkpoint_ms}, {@code buffer_ms}, {@code guarantee}
 * (exactly_once or at_least_once), {@code slots}.
 */
public final class FlinkJob {

  private FlinkJob() {}

  /** Runs until it is killed or fails. */
  public static void main(String[] arguments) throws Exception {
    JobSettings settings = JobSettings.of(arguments);
    StreamExecutionEnvironment flink =
        StreamExecutionEnvironment.createLocalEnvironment(
            settings.number("slots"), configuration(settings));
    flink
        .fromSource(source(settings), WatermarkStrategy.noWatermarks(), "observations")
        .keyBy((HeartRate record) -> record.source, Types.STRING)
        .process(
            new Watching(settings.kafka(), settings.participants()),
            new SerializedBy<>(Outcome.class, new OutcomeSerializer()))
        .sinkTo(sink(settings));
    Progress.tell();
    var _ = flink.execute("heart-rate");
  }

  private static Configuration configuration(JobSettings settings) {
    Configuration flink = new Configuration();
    flink.setString("state.backend.type", settings.text("state"));
    flink.setString("execution.checkpointing.interval", settings.text("checkpoint_ms") + " ms");
    flink.setString("execution.checkpointing.mode", guarantee(settings).name());
    flink.setString(
        "execution.checkpointing.dir", "file://" + settings.directory() + "/checkpoints");
    flink.setString("execution.checkpointing.incremental", "true");
    flink.setString("state.backend.rocksdb.localdir", settings.directory() + "/rocksdb");
    flink.setString("io.tmp.dirs", settings.directory());
    flink.setString("execution.buffer-timeout.interval", settings.text("buffer_ms") + " ms");
    // Records are not kept by any operator here, so they need no copy between chained ones.
    flink.setString("pipeline.object-reuse", "true");
    flink.setString("taskmanager.numberOfTaskSlots", settings.text("slots"));
    flink.setString("taskmanager.memory.managed.size", "512m");
    flink.setString("taskmanager.memory.network.min", "128m");
    flink.setString("taskmanager.memory.network.max", "128m");
    flink.setString("restart-strategy.type", "none");
    return flink;
  }

  private static DeliveryGuarantee guarantee(JobSettings settings) {
    return settings.text("guarantee").equals("at_least_once")
        ? DeliveryGuarantee.AT_LEAST_ONCE
        : DeliveryGuarantee.EXACTLY_ONCE;
  }

  private static KafkaSource<HeartRate> source(JobSettings settings) {
    return KafkaSource.<HeartRate>builder()
        .setBootstrapServers(settings.kafka())
        .setTopics(settings.observations())
        .setGroupId(settings.group())
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setDeserializer(new Reading())
        .setProperty("isolation.level", "read_committed")
        .setProperty("max.poll.records", "10000")
        .setProperty("max.partition.fetch.bytes", Integer.toString(8 << 20))
        .setProperty("fetch.max.bytes", Integer.toString(64 << 20))
        .setProperty("partition.discovery.interval.ms", "-1")
        .build();
  }

  private static KafkaSink<Outcome> sink(JobSettings settings) {
    String alerts = settings.alerts();
    String windows = settings.windows();
    Properties producer = new Properties();
    producer.put("transaction.timeout.ms", "600000");
    producer.put("compression.type", "lz4");
    producer.put("batch.size", "262144");
    return KafkaSink.<Outcome>builder()
        .setBootstrapServers(settings.kafka())
        .setDeliveryGuarantee(guarantee(settings))
        .setTransactionalIdPrefix(settings.group())
        .setKafkaProducerConfig(producer)
        .setRecordSerializer(
            KafkaRecordSerializationSchema.<Outcome>builder()
                .setTopicSelector(outcome -> outcome.isAlert() ? alerts : windows)
                .setKeySerializationSchema(Outcome::keyBytes)
                .setValueSerializationSchema(Outcome::valueBytes)
                .build())
        .build();
  }
}
