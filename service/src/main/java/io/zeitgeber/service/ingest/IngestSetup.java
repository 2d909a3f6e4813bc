package io.zeitgeber.service.ingest;

import io.zeitgeber.persistence.quarantine.QuarantinedRecord;
import io.zeitgeber.persistence.receipt.Receipts;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * What one worker works with.
 *
 * @param before runs on the worker's thread before anything is read; returns when reading may begin
 * @param sliceBytes how much is gathered while a cut is in flight
 * @param mostUnanswered questions in flight at any time
 * @param lingerNanos how long the first record of a slice waits for others at the most
 * @param lags of the partitions, shared by the node's workers
 */
record IngestSetup<V>(
    Runnable before,
    Supplier<KafkaConsumer<byte[], V>> consumers,
    Intake<V> intake,
    StartPositions positions,
    Receipts receipts,
    String kafkaCluster,
    Consumer<List<QuarantinedRecord>> quarantine,
    Questions.Post post,
    IngestMeter meter,
    long sliceBytes,
    int mostUnanswered,
    long lingerNanos,
    Map<TopicPartition, AtomicLong> lags) {

  KafkaConsumer<byte[], V> consumer() {
    return consumers.get();
  }

  AtomicLong lag(Reading reading) {
    return lags.computeIfAbsent(
        reading.topicPartition(), _ -> meter.lag(reading.topic(), reading.partition()));
  }
}
