package io.zeitgeber.service.tail;

import io.micrometer.core.instrument.MeterRegistry;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.step.AmendFact;
import io.zeitgeber.participant.step.ClockFact;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.EntryFacts;
import io.zeitgeber.persistence.journal.JournalRow;
import io.zeitgeber.persistence.journal.JournalTail;
import io.zeitgeber.persistence.journal.Position;
import io.zeitgeber.persistence.journal.Slice;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.projection.AlertJson;
import io.zeitgeber.persistence.projection.PostgresSink;
import io.zeitgeber.persistence.quarantine.QuarantineTail;
import io.zeitgeber.persistence.quarantine.QuarantinedRecord;
import io.zeitgeber.service.cluster.LoopDaemon;
import io.zeitgeber.service.cluster.RunningLoops;
import io.zeitgeber.service.node.NodeSettings;
import io.zeitgeber.service.topics.PositionSlots;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.ShardedDaemonProcessSettings;
import org.apache.pekko.cluster.sharding.typed.javadsl.ShardedDaemonProcess;
import org.jspecify.annotations.Nullable;

/** The tails of the cluster: each slice of the journal is read by one worker for each sink. */
public final class TailDaemons {
  private static final int PAGE = 1000;
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final TailLoop.Pace TABLES_PACE =
      new TailLoop.Pace(Duration.ofMillis(500), LOOK_AGAIN, Duration.ofMillis(250));
  private static final TailLoop.Pace TOPICS_PACE =
      new TailLoop.Pace(Duration.ofMillis(20), Duration.ofMillis(2), LOOK_AGAIN);

  private final ActorSystem<?> system;
  private final NodeSettings settings;
  private final JournalTail journal;
  private final PostgresSink tables;
  private final QuarantineTail quarantine;
  private final RunningLoops running;
  private final MeterRegistry meters;
  private final Wakes forTables = new Wakes(Slice.COUNT);
  private final Wakes forTopics = new Wakes(PositionSlots.COUNT);

  public TailDaemons(
      ActorSystem<?> system,
      NodeSettings settings,
      JournalTail journal,
      PostgresSink tables,
      QuarantineTail quarantine,
      RunningLoops running,
      MeterRegistry meters) {
    this.system = system;
    this.settings = settings;
    this.journal = journal;
    this.tables = tables;
    this.quarantine = quarantine;
    this.running = running;
    this.meters = meters;
  }

  /** This node has made an entry durable. */
  public void durable(StoredEntry entry) {
    int slice = entry.slice();
    forTables.ring(slice);
    if (entry.outbound()) {
      forTopics.ring(slice);
    }
  }

  /** This node's ingest has refused records itself. */
  public void quarantined() {
    forTopics.ring(PositionSlots.QUARANTINE);
  }

  /** Starts the workers; the cluster decides on which node each runs. */
  public void start() {
    TailMeter tablesMeter = new TailMeter(meters, "tables");
    TailMeter topicsMeter = new TailMeter(meters, "topics");
    daemon(
        "tables",
        Slice.COUNT,
        slice ->
            new TailLoop<>(
                new JournalSource(slice, false, forTables),
                () -> new TablesSink(slice),
                tablesMeter,
                TABLES_PACE));
    daemon(
        "topics",
        PositionSlots.COUNT,
        slot ->
            slot == PositionSlots.QUARANTINE
                ? new TailLoop<>(
                    new QuarantineSource(), this::quarantineTopic, topicsMeter, TOPICS_PACE)
                : new TailLoop<>(
                    new JournalSource(slot, true, forTopics),
                    () -> entriesTopic(slot),
                    topicsMeter,
                    TOPICS_PACE));
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

  private TailLoop.Sink<EntryFacts> entriesTopic(int slice) {
    return new KafkaSink<>(
        settings.kafka(),
        settings.cluster() + "-alerts-" + slice,
        new TopicPartition(settings.topics().positions(), slice),
        this::outbound,
        new Delivered(settings.kafka(), outgoing()));
  }

  private TailLoop.Sink<QuarantinedRecord> quarantineTopic() {
    return new KafkaSink<>(
        settings.kafka(),
        settings.cluster() + "-quarantine",
        new TopicPartition(settings.topics().positions(), PositionSlots.QUARANTINE),
        record -> List.of(quarantined(record)),
        new Delivered(settings.kafka(), outgoing()));
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
        case AmendFact.EvidenceMoved moved ->
            records.add(alert(participant, AlertJson.of(study, participant, moved)));
        case Fact.Refused refused -> records.add(quarantined(refusal(entry, refused)));
        case Fact.Enrolled _,
            Fact.ThresholdChanged _,
            Fact.DeviceChanged _,
            Fact.ProtocolActivated _,
            Fact.WindowClosed _,
            Fact.WindowAmended _,
            AmendFact _,
            ClockFact _ -> {}
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
        bytes == null ? 0 : bytes.length,
        bytes);
  }

  private ProducerRecord<byte[], byte[]> alert(String participant, String json) {
    return new ProducerRecord<>(
        settings.topics().alerts(),
        participant.getBytes(StandardCharsets.UTF_8),
        json.getBytes(StandardCharsets.UTF_8));
  }

  private ProducerRecord<byte[], byte[]> quarantined(QuarantinedRecord record) {
    String participant = record.participant();
    return new ProducerRecord<>(
        settings.topics().quarantine(),
        participant == null ? null : participant.getBytes(StandardCharsets.UTF_8),
        QuarantineJson.of(record));
  }

  /** A slice of the journal. */
  private final class JournalSource implements TailLoop.Source<EntryFacts> {
    private final int slice;
    private final boolean outboundOnly;
    private final Wakes wakes;

    JournalSource(int slice, boolean outboundOnly, Wakes wakes) {
      this.slice = slice;
      this.outboundOnly = outboundOnly;
      this.wakes = wakes;
    }

    @Override
    public TailLoop.Page<EntryFacts> after(Position position) {
      JournalTail.Page page = journal.read(List.of(slice), position, PAGE, outboundOnly);
      List<EntryFacts> entries = new ArrayList<>(page.rows().size());
      for (JournalRow row : page.rows()) {
        entries.add(EntryCodec.decodeFacts(row.entry().payload()));
      }
      return new TailLoop.Page<>(entries, page.next(position));
    }

    @Override
    public boolean holds(Position position) {
      return journal.holds(slice, position);
    }

    @Override
    public boolean await(Duration atMost) {
      return wakes.await(slice, atMost);
    }
  }

  /** What ingest refused itself; it is in no journal entry. */
  private final class QuarantineSource implements TailLoop.Source<QuarantinedRecord> {
    @Override
    public TailLoop.Page<QuarantinedRecord> after(Position position) {
      QuarantineTail.Page page = quarantine.after(position, PAGE);
      return new TailLoop.Page<>(page.records(), page.end());
    }

    @Override
    public boolean holds(Position position) {
      return quarantine.holds(position);
    }

    @Override
    public boolean await(Duration atMost) {
      return forTopics.await(PositionSlots.QUARANTINE, atMost);
    }
  }

  /** The tables in PostgreSQL. */
  private final class TablesSink implements TailLoop.Sink<EntryFacts> {
    private final int slice;

    TablesSink(int slice) {
      this.slice = slice;
    }

    @Override
    public Position position() {
      return tables.position(slice);
    }

    @Override
    public void rewound() {
      // rows and position are restored together
    }

    @Override
    public void write(List<EntryFacts> rows, Position from, Position to) {
      tables.write(slice, from, rows, to);
    }

    @Override
    public void close() {
      // the pool belongs to the node
    }
  }
}
