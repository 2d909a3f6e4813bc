package io.zeitgeber.service.tail;

import io.micrometer.core.instrument.MeterRegistry;
import io.zeitgeber.persistence.deadline.StudyAlertTail;
import io.zeitgeber.persistence.deadline.StudyAlertTail.StudyAlert;
import io.zeitgeber.persistence.journal.EntryFacts;
import io.zeitgeber.persistence.journal.JournalTail;
import io.zeitgeber.persistence.journal.Position;
import io.zeitgeber.persistence.journal.Reached;
import io.zeitgeber.persistence.journal.Slice;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.key.KeyRing;
import io.zeitgeber.persistence.ledger.SinkCounts;
import io.zeitgeber.persistence.projection.PostgresSink;
import io.zeitgeber.persistence.quarantine.QuarantineTail;
import io.zeitgeber.persistence.quarantine.QuarantinedRecord;
import io.zeitgeber.service.cluster.LoopDaemon;
import io.zeitgeber.service.cluster.RunningLoops;
import io.zeitgeber.service.node.NodeSettings;
import io.zeitgeber.service.topics.PositionSlots;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.ShardedDaemonProcessSettings;
import org.apache.pekko.cluster.sharding.typed.javadsl.ShardedDaemonProcess;

/**
 * The tails of the cluster: each slice of the journal is read by one worker for each sink. A worker
 * takes several slices in one transaction, because a transaction costs about the same for one entry
 * and for a hundred; positions are kept for each slice, so that the number of workers can change.
 */
public final class TailDaemons {
  static final int PAGE = 1000;

  /** Of each sink, in the cluster; divides the number of slices. */
  private static final int WORKERS = 4;

  private static final int QUARANTINE = WORKERS;
  private static final int STUDY_ALERTS = WORKERS + 1;
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final TailLoop.Pace TABLES_PACE =
      new TailLoop.Pace(Duration.ofMillis(500), 0, LOOK_AGAIN, Duration.ofMillis(250));
  private static final TailLoop.Pace TOPICS_PACE =
      new TailLoop.Pace(Duration.ofMillis(5), 32, Duration.ofMillis(2), LOOK_AGAIN);

  private static final TailLoop.Pace STUDIES_PACE =
      new TailLoop.Pace(LOOK_AGAIN, 0, LOOK_AGAIN, Duration.ofMillis(500));

  private final ActorSystem<?> system;
  private final NodeSettings settings;
  private final JournalTail journal;
  private final PostgresSink tables;
  private final QuarantineTail quarantine;
  private final StudyAlertTail studyAlerts;
  private final RunningLoops running;
  private final MeterRegistry meters;
  private final DeliveredCounts delivered;
  private final ReadableEntries readable;
  private final Outgoing outgoing;
  private final Wakes forTables = new Wakes(WORKERS);
  private final Wakes forTopics = new Wakes(WORKERS + 2);

  public TailDaemons(
      ActorSystem<?> system,
      NodeSettings settings,
      JournalTail journal,
      KeyRing keys,
      PostgresSink tables,
      QuarantineTail quarantine,
      StudyAlertTail studyAlerts,
      RunningLoops running,
      MeterRegistry meters,
      DeliveredCounts delivered) {
    this.delivered = delivered;
    readable = new ReadableEntries(keys, meters);
    outgoing = new Outgoing(settings.topics());
    this.system = system;
    this.settings = settings;
    this.journal = journal;
    this.tables = tables;
    this.quarantine = quarantine;
    this.studyAlerts = studyAlerts;
    this.running = running;
    this.meters = meters;
  }

  /** This node has made an entry durable. */
  public void durable(StoredEntry entry) {
    int worker = entry.slice() % WORKERS;
    forTables.ring(worker);
    if (entry.outbound()) {
      forTopics.ring(worker);
    }
  }

  /** This node's ingest has refused records itself. */
  public void quarantined() {
    forTopics.ring(QUARANTINE);
  }

  /** Starts the workers; the cluster decides on which node each runs. */
  public void start() {
    TailMeter tablesMeter = new TailMeter(meters, "tables");
    TailMeter topicsMeter = new TailMeter(meters, "topics");
    daemon(
        "tables",
        WORKERS,
        worker ->
            new TailLoop<>(
                new JournalSource(worker, slices(worker), false, forTables, journal, readable),
                () -> new TablesSink(slices(worker)),
                tablesMeter,
                TABLES_PACE));
    daemon(
        "topics",
        WORKERS + 2,
        worker ->
            switch (worker) {
              case QUARANTINE ->
                  new TailLoop<>(
                      new QuarantineSource(), this::quarantineTopic, topicsMeter, TOPICS_PACE);
              case STUDY_ALERTS ->
                  new TailLoop<>(
                      new StudyAlertSource(), this::studyAlertsTopic, topicsMeter, STUDIES_PACE);
              default ->
                  new TailLoop<>(
                      new JournalSource(worker, slices(worker), true, forTopics, journal, readable),
                      () -> entriesTopic(worker),
                      topicsMeter,
                      TOPICS_PACE);
            });
  }

