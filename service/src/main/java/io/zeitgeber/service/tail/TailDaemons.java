package io.zeitgeber.service.tail;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.step.AbsenceFact;
import io.zeitgeber.participant.step.AmendFact;
import io.zeitgeber.participant.step.ClockFact;
import io.zeitgeber.participant.step.CustodyFact;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.TimelineFact;
import io.zeitgeber.persistence.deadline.StudyAlertTail;
import io.zeitgeber.persistence.deadline.StudyAlertTail.StudyAlert;
import io.zeitgeber.persistence.journal.CorruptJournal;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.EntryFacts;
import io.zeitgeber.persistence.journal.JournalRow;
import io.zeitgeber.persistence.journal.JournalTail;
import io.zeitgeber.persistence.journal.KeyGone;
import io.zeitgeber.persistence.journal.Position;
import io.zeitgeber.persistence.journal.Reached;
import io.zeitgeber.persistence.journal.Slice;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.key.KeyRing;
import io.zeitgeber.persistence.key.KeyUnusable;
import io.zeitgeber.persistence.ledger.SinkCounts;
import io.zeitgeber.persistence.projection.AlertJson;
import io.zeitgeber.persistence.projection.DataAlertJson;
import io.zeitgeber.persistence.projection.PostgresSink;
import io.zeitgeber.persistence.quarantine.QuarantineTail;
import io.zeitgeber.persistence.quarantine.QuarantinedRecord;
import io.zeitgeber.service.cluster.LoopDaemon;
import io.zeitgeber.service.cluster.RunningLoops;
import io.zeitgeber.service.journal.EntityId;
import io.zeitgeber.service.node.NodeSettings;
import io.zeitgeber.service.topics.PositionSlots;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.ShardedDaemonProcessSettings;
import org.apache.pekko.cluster.sharding.typed.javadsl.ShardedDaemonProcess;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tails of the cluster: each slice of the journal is read by one worker for each sink. A worker
 * takes several slices in one transaction, because a transaction costs about the same for one entry
 * and for a hundred; positions are kept for each slice, so that the number of workers can change.
 */
public final class TailDaemons {
  private static final Logger log = LoggerFactory.getLogger(TailDaemons.class);
  private static final int PAGE = 1000;

  /** Of each sink, in the cluster; divides the number of slices. */
  private static final int WORKERS = 4;

  private static final int QUARANTINE = WORKERS;
  private static final int STUDY_ALERTS = WORKERS + 1;
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final TailLoop.Pace TABLES_PACE =
      new TailLoop.Pace(Duration.ofMillis(500), LOOK_AGAIN, Duration.ofMillis(250));
  private static final TailLoop.Pace TOPICS_PACE =
      new TailLoop.Pace(Duration.ofMillis(20), Duration.ofMillis(2), LOOK_AGAIN);

  private static final TailLoop.Pace STUDIES_PACE =
      new TailLoop.Pace(LOOK_AGAIN, LOOK_AGAIN, Duration.ofMillis(500));

