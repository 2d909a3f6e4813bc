package io.zeitgeber.service.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.zeitgeber.persistence.journal.PastEntries;
import io.zeitgeber.persistence.ledger.SinkCounts;
import io.zeitgeber.service.cluster.Heartbeat;
import io.zeitgeber.service.cluster.LeaseSetup;
import io.zeitgeber.service.cluster.LoopDaemon;
import io.zeitgeber.service.cluster.Meeting;
import io.zeitgeber.service.cluster.RunningLoops;
import io.zeitgeber.service.deadline.DeadlineDaemons;
import io.zeitgeber.service.health.Health;
import io.zeitgeber.service.ingest.IngestDaemons;
import io.zeitgeber.service.journal.EntityId;
import io.zeitgeber.service.journal.JournalSetup;
import io.zeitgeber.service.metrics.Readings;
import io.zeitgeber.service.participant.Command;
import io.zeitgeber.service.participant.DurableStates;
import io.zeitgeber.service.participant.ParticipantActor;
import io.zeitgeber.service.participant.ParticipantMeter;
import io.zeitgeber.service.participant.Recorder;
import io.zeitgeber.service.participant.Rest;
import io.zeitgeber.service.query.Sources;
import io.zeitgeber.service.readmission.ReadmissionLoop;
import io.zeitgeber.service.tail.DeliveredCounts;
import io.zeitgeber.service.tail.TailDaemons;
import io.zeitgeber.service.topics.TopicDirectory;
import io.zeitgeber.service.topics.TopicKeeper;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.typed.ShardedDaemonProcessSettings;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.sharding.typed.javadsl.ShardedDaemonProcess;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.apache.pekko.cluster.typed.Leave;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.jdk.javaapi.CollectionConverters;

