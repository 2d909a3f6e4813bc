package io.zeitgeber.simulator.cohort;

import io.zeitgeber.simulator.chance.Dice;
import io.zeitgeber.simulator.record.JsonBytes;
import io.zeitgeber.simulator.record.Malformation;
import java.util.EnumMap;
import java.util.Map;

/** Records that have to be refused, mixed in among good ones. */
final class Malformed {
  private final Dice dice;
  private final double share;
  private final Map<Malformation, Long> made = new EnumMap<>(Malformation.class);

  Malformed(Plan plan) {
    this.dice = new Dice(plan.seed(), 99, 0);
    this.share = plan.malformedShare();
  }

  /** Whether one is due now. */
  boolean due() {
    return share > 0 && dice.unit() < share;
  }

  Map<Malformation, Long> made() {
    return made;
  }

  byte[] record(JsonBytes json, Plan plan, Watch watch, long atMicros) {
    Malformation kind = Malformation.of(dice.below(Malformation.COUNT));
    made.merge(kind, 1L, Long::sum);
    return kind.record(json, plan.study(), watch.wearer().person().id(), watch.device(), atMicros);
  }
}
