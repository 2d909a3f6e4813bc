package io.zeitgeber.service.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.service.participant.Taken;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;

/** What ingest measures of itself. Labels name topics, partitions and fates, never participants. */
final class IngestMeter {
  /** Older stamps are recordings or backlogs. */
  private static final long MOST_LIVE_MICROS = 3_600_000_000L;

  private final MeterRegistry meters;
  private final Map<TopicPartition, Stages> byPartition = new ConcurrentHashMap<>();
  private final Counter observed;
  private final Counter refused;
  private final Counter repeated;
  private final Counter askedAgain;
  private final DistributionSummary sliceRecords;
  private final Timer sliceAge;
  private final Timer answer;
  private final Timer endToEnd;
  private final Timer decode;
  private final Timer ask;
  private final Timer receipt;
  private final AtomicLong newestReceivedMicros;

  IngestMeter(MeterRegistry meters) {
    this.meters = meters;
    observed = records("observed");
    refused = records("refused");
    repeated = records("repeated");
    askedAgain =
        Counter.builder("zeitgeber.ingest.asked.again")
            .description("Questions to participants that were not answered in time")
            .register(meters);
    sliceRecords =
        DistributionSummary.builder("zeitgeber.ingest.slice.records")
            .description("Records in one slice of a worker")
            .register(meters);
    sliceAge =
        Timer.builder("zeitgeber.ingest.slice.age")
            .description("From a slice's first poll to its last answer")
            .publishPercentileHistogram()
            .maximumExpectedValue(Duration.ofMinutes(2))
            .register(meters);
    answer =
        Timer.builder("zeitgeber.ingest.answer")
            .description("From asking a participant to its answer: the step and the journal")
            .publishPercentileHistogram()
            .maximumExpectedValue(Duration.ofMinutes(2))
            .register(meters);
    endToEnd =
        Timer.builder("zeitgeber.ingest.end.to.end")
            .description("From a record's stamp in Kafka to its being durable; live records only")
            .publishPercentileHistogram()
            .maximumExpectedValue(Duration.ofMinutes(10))
            .register(meters);
    decode = stage("decode");
    ask = stage("ask");
    receipt = stage("receipt");
    newestReceivedMicros =
        meters.gauge("zeitgeber.ingest.newest.received.micros", new AtomicLong());
  }

  private Counter records(String fate) {
    return Counter.builder("zeitgeber.records")
        .description("Records by fate")
        .tag("fate", fate)
        .register(meters);
  }

  private Timer stage(String stage) {
    return Timer.builder("zeitgeber.ingest.stage")
        .description("Time that workers spend in each stage of a slice")
        .tag("stage", stage)
        .register(meters);
  }

  void taken(Taken taken) {
    observed.increment(taken.observed());
    refused.increment(taken.refused());
    repeated.increment(taken.repeated());
  }

  /** A part of a share is durable: how long its newest record took, where it is no recording. */
  void durable(Input part, long nowMicros) {
    if (part instanceof Input.Observed(Batch batch)) {
      long newest = batch.receivedMicros()[batch.size() - 1];
      newestReceivedMicros.accumulateAndGet(newest, Math::max);
      long took = nowMicros - newest;
      if (took >= 0 && took < MOST_LIVE_MICROS) {
        endToEnd.record(took, TimeUnit.MICROSECONDS);
      }
    }
  }

  /** How long a slice of one partition was gathered, and how long it waited for its answers. */
  void slice(Reading reading, long gatheredNanos, long askedNanos) {
    Stages stages = byPartition.computeIfAbsent(reading.topicPartition(), this::stages);
    stages.gather().record(gatheredNanos, TimeUnit.NANOSECONDS);
    stages.ask().record(askedNanos, TimeUnit.NANOSECONDS);
  }

  private Stages stages(TopicPartition partition) {
    return new Stages(stage(partition, "gather"), stage(partition, "ask"));
  }

  private Timer stage(TopicPartition partition, String stage) {
    return Timer.builder("zeitgeber.ingest.partition.stage")
        .description("Time that a partition's slices spend in each stage")
        .tag("topic", partition.topic())
        .tag("partition", Integer.toString(partition.partition()))
        .tag("stage", stage)
        .register(meters);
  }

  private record Stages(Timer gather, Timer ask) {}

  void quarantined(String reason, int records) {
    Counter.builder("zeitgeber.records.quarantined")
        .description("Records that ingest refused itself, by reason")
        .tag("reason", reason)
        .register(meters)
        .increment(records);
  }

  void answered(long nanos) {
    answer.record(nanos, TimeUnit.NANOSECONDS);
  }

  void askedAgain() {
    askedAgain.increment();
  }

  void decoded(long nanos) {
    decode.record(nanos, TimeUnit.NANOSECONDS);
  }

  void receipted(long nanos) {
    receipt.record(nanos, TimeUnit.NANOSECONDS);
  }

  void sliceDone(int records, long bornNanos, long askedNanos, long nowNanos) {
    sliceRecords.record(records);
    sliceAge.record(nowNanos - bornNanos, TimeUnit.NANOSECONDS);
    ask.record(nowNanos - askedNanos, TimeUnit.NANOSECONDS);
  }

  /** A gauge of how many records of a partition wait to be read; −1 where it is not known yet. */
  AtomicLong lag(String topic, int partition) {
    return meters.gauge(
        "zeitgeber.ingest.lag",
        List.of(Tag.of("topic", topic), Tag.of("partition", Integer.toString(partition))),
        new AtomicLong(-1));
  }
}