/** A running node. */
public final class Node implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Node.class);
  private static final Duration JOIN = Duration.ofSeconds(60);
  private static final Duration DRAIN = Duration.ofSeconds(30);

  /** The participants' entity type: part of every shard's name, for ever. */
  static final EntityTypeKey<Command> PARTICIPANTS =
      EntityTypeKey.create(Command.class, "participant");

  private final NodeSettings settings;
  private final Storage storage;
  private final Admin admin;
  private final String kafkaCluster;
  private final ActorSystem<Void> system;
  private final DurableStates durable = new DurableStates();
  private final RunningLoops running = new RunningLoops();
  private final Rest rest;
  private final Heartbeat heartbeat;
  private final LedgerMeter ledger;

  private final MeterRegistry meters;

  private Node(NodeSettings settings, Health health, MeterRegistry meters) {
    this.meters = meters;
    this.settings = settings;
    this.storage = Storage.open(settings, meters);
    this.rest =
        new Rest(
            storage.protocols()::time,
            () -> System.currentTimeMillis() * 1000,
            settings.deadlines().rest());
    Admin kafka = Admin.create(settings.kafka());
    this.admin = kafka;
    try {
      this.kafkaCluster = new TopicKeeper(admin, settings.topics()).ensure();
      Late<TailDaemons> tails = new Late<>();
      this.system =
          ActorSystem.create(
              Behaviors.<Void>empty(),
              settings.cluster(),
              ActorSystemSetup.create(
                  BootstrapSetup.create(config(settings.remoting())),
                  new LeaseSetup(storage.leases()),
                  new JournalSetup(
                      storage.writer(),
                      storage.reader(),
                      storage.recoveries(),
                      entry -> tails.get().durable(entry))));
      health.check("database", storage.health());
      health.check("kafka", new KafkaHealth(admin));
      this.heartbeat =
          new Heartbeat(storage.nodes(), address(), Duration.ofSeconds(5), storage::refresh);
      DeliveredCounts delivered =
          new DeliveredCounts(
              storage.sinkCounts(),
              Map.of(
                  settings.topics().alerts(), SinkCounts.ALERTS,
                  settings.topics().quarantine(), SinkCounts.QUARANTINE));
      TailDaemons sinks =
          new TailDaemons(
              system,
              settings,
              storage.tail(),
              storage.keys(),
              storage.sink(),
              storage.quarantineTail(),
              storage.studyAlerts(),
              running,
              meters,
              delivered);
      tails.set(sinks);
      join();
      startParticipants(meters);
      new IngestDaemons(
              system,
              settings,
              new TopicDirectory(admin, this::mayRead),
              storage.receipts(),
              kafkaCluster,
              records -> {
                storage.quarantine().write(records);
                sinks.quarantined();
              },
              PARTICIPANTS,
              running,
              meters,
              health)
          .start();
      sinks.start();
      new DeadlineDaemons(
              system,
              settings,
              new DeadlineDaemons.Inputs(
                  admin,
                  new TopicDirectory(admin, this::mayRead),
                  storage.receipts(),
                  kafkaCluster),
              storage.deadlines(),
              storage.protocols()::time,
              PARTICIPANTS,
              running,
              meters,
              rest)
          .start();
      startReadmissions();
      ledger =
          new LedgerMeter(
              storage.ledgerCounts(),
              storage.sinkCounts(),
              delivered,
              new HorizonMeter(storage.horizon(), meters),
              meters);
    } catch (RuntimeException failed) {
      storage.close();
      kafka.close(Duration.ofSeconds(2));
      throw failed;
    }
  }

  /**
   * Migrates the database, makes or checks the topics, joins or forms the cluster and starts ingest
   * and projections. Returns when the node takes traffic.
   *
   * @throws StartRefused when something is not as it must be; its message says what to do
   */
  public static Node start(NodeSettings settings, Health health, MeterRegistry meters) {
    return new Node(settings, health, meters);
  }

  private static Config config(NodeSettings.Remoting remoting) {
    Config tls =
        remoting
            .tls()
            .map(it -> ConfigFactory.parseMap(it.settings()))
            .orElse(ConfigFactory.empty());
    return ConfigFactory.parseMap(
            Map.of(
                "pekko.remote.artery.canonical.hostname", remoting.host(),
                "pekko.remote.artery.canonical.port", remoting.port()))
        .withFallback(tls)
        .withFallback(ConfigFactory.parseResources("pekko.conf"))
        .withFallback(ConfigFactory.load())
        .resolve();
  }

  private void join() {
    try {
      List<String> others =
          new Meeting(storage.nodes(), storage.leases(), settings.cluster(), address())
              .whomToJoin(settings.remoting().join());
      List<Address> seeds =
          others.stream()
              .map(
                  other ->
                      AddressFromURIString.parse("pekko://" + settings.cluster() + "@" + other))
              .toList();
      Cluster cluster = Cluster.get(system);
      cluster
          .manager()
          .tell(
              others.contains(address())
                  ? new Join(cluster.selfMember().address())
                  : new JoinSeedNodes(CollectionConverters.asScala(seeds).toSeq()));
      long deadline = System.nanoTime() + JOIN.toNanos();
      while (!cluster.selfMember().status().equals(MemberStatus.up())) {
        if (System.nanoTime() > deadline) {
          throw new StartRefused(
              "The cluster at %s did not take this node within %d s. Is it of the same version, and"
                      .formatted(others, JOIN.toSeconds())
                  + " reachable?");
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
      log.info("joined {}: this node is {}", others, address());
    } catch (SQLException failed) {
      throw new StartRefused("The database does not say which nodes live: " + failed, failed);
    }
  }

  /** The first id under a name is read as it is; another one waits until it is adopted. */
  private boolean mayRead(TopicDirectory.Known topic) {
    Set<UUID> known = storage.topics().known(kafkaCluster, topic.name());
    if (known.isEmpty()) {
      storage
          .topics()
          .adopt(kafkaCluster, topic.name(), topic.id(), "zeitgeber", "the first of that name");
      return true;
    }
    return known.contains(topic.id());
  }

  private void startReadmissions() {
    ShardedDaemonProcess.get(system)
        .init(
            LoopDaemon.Message.class,
            "readmissions",
            1,
            _ ->
                LoopDaemon.create(
                    "readmissions",
                    running,
                    _ ->
                        new ReadmissionLoop(
                            storage.readmissions(),
                            settings.topics().participants(),
                            ClusterSharding.get(system),
                            PARTICIPANTS)),
            ShardedDaemonProcessSettings.create(system),
            Optional.of(LoopDaemon.Stop.NOW));
  }

  private void startParticipants(MeterRegistry meters) {
    ParticipantMeter meter = new ParticipantMeter(meters);
    Recorder recorder =
        new Recorder(
            storage.protocols(),
            Version.code(),
            PastEntries.in(storage.reader()),
            meter,
            storage.keys(),
            storage.snapshots());
    ClusterSharding.get(system)
        .init(
            Entity.of(
                    PARTICIPANTS,
                    context ->
                        ParticipantActor.create(
                            EntityId.of(context.getEntityId()), recorder, meter, durable, rest))
                .withStopMessage(Command.Passivate.NOW));
    // An erased participant's actor comes back without the key.
    storage
        .custody()
        .onErased(
            entity ->
                ClusterSharding.get(system)
                    .entityRefFor(PARTICIPANTS, entity)
                    .tell(Command.Passivate.NOW));
  }

  /** Where the broker is asked for its time. */
  public String clockTopic() {
    return settings.topics().positions() + "-clock";
  }

  /** Channels of a study that blinded roles must not see. */
  public Set<String> unblinding(String study) {
    return storage.unblinding(study);
  }

  /** What this node has to answer questions from. */
  public Sources sources() {
    return new Sources(
        ClusterSharding.get(system),
        PARTICIPANTS,
        durable,
        storage.protocols()::byDigest,
        storage.database(),
        storage.keys(),
        admin,
        settings.kafka(),
        settings.topics().alerts(),
        storage.erasures(),
        settings.keys(),
        () -> Readings.of(meters).recordsByFate().getOrDefault("repeated", 0L));
  }

  /** The cluster address that another node may join, HOST:PORT. */
  public String address() {
    Address self = Cluster.get(system).selfMember().address();
    return self.host().get() + ":" + self.port().get();
  }

  /** Stops polling, drains, commits, leaves the cluster. */
  @Override
  public void close() {
    heartbeat.close();
    ledger.close();
    List<String> unfinished = running.stop(DRAIN);
    if (!unfinished.isEmpty()) {
      log.warn(
          "{} did not finish within {} s; the next start does it again",
          unfinished,
          DRAIN.toSeconds());
    }
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(new Leave(cluster.selfMember().address()));
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!cluster.isTerminated() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    system.terminate();
    try {
      system.getWhenTerminated().toCompletableFuture().get(15, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException late) {
      log.warn("the actor system does not end", late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    storage.close();
    admin.close(Duration.ofSeconds(2));
  }

  /** Something that is made after what refers to it. */
  private static final class Late<T> {
    private volatile Optional<T> made = Optional.empty();

    void set(T thing) {
      made = Optional.of(thing);
    }

    T get() {
      return made.orElseThrow(() -> new IllegalStateException("asked before it was made"));
    }
  }
}
