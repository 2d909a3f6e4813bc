package io.zeitgeber.service.participant;

import io.zeitgeber.participant.step.Input;
import org.apache.pekko.actor.typed.ActorRef;

/** What a participant's actor is asked. */
public sealed interface Command {

  /**
   * Take this input, and answer when it is durable. Asked again unchanged, it is answered without
   * being taken twice.
   *
   * @param question names the question in the answer
   */
  record Take(Input input, long question, ActorRef<Taken> replyTo) implements Command {}

  /** Nothing was asked for long: leave memory. */
  enum Passivate implements Command {
    NOW
  }
}
