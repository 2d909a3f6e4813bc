package io.zeitgeber.persistence.replay;

import io.zeitgeber.participant.step.Input;
import java.util.concurrent.atomic.LongAdder;

/** How far a replay has come; may be looked at by another thread while it runs. */
public final class Progress {
  private final LongAdder participants = new LongAdder();
  private final LongAdder entries = new LongAdder();
  private final LongAdder samples = new LongAdder();

  void entry(Replayed replayed) {
    entries.increment();
    samples.add(samples(replayed.entry().input()));
  }

  void participant() {
    participants.increment();
  }

  /** Numbers, or observations where they hold none. */
  static long samples(Input input) {
    return input instanceof Input.Observed(var batch)
        ? Math.max(batch.size(), batch.values().length)
        : 0;
  }

  public long participants() {
    return participants.sum();
  }

  public long entries() {
    return entries.sum();
  }

  public long samples() {
    return samples.sum();
  }
}
