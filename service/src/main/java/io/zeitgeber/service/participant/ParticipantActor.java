package io.zeitgeber.service.participant;

import io.zeitgeber.participant.step.Input;
import io.zeitgeber.service.journal.EntityId;
import io.zeitgeber.service.journal.Recorded;
import io.zeitgeber.service.participant.State.Halted;
import io.zeitgeber.service.participant.State.Unborn;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EffectBuilder;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/** One participant: recovers from the journal, asks the core, persists one entry, answers. */
public final class ParticipantActor extends EventSourcedBehavior<Command, Recorded, State> {
  private final EntityId id;
  private final Recorder recorder;
  private final ParticipantMeter meter;
  private final ActorContext<Command> context;
  private final SnapshotKeeper keeper;
  private final DurableStates.Place durable;
  private final Rest rest;
  private final TimerScheduler<Command> timers;
  private long takenAgain;
  private final long bornNanos = System.nanoTime();

  /** Whoever waits for the rest of an input, while history is read for it. */
  private @Nullable ActorRef<Taken> waiting;

  private ParticipantActor(
      EntityId id,
      Recorder recorder,
      ParticipantMeter meter,
      DurableStates.Place durable,
      Rest rest,
      TimerScheduler<Command> timers,
      ActorContext<Command> context) {
    super(
        PersistenceId.ofUniqueId(id.toString()),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(100), Duration.ofSeconds(5), 0.2));
    this.id = id;
    this.recorder = recorder;
    this.meter = meter;
    this.durable = durable;
    this.rest = rest;
    this.timers = timers;
    this.context = context;
    this.keeper = recorder.keeper(id);
  }

  /**
   * The behaviour of one participant's actor.
   *
   * @param states where it puts up what is durable
   * @param rest when what waits is put right although it is not due
   */
  public static Behavior<Command> create(
      EntityId id, Recorder recorder, ParticipantMeter meter, DurableStates states, Rest rest) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new ParticipantActor(
                        id, recorder, meter, states.place(id), rest, timers, context)));
  }

  @Override
  public State emptyState() {
    return Unborn.INSTANCE;
  }

  @Override
  public CommandHandler<Command, Recorded, State> commandHandler() {
    return (state, command) ->
        switch (command) {
          case Command.Take _ when waiting != null -> Effect().stash();
          case Command.Take take ->
              go(recorder.take(id, state, take.input(), take.question()), take.replyTo());
          case Command.Look look -> {
            look.replyTo().tell(Seen.of(state, look.knownSequence()));
            yield Effect().none();
          }
          case Command.Write _ when waiting != null -> Effect().stash();
          case Command.Write write -> write(state, write);
          case Command.Recollected recollected -> goOn(state, recollected);
          case Command.Settle _ -> settle(state);
          case Command.Passivate _ when waiting != null -> Effect().stash();
          case Command.Passivate _ -> {
            keeper.leaving(state);
            yield Effect().stop();
          }
        };
  }

  private Effect<Recorded, State> settle(State state) {
    if (state instanceof State.Known known && rest.waits(known.participant())) {
      if (waiting == null && rest.allRead()) {
        return go(recorder.settle(known), context.getSystem().ignoreRef());
      }
      timers.startSingleTimer(Command.Settle.NOW, rest.pause());
    }
    return Effect().none();
  }

  /** Begins to wait anew for the rest of a recording, with each thing that was taken. */
  private void took(State state) {
    if (state instanceof State.Known known && rest.waits(known.participant())) {
      timers.startSingleTimer(Command.Settle.NOW, rest.pause());
    }
  }

  private Effect<Recorded, State> goOn(State state, Command.Recollected recollected) {
    ActorRef<Taken> replyTo = waiting;
    Input.Recalled recalled = recollected.recalled();
    waiting = null;
    if (replyTo == null || recalled == null || !(state instanceof State.Known known)) {
      // Unanswered, the input is asked again, and so is the history.
      return Effect().stop();
    }
    return go(recorder.goOn(known, recollected.pause(), recalled), replyTo);
  }

  private Effect<Recorded, State> go(Recorder.Taking taking, ActorRef<Taken> replyTo) {
    var effect = taking.entries().isEmpty() ? Effect().none() : persisted(taking.entries());
    Taken answer = taking.answer();
    Recorder.Pause pause = taking.pause();
    if (pause != null) {
      waiting = replyTo;
      return effect.thenRun(
          (State after) -> {
            durable.shows(after);
            recall(pause);
          });
    }
    return effect
        .thenRun(
            (State after) -> {
              durable.shows(after);
              if (answer != null) {
                replyTo.tell(answer);
                keeper.answered(after);
              }
              took(after);
            })
        .thenUnstashAll();
  }

  private EffectBuilder<Recorded, State> persisted(List<Recorded> entries) {
    durable.writes();
    return Effect().persist(entries);
  }

  private void recall(Recorder.Pause pause) {
    Executor blocking =
        context
            .getSystem()
            .dispatchers()
            .lookup(DispatcherSelector.fromConfig("zeitgeber.journal-dispatcher"));
    context.pipeToSelf(
        CompletableFuture.supplyAsync(() -> recorder.recall(id, pause), blocking),
        (recalled, failure) -> {
          if (failure != null) {
            context.getLog().warn("{} could not read its history", id, failure);
          }
          return new Command.Recollected(pause, recalled);
        });
  }

  private Effect<Recorded, State> write(State state, Command.Write write) {
    Writing writing = Writing.of(recorder, id, state, write);
    if (writing.entries().isEmpty()) {
      return Effect().none().thenRun((State _) -> write.replyTo().tell(writing.answer()));
    }
    return persisted(writing.entries())
        .thenRun(
            (State after) -> {
              durable.shows(after);
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
              // A write that failed brings the same object back; who waited then asks again.
              waiting = null;
              durable.shows(state);
              took(state);
              keeper.recovered(state, takenAgain);
              meter.recovered(System.nanoTime() - bornNanos, state instanceof Halted);
            })
        .onSignal(
            PostStop.instance(),
            _ -> {
              durable.leave();
              meter.stopped();
            })
        .build();
  }
}
