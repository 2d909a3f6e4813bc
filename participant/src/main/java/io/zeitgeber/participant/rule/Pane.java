package io.zeitgeber.participant.rule;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import io.zeitgeber.participant.sum.ExactAccumulator;
import io.zeitgeber.participant.sum.ExactSum;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The samples between two decisions: with event time in ((number − 1) · every, number · every].
 * Grows inside a step; once {@link #freeze() frozen} it belongs to a state and is only read and
 * copied.
 */
final class Pane {
  final long number;
  private final ExactAccumulator sum;
  private long count;
  private long firstMicros = Long.MAX_VALUE;
  private long lastMicros = Long.MIN_VALUE;
  private final List<Proof> proofs;
  private boolean frozen;

  Pane(long number) {
    this.number = number;
    sum = new ExactAccumulator();
    proofs = new ArrayList<>(1);
  }

  private Pane(Pane from) {
    number = from.number;
    sum = from.sum.copy();
    count = from.count;
    firstMicros = from.firstMicros;
    lastMicros = from.lastMicros;
    proofs = new ArrayList<>(from.proofs.size());
    from.proofs.forEach(proof -> proofs.add(proof.copy()));
  }

  /** This pane if it may still grow, else a copy that may. */
  Pane growing() {
    return frozen ? new Pane(this) : this;
  }

  void freeze() {
    frozen = true;
  }

  void sample(long eventMicros, double value) {
    sum.add(value);
    count++;
    firstMicros = Math.min(firstMicros, eventMicros);
    lastMicros = Math.max(lastMicros, eventMicros);
  }

  /** The proof of the partition that the record came from, made where there is none. */
  Proof proofOf(Arrival arrival) {
    for (Proof proof : proofs) {
      if (proof.isOf(arrival.topicId(), arrival.partition())) {
        return proof;
      }
    }
    Proof proof = new Proof(arrival);
    proofs.add(proof);
    return proof;
  }

  ExactAccumulator sum() {
    return sum;
  }

  long count() {
    return count;
  }

  long firstMicros() {
    return firstMicros;
  }

  long lastMicros() {
    return lastMicros;
  }

  List<Proof> proofs() {
    return proofs;
  }

  static void write(@Nullable Pane pane, CanonicalWriter to) {
    to.flag(pane != null);
    if (pane != null) {
      to.number(pane.number).bytes(pane.sum.sum().toBytes()).number(pane.count);
      to.number(pane.firstMicros).number(pane.lastMicros).number(pane.proofs.size());
      pane.proofs.forEach(proof -> proof.write(to));
    }
  }

  static @Nullable Pane read(CanonicalReader from) {
    if (!from.flag()) {
      return null;
    }
    Pane pane = new Pane(from.number());
    pane.sum.add(ExactSum.fromBytes(from.bytes()));
    pane.count = from.number();
    pane.firstMicros = from.number();
    pane.lastMicros = from.number();
    for (int left = from.count(); left > 0; left--) {
      pane.proofs.add(Proof.read(from));
    }
    pane.freeze();
    return pane;
  }
}
