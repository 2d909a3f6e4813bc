package io.zeitgeber.service.query;

import io.zeitgeber.service.journal.EntityId;
import io.zeitgeber.service.participant.Command;
import io.zeitgeber.service.participant.Seen;
import io.zeitgeber.service.participant.Written;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;

/** Asks participants' actors, wherever in the cluster they live. */
final class Actors {
  private final Sources sources;

  Actors(Sources sources) {
    this.sources = sources;
  }

  /**
   * At once where the state is put up on this node; else the actor is asked, and may have to wait.
   */
  CompletionStage<Seen> look(EntityId id, long knownSequence, Duration patience) {
    Optional<Seen> here = sources.durable().look(id, knownSequence);
    if (here.isPresent()) {
      return CompletableFuture.completedFuture(here.get());
    }
    return actor(id).<Seen>ask(replyTo -> new Command.Look(knownSequence, replyTo), patience);
  }

  /** What is seen now. Throws a status where the participant can't be reached in time. */
  Seen see(EntityId id, long knownSequence) throws InterruptedException {
    Duration patience = Calls.left();
    return await(look(id, knownSequence, patience), patience);
  }

  /** Asked again after UNAVAILABLE, it is not taken twice. */
  Written write(
      EntityId id,
      java.util.function.Function<org.apache.pekko.actor.typed.ActorRef<Written>, Command> command)
      throws InterruptedException {
    Duration patience = Calls.left();
    return await(actor(id).<Written>ask(command::apply, patience), patience);
  }

  private EntityRef<Command> actor(EntityId id) {
    return sources.sharding().entityRefFor(sources.participants(), id.toString());
  }

  private static <T> T await(CompletionStage<T> asked, Duration patience)
      throws InterruptedException {
    try {
      return asked.toCompletableFuture().get(patience.toMillis() + 500, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException late) {
      throw unreachable();
    }
  }

  static RuntimeException unreachable() {
    return Failures.unavailable("the participant did not answer in time");
  }
}
