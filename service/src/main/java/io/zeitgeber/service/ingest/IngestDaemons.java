package io.zeitgeber.service.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.zeitgeber.persistence.quarantine.QuarantinedRecord;
import io.zeitgeber.persistence.receipt.Receipts;
import io.zeitgeber.service.cluster.LoopDaemon;
import io.zeitgeber.service.cluster.RunningLoops;
import io.zeitgeber.service.health.Health;
import io.zeitgeber.service.node.NodeSettings;
import io.zeitgeber.service.participant.Command;
import io.zeitgeber.service.participant.Taken;
import io.zeitgeber.service.topics.TopicDirectory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.ShardedDaemonProcessSettings;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.sharding.typed.javadsl.ShardedDaemonProcess;
import org.jspecify.annotations.Nullable;

/**
 * The ingest workers of the cluster: one reads the enrolments, the others share the partitions of
 * the observations. Each worker runs on one node at a time.
 */
public final class IngestDaemons {
  private final ActorSystem<?> system;
  private final NodeSettings settings;
  private final TopicDirectory topics;
  private final Receipts receipts;
  private final String kafkaCluster;
  private final Consumer<List<QuarantinedRecord>> quarantine;
  private final EntityTypeKey<Command> participants;
  private final RunningLoops running;
  private final IngestMeter meter;
  private final Stoppages stoppages = new Stoppages();
  private final Map<TopicPartition, AtomicLong> lags = new ConcurrentHashMap<>();

  public IngestDaemons(
      ActorSystem<?> system,
      NodeSettings settings,
      TopicDirectory topics,
      Receipts receipts,
      String kafkaCluster,
      Consumer<List<QuarantinedRecord>> quarantine,
      EntityTypeKey<Command> participants,
      RunningLoops running,
      MeterRegistry meters,
      Health health) {
    this.system = system;
    this.settings = settings;
    this.topics = topics;
    this.receipts = receipts;
    this.kafkaCluster = kafkaCluster;
    this.quarantine = quarantine;
    this.participants = participants;
    this.running = running;
    this.meter = new IngestMeter(meters);
    health.check("ingest", stoppages::inWords);
  }

  /** Starts the workers; the cluster decides on which node each runs. */
  public void start() {
    daemon(
        "enrolments",
        1,
        worker ->
            context ->
                loop(
                    context,
                    EnrolmentIntake::new,
                    List.of(settings.topics().participants()),
                    worker,
                    1,
                    _ -> {}));
    int workers = settings.ingest().workers();
    daemon(
        "observations",
        workers,
        worker ->
            context ->
                loop(
                    context,
                    () -> new ObservationIntake(Set.copyOf(settings.topics().receivedIsDevice())),
                    settings.topics().observations(),
                    worker,
                    workers,
                    stopping -> enrolmentsFirst(stopping).run()));
  }

  private EnrolmentsFirst enrolmentsFirst(AtomicBoolean stopping) {
    return new EnrolmentsFirst(
        settings.topics().participants(),
        topics,
        receipts,
        kafkaCluster,
        () -> consumer(new ByteArrayDeserializer()),
        stopping::get);
  }

  private void daemon(
      String name,
      int workers,
      Function<Integer, Function<ActorContext<LoopDaemon.Message>, LoopDaemon.Loop>> loops) {
    ShardedDaemonProcess.get(system)
        .init(
            LoopDaemon.Message.class,
            name,
            workers,
            worker -> LoopDaemon.create(name + "-" + worker, running, loops.apply(worker)),
            ShardedDaemonProcessSettings.create(system),
            Optional.of(LoopDaemon.Stop.NOW));
  }

  /** What runs before the first poll. */
  private interface Before {
    void run(AtomicBoolean stopping);
  }

  private <V> LoopDaemon.Loop loop(
      ActorContext<LoopDaemon.Message> context,
      java.util.function.Supplier<Intake<V>> intakes,
      List<String> names,
      int worker,
      int workers,
      Before before) {
    Intake<V> intake = intakes.get();
    AtomicBoolean stopping = new AtomicBoolean();
    Answers answers = new Answers();
    ActorRef<Taken> replyTo =
        context.spawnAnonymous(
            Behaviors.receiveMessage(
                taken -> {
                  answers.take(taken);
                  return Behaviors.same();
                }));
    ClusterSharding sharding = ClusterSharding.get(context.getSystem());
    IngestLoop<V> loop =
        new IngestLoop<>(
            new IngestSetup<>(
                () -> before.run(stopping),
                () -> consumer(intake.deserializer()),
                intake,
                new StartPositions(
                    topics, receipts, kafkaCluster, stoppages, names, worker, workers),
                receipts,
                kafkaCluster,
                quarantine,
                (share, part, question) ->
                    sharding
                        .entityRefFor(participants, share.id().toString())
                        .tell(new Command.Take(part, question, replyTo)),
                meter,
                settings.ingest().sliceBytes(),
                Math.max(1, settings.ingest().unansweredBatches() / workers),
                settings.ingest().linger().toNanos(),
                lags));
    answers.loop = loop;
    return new LoopDaemon.Loop() {
      @Override
      public void stop() {
        stopping.set(true);
        loop.stop();
      }

      @Override
      public void run() {
        loop.run();
      }
    };
  }

  /** From the actor that gets the answers to the loop that waits for them. */
  private static final class Answers {
    private volatile @Nullable IngestLoop<?> loop;

    void take(Taken taken) {
      IngestLoop<?> waiting = loop;
      if (waiting != null) {
        waiting.answered(taken);
      }
    }
  }

  private <V> KafkaConsumer<byte[], V> consumer(Deserializer<V> values) {
    Map<String, Object> kafka = new HashMap<>(settings.kafka());
    kafka.put("group.id", settings.cluster());
    kafka.put("enable.auto.commit", "false");
    kafka.put("auto.offset.reset", "none");
    kafka.put("isolation.level", "read_committed");
    kafka.put("allow.auto.create.topics", "false");
    kafka.putIfAbsent("max.poll.records", "100000");
    kafka.putIfAbsent("fetch.max.bytes", "52428800");
    kafka.putIfAbsent("max.partition.fetch.bytes", "4194304");
    kafka.putIfAbsent("receive.buffer.bytes", "1048576");
    return new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), values);
  }
}
