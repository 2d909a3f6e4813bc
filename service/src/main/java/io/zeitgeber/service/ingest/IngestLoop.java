package io.zeitgeber.service.ingest;

import io.zeitgeber.participant.step.Input;
import io.zeitgeber.persistence.quarantine.QuarantinedRecord;
import io.zeitgeber.service.ingest.Reading.SliceNote;
import io.zeitgeber.service.participant.Taken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One ingest worker: polls its partitions, cuts what is there into a slice of each, asks the
 * participants, and notes the slices in receipts when all have answered. While one cut is in flight
 * the next one gathers, up to a bound in bytes; then the partitions are paused, and back-pressure
 * reaches Kafka.
 *
 * <p>Deduplication by last offset is sound because a cut is asked only when everything before it,
 * in every partition of this worker, is durable; and because a session begins at or below the first
 * record that is not (see {@link StartPositions}).
 */
final class IngestLoop<V> implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(IngestLoop.class);
  private static final Duration IDLE_POLL = Duration.ofMillis(20);
  private static final Duration BUSY_POLL = Duration.ofMillis(1);

  /** While a cut is in flight: each poll is a fetch of the broker's, however little there is. */
  private static final long POLLS_APART_NANOS = 5_000_000L;

  private static final long DRAIN_NANOS = 20_000_000_000L;
  private static final long LAG_NANOS = 250_000_000L;
  private static final long LONG_PAUSE_NANOS = 2_000_000_000L;
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(1);
  private static final long LOOK_AGAIN_NANOS = 2_000_000_000L;

  private final IngestSetup<V> setup;
  private final Questions questions;
  private final Map<TopicPartition, Reading> readings = new HashMap<>();
  private volatile boolean stopping;

  private @Nullable Flight flight;
  private long gatheringSinceNanos;
  private boolean paused;

  /** When it was paused, or since then last looked where its partitions end. */
  private long pausedNanos;

  private long polledNanos;
  private long nextLookNanos;
  private long toldLagNanos;

  IngestLoop(IngestSetup<V> setup) {
    this.setup = setup;
    this.questions =
        new Questions(setup.post(), this::setAside, setup.meter(), setup.mostUnanswered());
  }

  /** What is in flight: the slices, and since when. */
  private record Flight(List<SliceNote> slices, int records, long bornNanos, long askedNanos) {}

  void answered(Taken taken) {
    questions.answered(taken);
  }

  /** Stops polling; what is in flight is finished, noted and committed. */
  void stop() {
    stopping = true;
  }

  @Override
  public void run() {
    setup.before().run();
    try (KafkaConsumer<byte[], V> consumer = setup.consumer();
        ReceiptKeeper receipts =
            new ReceiptKeeper(setup.receipts(), setup.kafkaCluster(), setup.meter())) {
      while (!stopping) {
        assignWhatIsReady(consumer);
        gather(consumer);
        proceed(consumer, receipts);
      }
      drain(consumer, receipts);
    }
  }

  /** Takes up partitions that are new, or whose trouble an operator has mended. */
  private void assignWhatIsReady(KafkaConsumer<byte[], V> consumer) {
    long now = System.nanoTime();
    if (nextLookNanos != 0 && now < nextLookNanos) {
      return;
    }
    nextLookNanos = now + LOOK_AGAIN_NANOS;
    List<Reading> fresh = setup.positions().open(consumer, readings.keySet());
    if (fresh.isEmpty()) {
      return;
    }
    for (Reading reading : fresh) {
      readings.put(reading.topicPartition(), reading);
    }
    consumer.assign(readings.keySet());
    for (Reading reading : fresh) {
      consumer.seek(reading.topicPartition(), reading.next());
    }
    if (paused) {
      consumer.pause(readings.keySet());
    }
  }

  private void gather(KafkaConsumer<byte[], V> consumer) {
    if (readings.isEmpty()) {
      Idle.await(IDLE_POLL);
      return;
    }
    long began = System.nanoTime();
    if (flight != null && began - polledNanos < POLLS_APART_NANOS) {
      Idle.await(BUSY_POLL);
      return;
    }
    polledNanos = began;
    boolean full = setup.intake().isFull(setup.sliceBytes());
    if (full != paused) {
      paused = full;
      pausedNanos = System.nanoTime();
      if (full) {
        consumer.pause(readings.keySet());
      } else {
        consumer.resume(readings.keySet());
      }
    }
    setup.intake().polling(System.currentTimeMillis() * 1000);
    ConsumerRecords<byte[], V> records =
        consumer.poll(
            flight == null && setup.intake().gatheredBytes() == 0 ? IDLE_POLL : BUSY_POLL);
    if (records.isEmpty()) {
      return;
    }
    if (gatheringSinceNanos == 0) {
      gatheringSinceNanos = began;
    }
    for (TopicPartition partition : records.partitions()) {
      Reading reading = Objects.requireNonNull(readings.get(partition), "not assigned");
      for (ConsumerRecord<byte[], V> received : records.records(partition)) {
        setup.intake().add(reading, received);
      }
    }
    setup.meter().decoded(System.nanoTime() - began);
  }

  private void proceed(KafkaConsumer<byte[], V> consumer, ReceiptKeeper receipts) {
    questions.proceed(System.nanoTime());
    boolean landed = flight != null && questions.isDone();
    if (flight != null && landed) {
      long now = System.nanoTime();
      setup.meter().sliceDone(flight.records(), flight.bornNanos(), flight.askedNanos(), now);
      for (SliceNote slice : flight.slices()) {
        setup
            .meter()
            .slice(
                slice.reading(),
                flight.askedNanos() - flight.bornNanos(),
                now - flight.askedNanos());
      }
      receipts.add(flight.slices());
      flight = null;
    }
    // What came in the meantime goes along: one more poll before the next cut.
    if (flight == null && !landed && !isLingering()) {
      depart(consumer);
    }
    tellLag(consumer);
    Map<TopicPartition, OffsetAndMetadata> noted = receipts.proceed();
    if (!noted.isEmpty()) {
      consumer.commitAsync(noted, (_, trouble) -> courtesy(trouble));
    }
  }

  /** What has no receipt yet waits, be it in Kafka or here. */
  private void tellLag(KafkaConsumer<byte[], V> consumer) {
    long now = System.nanoTime();
    if (now - toldLagNanos < LAG_NANOS) {
      return;
    }
    toldLagNanos = now;
    if (paused && now - pausedNanos > LONG_PAUSE_NANOS) {
      tellLagOfPaused(consumer);
      return;
    }
    for (Reading reading : readings.values()) {
      TopicPartition partition = reading.topicPartition();
      OptionalLong ahead = consumer.currentLag(partition);
      if (ahead.isPresent()) {
        long here = consumer.position(partition) - reading.receiptedNext();
        setup.lag(reading).set(Math.max(0, ahead.getAsLong() + here));
      }
    }
  }

  /** A consumer that fetches nothing does not hear of what comes: it asks, now and then. */
  private void tellLagOfPaused(KafkaConsumer<byte[], V> consumer) {
    pausedNanos = System.nanoTime();
    try {
      Map<TopicPartition, Long> ends = consumer.endOffsets(readings.keySet(), ENDS_WITHIN);
      for (Reading reading : readings.values()) {
        long end = ends.getOrDefault(reading.topicPartition(), reading.receiptedNext());
        setup.lag(reading).set(Math.max(0, end - reading.receiptedNext()));
      }
    } catch (RetriableException away) {
      log.debug("Kafka does not say where its partitions end", away);
    }
  }

  /** Whether more may come that shares a row with what is there. */
  private boolean isLingering() {
    return setup.lingerNanos() > 0
        && gatheringSinceNanos != 0
        && System.nanoTime() - gatheringSinceNanos < setup.lingerNanos()
        && !setup.intake().isFull(setup.sliceBytes());
  }

  /** Cuts what was gathered and asks the participants. */
  private void depart(KafkaConsumer<byte[], V> consumer) {
    List<Reading> news = new ArrayList<>();
    for (Reading reading : readings.values()) {
      if (reading.hasNews(consumer.position(reading.topicPartition()))) {
        news.add(reading);
      }
    }
    if (news.isEmpty()) {
      return;
    }
    Intake.Cut cut = setup.intake().cut();
    List<SliceNote> slices = new ArrayList<>();
    int records = 0;
    for (Reading reading : news) {
      SliceNote slice = reading.cut(consumer.position(reading.topicPartition()));
      slices.add(slice);
      records += slice.records();
    }
    quarantine(cut.quarantined());
    cut.shares().forEach(questions::add);
    long now = System.nanoTime();
    flight = new Flight(slices, records, gatheringSinceNanos == 0 ? now : gatheringSinceNanos, now);
    gatheringSinceNanos = 0;
    questions.proceed(now);
  }

  private void quarantine(List<QuarantinedRecord> refused) {
    if (refused.isEmpty()) {
      return;
    }
    setup.quarantine().accept(refused);
    for (QuarantinedRecord each : refused) {
      setup.meter().quarantined(each.reason(), 1);
    }
  }

  /** A halted participant's records wait in the quarantine, in order; the partition goes on. */
  private void setAside(Share share, Input part, String why) {
    quarantine(SetAside.halted(share, part, why));
  }

  private void drain(KafkaConsumer<byte[], V> consumer, ReceiptKeeper receipts) {
    long deadline = System.nanoTime() + DRAIN_NANOS;
    while (flight != null && System.nanoTime() < deadline) {
      questions.proceed(System.nanoTime());
      if (questions.isDone()) {
        receipts.add(flight.slices());
        flight = null;
      } else {
        Idle.await(BUSY_POLL);
      }
    }
    Map<TopicPartition, OffsetAndMetadata> noted = receipts.finish();
    if (!noted.isEmpty()) {
      consumer.commitSync(noted, Duration.ofSeconds(5));
    }
  }

  private static void courtesy(@Nullable Exception trouble) {
    if (trouble != null) {
      log.debug("offsets not committed to Kafka; the receipts hold the position", trouble);
    }
  }
}