  private final ActorSystem<?> system;
  private final NodeSettings settings;
  private final JournalTail journal;
  private final KeyRing keys;
  private final PostgresSink tables;
  private final QuarantineTail quarantine;
  private final StudyAlertTail studyAlerts;
  private final RunningLoops running;
  private final MeterRegistry meters;
  private final DeliveredCounts delivered;
  private final Counter passedOver;
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
    this.passedOver =
        Counter.builder("zeitgeber.sink.passed.over")
            .description("Entries that a sink could not read; audit verify says why")
            .register(meters);
    this.system = system;
    this.settings = settings;
    this.journal = journal;
    this.keys = keys;
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
                new JournalSource(worker, false, forTables),
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
                      new JournalSource(worker, true, forTopics),
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
        this::outbound,
        new Delivered(settings.kafka(), outgoing()),
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
              prepare(List.of(row));
              return read(row.entry());
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
        record -> List.of(quarantined(record)),
        new Delivered(settings.kafka(), outgoing()),
        KafkaSink.Counting.from(PositionSlots.QUARANTINE, delivered));
  }

  private TailLoop.Sink<StudyAlert> studyAlertsTopic() {
    return new KafkaSink<>(
        settings.kafka(),
        settings.cluster() + "-study-alerts",
        settings.topics().positions(),
        List.of(PositionSlots.STUDY_ALERTS),
        alert -> List.of(alert(alert.study(), alert.json())),
        new Delivered(settings.kafka(), outgoing()),
        KafkaSink.Counting.from(PositionSlots.STUDY_ALERTS, delivered));
  }

  private List<String> outgoing() {
    return List.of(settings.topics().alerts(), settings.topics().quarantine());
  }

  private List<ProducerRecord<byte[], byte[]>> outbound(EntryFacts entry) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    String study = entry.header().study();
    String participant = entry.header().participant();
    for (Fact fact : entry.facts()) {
      switch (fact) {
        case Fact.AlertRaised raised ->
            records.add(alert(participant, AlertJson.of(study, participant, raised)));
        case Fact.AlertResolved resolved ->
            records.add(alert(participant, AlertJson.of(study, participant, resolved)));
        case Fact.AlertHandled handled ->
            records.add(alert(participant, AlertJson.of(study, participant, handled)));
        case AmendFact.EvidenceMoved moved ->
            records.add(alert(participant, AlertJson.of(study, participant, moved)));
        case AbsenceFact.DataAlertRaised raised ->
            records.add(alert(participant, DataAlertJson.of(study, participant, raised)));
        case AbsenceFact.DataAlertResolved resolved ->
            records.add(alert(participant, DataAlertJson.of(study, participant, resolved)));
        case AbsenceFact.SilenceBegan _, AbsenceFact.SilenceEnded _, AbsenceFact.DeadlineSet _ -> {}
        case Fact.Refused refused -> records.add(quarantined(refusal(entry, refused)));
        case CustodyFact _,
            Fact.Enrolled _,
            Fact.ThresholdChanged _,
            Fact.DeviceChanged _,
            Fact.ProtocolActivated _,
            Fact.WindowClosed _,
            Fact.WindowAmended _,
            AmendFact _,
            ClockFact _,
            TimelineFact _ -> {}
      }
    }
    return records;
  }

  private static QuarantinedRecord refusal(EntryFacts entry, Fact.Refused refused) {
    Origin origin = refused.origin();
    byte @Nullable [] bytes = entry.originals().of(origin.offset());
    return new QuarantinedRecord(
        origin,
        refused.reason().name(),
        refused.detail(),
        entry.header().study(),
        entry.header().participant(),
        refused.receivedMicros(),
        entry.originals().length(origin.offset()),
        bytes);
  }

  /**
   * @param key the participant, or the study that it is about
   */
  private ProducerRecord<byte[], byte[]> alert(String key, String json) {
    return new ProducerRecord<>(
        settings.topics().alerts(),
        key.getBytes(StandardCharsets.UTF_8),
        json.getBytes(StandardCharsets.UTF_8));
  }

  private ProducerRecord<byte[], byte[]> quarantined(QuarantinedRecord record) {
    String participant = record.participant();
    return new ProducerRecord<>(
        settings.topics().quarantine(),
        participant == null ? null : participant.getBytes(StandardCharsets.UTF_8),
        QuarantineJson.of(record));
  }

  /**
   * An entry that can't be read any more concludes nothing here: its participant was erased, or is
   * halted; the others' facts do not wait for it. Of a corrupt one not even the header is believed:
   * the ledger misses its records until it is repaired and the tables are rebuilt.
   */
  private Optional<EntryFacts> read(StoredEntry entry) {
    try {
      return Optional.of(EntryCodec.decodeFacts(entry.payload(), keys));
    } catch (KeyGone gone) {
      log.info(
          "entry {} of {} is passed over: the key that sealed it is gone",
          gone.sequence(),
          EntityId.handle(gone.entity()));
      return Optional.of(EntryFacts.unreadable(EntryCodec.decodeHeader(entry.payload())));
    } catch (CorruptJournal | KeyUnusable broken) {
      passedOver.increment();
      log.error(
          "entry {} of {} is passed over: it cannot be read; `zeitgeber audit verify` says why",
          entry.sequence(),
          EntityId.handle(entry.entity()));
      log.debug("why it cannot be read", broken);
      return Optional.empty();
    }
  }

  /** Fetches keys in one go; one that can't be had is met again where its entry is read. */
  private void prepare(List<JournalRow> rows) {
    try {
      keys.prepare(rows.stream().map(row -> row.entry().entity()).toList());
    } catch (KeyUnusable unusable) {
      log.debug("not all keys are at hand", unusable);
    }
  }

  /** Some slices of the journal. */
  private final class JournalSource implements TailLoop.Source<EntryFacts> {
    private final int worker;
    private final List<Integer> slices;
    private final boolean outboundOnly;
    private final Wakes wakes;

    JournalSource(int worker, boolean outboundOnly, Wakes wakes) {
      this.worker = worker;
      this.slices = slices(worker);
      this.outboundOnly = outboundOnly;
      this.wakes = wakes;
    }

    @Override
    public TailLoop.Page<EntryFacts> after(Reached reached) {
      JournalTail.Page page = journal.read(slices, reached.least(), PAGE, outboundOnly);
      List<JournalRow> fresh =
          page.rows().stream().filter(row -> !reached.has(row.slice(), row.position())).toList();
      prepare(fresh);
      List<EntryFacts> entries = new ArrayList<>(fresh.size());
      for (JournalRow row : fresh) {
        read(row.entry()).ifPresent(entries::add);
      }
      return new TailLoop.Page<>(entries, page.next(reached.least()));
    }

    @Override
    public boolean holds(Position position) {
      return journal.holds(position);
    }

    @Override
    public boolean await(Duration atMost) {
      return wakes.await(worker, atMost);
    }
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
