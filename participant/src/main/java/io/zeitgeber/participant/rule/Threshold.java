package io.zeitgeber.participant.rule;

import io.zeitgeber.participant.protocol.ThresholdRule;
import io.zeitgeber.participant.sum.ExactAccumulator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A threshold rule at work on one device during one step.
 *
 * <p>The rule decides at whole multiples t of {@code every}, once each, when a sample moves the
 * front from F ≤ t past t, on the samples that have come by then with event time in (t − window,
 * t]. Samples of one record come in the order of their event time, so deciding before each sample
 * what its predecessors have completed is the same as deciding when the record is over.
 *
 * <p>A window is a whole number of panes, each with its exact sum; only as many as a window has are
 * kept. Beyond the last of them a t has no samples and decides nothing, so a gap of years costs no
 * more than a gap of a minute.
 */
public final class Threshold {
  private final ThresholdRule rule;
  private final Watched watched;
  private final Arrival arrival;
  private final LongSupplier uncertainty;
  private final AlertSink sink;
  private final @Nullable Pane[] ring;
  private final ExactAccumulator mean = new ExactAccumulator();
  private List<Episode> past;
  private @Nullable OpenAlert high;
  private @Nullable OpenAlert low;

  /** Number of the pane in which the front lies; its samples are after from, up to to. */
  private long pane;

  private long fromMicros;
  private long toMicros;
  private @Nullable Pane current;
  private @Nullable Proof currentProof;

  /** The last record that was counted, and in which pane. */
  private long recordOffset = -1;

  private long recordPane;

  /**
   * Goes on from a state.
   *
   * @param uncertainty of the event times now, in microseconds; negative where no model has spoken
   */
  public Threshold(
      ThresholdRule rule,
      ThresholdState from,
      Watched watched,
      Arrival arrival,
      LongSupplier uncertainty,
      AlertSink sink) {
    this.rule = rule;
    this.watched = watched;
    this.arrival = arrival;
    this.uncertainty = uncertainty;
    this.sink = sink;
    past = from.past;
    ring = from.ring.clone();
    high = from.high;
    low = from.low;
    pane = from.pane;
    bounds();
  }

  /** The next sample. */
  public void sample(long eventMicros, double value) {
    Pane into = current;
    Proof proof = currentProof;
    if (into == null || proof == null || eventMicros <= fromMicros || eventMicros > toMicros) {
      sampleElsewhere(eventMicros, value);
      return;
    }
    into.sample(eventMicros, value);
    if (proof.lacks(arrival.offset())) {
      count(proof, pane);
    }
  }

  /** What goes on after the step; this object is done with. */
  public ThresholdState freeze() {
    for (Pane each : ring) {
      if (each != null) {
        each.freeze();
      }
    }
    return new ThresholdState(rule, pane, ring, high, low, past);
  }

  private void sampleElsewhere(long eventMicros, double value) {
    if (pane != ThresholdState.NONE && eventMicros > toMicros) {
      decideBefore(eventMicros);
    }
    long number = Math.ceilDiv(eventMicros, rule.everyMicros());
    if (pane == ThresholdState.NONE || number > pane) {
      pane = number;
      bounds();
    }
    if (number <= pane - ring.length) {
      return;
    }
    Pane into = pane(number);
    Proof proof = into.proofOf(arrival);
    if (number == pane) {
      current = into;
      currentProof = proof;
    }
    into.sample(eventMicros, value);
    if (proof.lacks(arrival.offset())) {
      count(proof, number);
    }
  }

  private void bounds() {
    current = null;
    currentProof = null;
    if (pane != ThresholdState.NONE) {
      toMicros = pane * rule.everyMicros();
      fromMicros = toMicros - rule.everyMicros();
    }
  }

  private void count(Proof proof, long number) {
    proof.record(arrival.offset());
    if (arrival.offset() == recordOffset) {
      proof.continues(number - recordPane);
    }
    recordOffset = arrival.offset();
    recordPane = number;
  }

  private Pane pane(long number) {
    int slot = slot(number);
    Pane there = ring[slot];
    Pane growing = there == null || there.number != number ? new Pane(number) : there.growing();
    ring[slot] = growing;
    return growing;
  }

  private int slot(long number) {
    return (int) Math.floorMod(number, (long) ring.length);
  }

  private void decideBefore(long eventMicros) {
    long last = pane + ring.length;
    for (long at = pane; at < last && at * rule.everyMicros() < eventMicros; at++) {
      decide(at);
    }
  }

  private void decide(long number) {
    mean.clear();
    long samples = 0;
    long oldest = number - ring.length;
    for (Pane each : ring) {
      if (each != null && each.number > oldest && each.number <= number) {
        mean.add(each.sum());
        samples += each.count();
      }
    }
    if (samples > 0 && samples >= rule.minSamples()) {
      judge(number, mean.mean(samples));
    }
  }

  private void judge(long number, double value) {
    OpenAlert wasHigh = high;
    OpenAlert wasLow = low;
    double clearHigh = watched.high() - rule.clearMargin();
    double clearLow = watched.low() + rule.clearMargin();
    if (wasHigh != null && value <= clearHigh) {
      resolve(wasHigh, number, value, watched.high(), clearHigh);
      high = null;
    }
    if (wasLow != null && value >= clearLow) {
      resolve(wasLow, number, value, watched.low(), clearLow);
      low = null;
    }
    if (wasHigh == null && value > watched.high() && watched.mayRaise()) {
      high = raise(rule.highRule(), number, value, watched.high(), clearHigh);
    }
    if (wasLow == null && value < watched.low() && watched.mayRaise()) {
      low = raise(rule.lowRule(), number, value, watched.low(), clearLow);
    }
  }

  private OpenAlert raise(
      String name, long number, double value, double threshold, double clearAt) {
    long eventMicros = number * rule.everyMicros();
    String id = AlertId.of(watched, name, eventMicros);
    sink.raised(alert(id, name, number, value, threshold, clearAt));
    return new OpenAlert(id, watched.device(), rule.channel(), name, eventMicros, value);
  }

  private void resolve(
      OpenAlert raised, long number, double value, double threshold, double clearAt) {
    sink.resolved(
        alert(raised.id(), raised.rule(), number, value, threshold, clearAt),
        raised.raisedAtMicros());
    long until = number * rule.everyMicros();
    past = Episode.with(past, new Episode(raised.rule(), raised.raisedAtMicros(), until));
  }

  private Alert alert(
      String id, String name, long number, double value, double threshold, double clearAt) {
    List<@Nullable Pane> panes = new ArrayList<>(ring.length);
    long samples = 0;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (long at = number - ring.length + 1; at <= number; at++) {
      Pane each = ring[slot(at)];
      Pane inside = each != null && each.number == at ? each : null;
      panes.add(inside);
      if (inside != null) {
        samples += inside.count();
        first = Math.min(first, inside.firstMicros());
        last = Math.max(last, inside.lastMicros());
      }
    }
    long eventMicros = number * rule.everyMicros();
    long plusMinus = uncertainty.getAsLong();
    return new Alert(
        id,
        watched.site(),
        watched.device(),
        name,
        rule.channel(),
        watched.unit(),
        eventMicros,
        value,
        threshold,
        clearAt,
        rule.windowMicros(),
        (int) samples,
        first,
        last,
        arrival.receivedMicros() - eventMicros <= watched.freshnessMicros(),
        arrival.receivedMicros(),
        arrival.ordinal(),
        watched.protocol(),
        Evidences.of(panes),
        plusMinus < 0 ? null : (Long) plusMinus);
  }
}
