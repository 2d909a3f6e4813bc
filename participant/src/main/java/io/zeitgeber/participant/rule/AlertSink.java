package io.zeitgeber.participant.rule;

/** Takes what the rules conclude, in order. */
public interface AlertSink {

  void raised(Alert alert);

  void resolved(Alert alert, long raisedAtMicros);
}