  private static List<Integer> slices(int worker) {
    return IntStream.range(0, Slice.COUNT)
        .filter(slice -> slice % WORKERS == worker)
        .boxed()
        .toList();
  }

  private void daemon(String name, int workers, IntFunction<LoopDaemon.Loop> loops) {
    ShardedDaemonProcess.get(system)
        .init(
            LoopDaemon.Message.class,
            name,
            workers,
            worker -> LoopDaemon.create(name + "-" + worker, running, _ -> loops.apply(worker)),
            ShardedDaemonProcessSettings.create(system),
            Optional.of(LoopDaemon.Stop.NOW));
  }

  private TailLoop.Sink<EntryFacts> entriesTopic(int worker) {
    return new KafkaSink<>(
        settings.kafka(),
        settings.cluster() + "-alerts-" + worker,
        settings.topics().positions(),
        slices(worker),
        outgoing::of,
        new Delivered(settings.kafka(), outgoing.topics()),
        KafkaSink.Counting.from(slices(worker).getFirst(), delivered, this::counted));
  }

  /** What was delivered before the writers kept count. */
  private Map<String, Long> counted(int slice, Position position) {
    Map<String, Long> byTopic = new TreeMap<>();
    SinkCounts.until(
            journal,
            slice,
            position,
            row -> {
              readable.prepare(List.of(row));
              return readable.read(row.entry());
            })
        .forEach(
            (sink, facts) ->
                byTopic.put(
                    sink.equals(SinkCounts.ALERTS)
                        ? settings.topics().alerts()
                        : settings.topics().quarantine(),
                    facts));
    return byTopic;
  }

  private TailLoop.Sink<QuarantinedRecord> quarantineTopic() {
    return new KafkaSink<>(
        settings.kafka(),
        settings.cluster() + "-quarantine",
        settings.topics().positions(),
        List.of(PositionSlots.QUARANTINE),
        record -> List.of(outgoing.quarantined(record)),
        new Delivered(settings.kafka(), outgoing.topics()),
        KafkaSink.Counting.from(PositionSlots.QUARANTINE, delivered));
  }

  private TailLoop.Sink<StudyAlert> studyAlertsTopic() {
    return new KafkaSink<>(
        settings.kafka(),
        settings.cluster() + "-study-alerts",
        settings.topics().positions(),
        List.of(PositionSlots.STUDY_ALERTS),
        alert -> List.of(outgoing.alert(alert.study(), alert.json())),
        new Delivered(settings.kafka(), outgoing.topics()),
        KafkaSink.Counting.from(PositionSlots.STUDY_ALERTS, delivered));
  }

  /** What ingest refused itself; it is in no journal entry. */
  private final class QuarantineSource implements TailLoop.Source<QuarantinedRecord> {
    @Override
    public TailLoop.Page<QuarantinedRecord> after(Reached reached) {
      QuarantineTail.Page page = quarantine.after(reached.least(), PAGE);
      return new TailLoop.Page<>(page.records(), page.end());
    }

    @Override
    public boolean holds(Position position) {
      return quarantine.holds(position);
    }

    @Override
    public boolean await(Duration atMost) {
      return forTopics.await(QUARANTINE, atMost);
    }
  }

  /** Alerts about studies; they are in no journal entry. */
  private final class StudyAlertSource implements TailLoop.Source<StudyAlert> {
    @Override
    public TailLoop.Page<StudyAlert> after(Reached reached) {
      StudyAlertTail.Page page = studyAlerts.after(reached.least(), PAGE);
      return new TailLoop.Page<>(page.alerts(), page.end());
    }

    @Override
    public boolean holds(Position position) {
      return studyAlerts.holds(position);
    }

    @Override
    public boolean await(Duration atMost) {
      return forTopics.await(STUDY_ALERTS, atMost);
    }
  }

  /** The tables in PostgreSQL. */
  private final class TablesSink implements TailLoop.Sink<EntryFacts> {
    private final List<Integer> slices;

    TablesSink(List<Integer> slices) {
      this.slices = slices;
    }

    @Override
    public Reached reached() {
      return tables.reached(slices);
    }

    @Override
    public void rewound() {
      // rows and position are restored together
    }

    @Override
    public void write(List<EntryFacts> rows, Reached from, Position to) {
      tables.write(from, rows, to);
    }

    @Override
    public void close() {
      // the pool belongs to the node
    }
  }
}
