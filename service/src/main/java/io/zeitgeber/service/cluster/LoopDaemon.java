package io.zeitgeber.service.cluster;

import java.time.Duration;
import java.util.function.Function;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a blocking loop running on one node of the cluster. The loop has a thread of its own; when
 * it fails, a new one starts after a pause that grows with each failure; when the daemon is to move
 * to another node, the loop is asked to stop and is waited for. On a node that is closing, the
 * cluster may still ask for one that has ended: it is there, and runs nothing.
 */
public final class LoopDaemon extends AbstractBehavior<LoopDaemon.Message> {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final Loop loop;
  private final boolean started;
  private boolean stopping;

  /** Something that runs until it is asked to stop. */
  public interface Loop extends Runnable {
    /** Asks the loop to end soon, in good order; called by any thread, and more than once. */
    void stop();
  }

  /** What the daemon is told. */
  public sealed interface Message {}

  /** Stop, because the daemon moves or the node leaves. */
  public enum Stop implements Message {
    NOW
  }

  private record Ended(@Nullable Throwable trouble) implements Message {}

  private LoopDaemon(ActorContext<Message> context, String name, Loop loop, RunningLoops running) {
    super(context);
    this.loop = loop;
    Runnable ended =
        () -> {
          Throwable trouble = null;
          try {
            loop.run();
          } catch (Throwable failure) { // handed on: the supervisor decides
            trouble = failure;
          }
          context.getSelf().tell(new Ended(trouble));
        };
    started = running.start(name, loop, ended);
  }

  /**
   * A daemon for one loop.
   *
   * @param name of the loop's thread
   * @param loops makes the loop anew for each start
   */
  public static Behavior<Message> create(
      String name, RunningLoops running, Function<ActorContext<Message>, Loop> loops) {
    return Behaviors.supervise(
            Behaviors.<Message>setup(
                context -> new LoopDaemon(context, name, loops.apply(context), running)))
        .onFailure(SupervisorStrategy.restartWithBackoff(FIRST_PAUSE, LONGEST_PAUSE, 0.2));
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(Stop.class, _ -> stop())
        .onMessage(Ended.class, this::ended)
        .onSignal(PreRestart.class, _ -> abandon())
        .onSignal(PostStop.class, _ -> abandon())
        .build();
  }

  private Behavior<Message> stop() {
    stopping = true;
    loop.stop();
    return started ? this : Behaviors.stopped();
  }

  private Behavior<Message> ended(Ended ended) {
    if (ended.trouble() == null || stopping) {
      return Behaviors.stopped();
    }
    throw new LoopFailed(ended.trouble());
  }

  private Behavior<Message> abandon() {
    loop.stop();
    return this;
  }

  private static final class LoopFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LoopFailed(Throwable cause) {
      super(cause);
    }
  }
}
