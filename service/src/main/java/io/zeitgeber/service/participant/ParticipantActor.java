package io.zeitgeber.service.participant;

import io.zeitgeber.service.journal.EntityId;
import io.zeitgeber.service.journal.Recorded;
import io.zeitgeber.service.participant.State.Halted;
import io.zeitgeber.service.participant.State.Unborn;
import java.time.Duration;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/** One participant: recovers from the journal, asks the core, persists one entry, answers. */
public final class ParticipantActor extends EventSourcedBehavior<Command, Recorded, State> {
  private final EntityId id;
  private final Recorder recorder;
  private final ParticipantMeter meter;
  private final SnapshotKeeper keeper;
  private long takenAgain;
  private final long bornNanos = System.nanoTime();

  private ParticipantActor(EntityId id, Recorder recorder, ParticipantMeter meter) {
    super(
        PersistenceId.ofUniqueId(id.toString()),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(100), Duration.ofSeconds(5), 0.2));
    this.id = id;
    this.recorder = recorder;
    this.meter = meter;
    this.keeper = recorder.keeper(id);
  }

  /** The behaviour of one participant's actor. */
  public static Behavior<Command> create(EntityId id, Recorder recorder, ParticipantMeter meter) {
    return Behaviors.setup(_ -> new ParticipantActor(id, recorder, meter));
  }

  @Override
  public State emptyState() {
    return Unborn.INSTANCE;
  }

  @Override
  public CommandHandler<Command, Recorded, State> commandHandler() {
    return (state, command) ->
        switch (command) {
          case Command.Take take -> take(state, take);
          case Command.Look look -> {
            look.replyTo().tell(Seen.of(state, look.knownSequence()));
            yield Effect().none();
          }
          case Command.Write write -> write(state, write);
          case Command.Passivate _ -> {
            keeper.leaving(state);
            yield Effect().stop();
          }
        };
  }

  private Effect<Recorded, State> take(State state, Command.Take take) {
    Recorder.Taking taking = recorder.take(id, state, take.input(), take.question());
    if (taking.entries().isEmpty()) {
      return Effect().none().thenRun((State _) -> take.replyTo().tell(taking.answer()));
    }
    return Effect()
        .persist(taking.entries())
        .thenRun(
            (State after) -> {
              take.replyTo().tell(taking.answer());
              keeper.answered(after);
            });
  }

  private Effect<Recorded, State> write(State state, Command.Write write) {
    Writing writing = Writing.of(recorder, id, state, write);
    if (writing.entries().isEmpty()) {
      return Effect().none().thenRun((State _) -> write.replyTo().tell(writing.answer()));
    }
    return Effect()
        .persist(writing.entries())
        .thenRun(
            (State after) -> {
              write.replyTo().tell(writing.answer());
              keeper.answered(after);
            });
  }

  @Override
  public EventHandler<State, Recorded> eventHandler() {
    return (state, recorded) -> {
      if (recorded.after() instanceof State after) {
        return after;
      }
      takenAgain += recorded.holdsEntry() ? 1 : 0;
      return recorder.replay(id, state, recorded);
    };
  }

  @Override
  public SignalHandler<State> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(
            RecoveryCompleted.instance(),
            state -> {
              keeper.recovered(state, takenAgain);
              meter.recovered(System.nanoTime() - bornNanos, state instanceof Halted);
            })
        .onSignal(PostStop.instance(), _ -> meter.stopped())
        .build();
  }
}
