package io.zeitgeber.service.participant;

import io.zeitgeber.participant.step.Input;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What a participant's actor is asked. */
public sealed interface Command {

  /**
   * Take this input, and answer when it is durable. Asked again unchanged, it is answered without
   * being taken twice.
   *
   * @param question names the question in the answer
   */
  record Take(Input input, long question, ActorRef<Taken> replyTo) implements Command {}

  /**
   * Show yourself.
   *
   * @param knownSequence of the state that the asker has; the same one is not sent again. 0: none
   */
  record Look(long knownSequence, ActorRef<Seen> replyTo) implements Command {}

  /**
   * Take this change once, however often it is asked for.
   *
   * @param change an enrolment, or what is done about an alert; its origin is given by the
   *     participant
   * @param fingerprint of the request: see {@link Requests}
   * @param mayEnrol whether somebody of whom nothing is known may be enrolled by it
   */
  record Write(Input change, long fingerprint, boolean mayEnrol, ActorRef<Written> replyTo)
      implements Command {}

  /**
   * What a step asked for of the history was read, or could not be. The actor tells itself.
   *
   * @param recalled null where reading failed
   */
  record Recollected(Recorder.Pause pause, Input.@Nullable Recalled recalled) implements Command {}

  /** Nothing came for a while: put right what waits. The actor tells itself. */
  enum Settle implements Command {
    NOW
  }

  /** Nothing was asked for long: leave memory. */
  enum Passivate implements Command {
    NOW
  }
}
