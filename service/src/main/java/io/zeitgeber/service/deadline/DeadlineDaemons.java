package io.zeitgeber.service.deadline;

import io.micrometer.core.instrument.MeterRegistry;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.persistence.deadline.Deadlines;
import io.zeitgeber.persistence.journal.Slice;
import io.zeitgeber.persistence.protocol.StudyProtocol.Time;
import io.zeitgeber.persistence.receipt.Receipts;
import io.zeitgeber.service.cluster.LoopDaemon;
import io.zeitgeber.service.cluster.RunningLoops;
import io.zeitgeber.service.node.NodeSettings;
import io.zeitgeber.service.participant.Command;
import io.zeitgeber.service.participant.Rest;
import io.zeitgeber.service.participant.Taken;
import io.zeitgeber.service.topics.TopicDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.ShardedDaemonProcessSettings;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.sharding.typed.javadsl.ShardedDaemonProcess;

/** The keepers of deadlines of the cluster: one for each slice of the participants. */
public final class DeadlineDaemons {
  private final ActorSystem<?> system;
  private final NodeSettings settings;
  private final Deadlines deadlines;
  private final EntityTypeKey<Command> participants;
  private final RunningLoops running;
  private final DeadlineMeter meter;
  private final Horizon horizon;

  /** Where input comes from, and how far it was read. */
  public record Inputs(
      Admin admin, TopicDirectory directory, Receipts receipts, String kafkaCluster) {}

  /**
   * @param times what "now" is by a study's protocol
   * @param rest learns whether all input was read
   */
  public DeadlineDaemons(
      ActorSystem<?> system,
      NodeSettings settings,
      Inputs inputs,
      Deadlines deadlines,
      Function<String, Time> times,
      EntityTypeKey<Command> participants,
      RunningLoops running,
      MeterRegistry meters,
      Rest rest) {
    this.system = system;
    this.settings = settings;
    this.deadlines = deadlines;
    this.participants = participants;
    this.running = running;
    meter = new DeadlineMeter(meters, Slice.COUNT);
    List<String> topics = new ArrayList<>(settings.topics().observations());
    topics.add(settings.topics().participants());
    InputEnds ends =
        new InputEnds(
            inputs.admin(), inputs.directory(), inputs.receipts(), inputs.kafkaCluster(), topics);
    horizon =
        new Horizon(
            ends,
            deadlines,
            times,
            settings.deadlines(),
            () -> System.currentTimeMillis() * 1000,
            rest);
  }

  /** Starts the keepers; the cluster decides on which node each runs. */
  public void start() {
    ShardedDaemonProcess.get(system)
        .init(
            LoopDaemon.Message.class,
            "deadlines",
            Slice.COUNT,
            slice ->
                LoopDaemon.create("deadlines-" + slice, running, context -> loop(context, slice)),
            ShardedDaemonProcessSettings.create(system),
            Optional.of(LoopDaemon.Stop.NOW));
  }

  private LoopDaemon.Loop loop(ActorContext<LoopDaemon.Message> context, int slice) {
    // The answer is the journal's: the table of deadlines follows it.
    ActorRef<Taken> answers = context.spawnAnonymous(Behaviors.<Taken>ignore());
    ClusterSharding sharding = ClusterSharding.get(context.getSystem());
    return new DeadlineLoop(
        slice,
        deadlines,
        horizon,
        (entity, micros) ->
            sharding
                .entityRefFor(participants, entity)
                .tell(new Command.Take(new Input.Tick(micros), 0, answers)),
        meter,
        settings.deadlines().look());
  }
}
