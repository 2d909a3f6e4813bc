package io.zeitgeber.participant.clock;

import java.util.ArrayList;
import java.util.List;

/** Keeps what a clock model concludes. */
final class Heard implements ClockSink {
  final List<Stepped> steps = new ArrayList<>();
  final List<Rebased> rebased = new ArrayList<>();
  final List<ConfidenceChange> changes = new ArrayList<>();
  final List<StampsEqual> equal = new ArrayList<>();

  /** Device times and offsets of final knots, in pairs. */
  final List<long[]> knots = new ArrayList<>();

  @Override
  public void stepped(Stepped stepped) {
    steps.add(stepped);
  }

  @Override
  public void rebased(Rebased each) {
    rebased.add(each);
  }

  @Override
  public void confidenceChanged(ConfidenceChange change) {
    changes.add(change);
  }

  @Override
  public void stampsEqual(StampsEqual finding) {
    equal.add(finding);
  }

  @Override
  public void knotFinal(int segment, long deviceMicros, long offsetMicros) {
    knots.add(new long[] {segment, deviceMicros, offsetMicros});
  }

  /** All that was concluded, as it can be compared. */
  List<Object> all() {
    List<Object> all = new ArrayList<>(steps);
    all.addAll(rebased);
    all.addAll(changes);
    all.addAll(equal);
    return all;
  }
}
