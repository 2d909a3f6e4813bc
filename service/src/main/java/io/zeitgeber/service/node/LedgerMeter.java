package io.zeitgeber.service.node;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.zeitgeber.persistence.database.DatabaseFailure;
import io.zeitgeber.persistence.ledger.Balance;
import io.zeitgeber.persistence.ledger.LedgerCounts;
import io.zeitgeber.persistence.ledger.SinkCounts;
import io.zeitgeber.service.tail.DeliveredCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger as metrics, looked at every few seconds: what it costs does not grow with the journal.
 */
final class LedgerMeter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LedgerMeter.class);
  private static final int EVERY_S = 10;
  private static final int SHOW_S = 2;

  private final LedgerCounts counts;
  private final SinkCounts sinks;
  private final MultiGauge facts;
  private final MultiGauge behind;
  private final MultiGauge records;
  private final MultiGauge missing;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> Thread.ofPlatform().daemon().name("ledger").unstarted(work));

  LedgerMeter(
      LedgerCounts counts,
      SinkCounts sinks,
      DeliveredCounts delivered,
      HorizonMeter horizon,
      MeterRegistry meters) {
    this.counts = counts;
    this.sinks = sinks;
    facts =
        MultiGauge.builder("zeitgeber.ledger.facts")
            .description("Facts for a sink: in the journal, and delivered")
            .register(meters);
    behind =
        MultiGauge.builder("zeitgeber.ledger.facts.missing")
            .description("Facts in the journal that a sink has not delivered yet; at rest 0")
            .register(meters);
    records =
        MultiGauge.builder("zeitgeber.ledger.records")
            .description("Distinct records of a partition, by what became of them")
            .register(meters);
    missing =
        MultiGauge.builder("zeitgeber.ledger.missing")
            .description("Received records that are nowhere yet; at rest 0")
            .register(meters);
    var _ = clock.scheduleWithFixedDelay(delivered::show, SHOW_S, SHOW_S, TimeUnit.SECONDS);
    var _ = clock.scheduleWithFixedDelay(horizon::look, SHOW_S, SHOW_S, TimeUnit.SECONDS);
    var _ = clock.scheduleWithFixedDelay(this::look, 1, EVERY_S, TimeUnit.SECONDS);
  }

  private void look() {
    try {
      show(counts.balance());
      showSinks(sinks.read());
    } catch (DatabaseFailure away) {
      log.debug("the ledger was not read", away);
    }
  }

  private void show(List<Balance> balances) {
    List<MultiGauge.Row<?>> fates = new ArrayList<>();
    List<MultiGauge.Row<?>> open = new ArrayList<>();
    for (Balance balance : balances) {
      Tags partition =
          Tags.of("topic", balance.topic(), "partition", Integer.toString(balance.partition()))
              .and("topic_id", balance.topicId().toString());
      fates.add(MultiGauge.Row.of(partition.and("fate", "received"), balance.received()));
      fates.add(MultiGauge.Row.of(partition.and("fate", "observed"), balance.observed()));
      fates.add(MultiGauge.Row.of(partition.and("fate", "refused"), balance.refused()));
      fates.add(MultiGauge.Row.of(partition.and("fate", "quarantined"), balance.quarantined()));
      open.add(MultiGauge.Row.of(partition, balance.missing()));
    }
    records.register(fates, true);
    missing.register(open, true);
  }

  private void showSinks(List<SinkCounts.Count> counts) {
    List<MultiGauge.Row<?>> all = new ArrayList<>();
    List<MultiGauge.Row<?>> open = new ArrayList<>();
    for (SinkCounts.Count count : counts) {
      Tags sink = Tags.of("sink", count.sink());
      all.add(MultiGauge.Row.of(sink.and("fate", "journaled"), count.facts()));
      all.add(MultiGauge.Row.of(sink.and("fate", "delivered"), count.delivered()));
      open.add(MultiGauge.Row.of(sink, count.missing()));
    }
    facts.register(all, true);
    behind.register(open, true);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
