package io.zeitgeber.simulator.device;

import io.zeitgeber.simulator.chance.Dice;
import io.zeitgeber.simulator.scenario.Regime;

/**
 * A device's way to the broker: when there is one, and how long it takes. Asked in order of time.
 */
final class Network {
  private static final double HOUR = 3_600_000;
  private static final double SECOND = 1000;

  private final Dice dice;
  private final Regime.Delivery delivery;
  private final double floorMillis;
  private long offlineFrom;
  private long offlineUntil;
  private long droppedFrom = Long.MAX_VALUE;
  private long droppedUntil = Long.MAX_VALUE;
  private long congestedFrom;
  private long congestedUntil;

  Network(Regime regime, Kind kind, Dice dice, long fromMillis) {
    this.dice = dice;
    this.delivery = regime.delivery();
    this.floorMillis = dice.between(kind.leastFloorMillis, kind.mostFloorMillis);
    this.offlineUntil = fromMillis;
    nextOffline(fromMillis);
    if (kind.bluetooth && delivery != Regime.Delivery.BATCH) {
      nextDrop(fromMillis);
    }
    nextCongestion(fromMillis);
  }

  /** The least delay of a live record. */
  double floorMillis() {
    return floorMillis;
  }

  boolean uploadsOnly() {
    return delivery == Regime.Delivery.BATCH;
  }

  /** When the network is back, for an instant without one; −1 where there is one. */
  long backAt(long millis) {
    while (millis >= offlineUntil) {
      nextOffline(offlineUntil);
    }
    while (millis >= droppedUntil) {
      nextDrop(droppedUntil);
    }
    if (millis >= offlineFrom) {
      return offlineUntil;
    }
    return millis >= droppedFrom ? droppedUntil : -1;
  }

  /** How long a record takes that is sent at once. */
  double liveMillis(long atMillis) {
    double delay = floorMillis + dice.logNormal(80, 0.8);
    if (dice.happens(0.02)) {
      delay += Math.min(30 * SECOND, dice.pareto(500, 1.5));
    }
    while (atMillis >= congestedUntil) {
      nextCongestion(congestedUntil);
    }
    return atMillis >= congestedFrom ? delay + dice.logNormal(2000, 0.5) : delay;
  }

  private void nextOffline(long after) {
    switch (delivery) {
      case LIVE -> {
        offlineFrom = Long.MAX_VALUE;
        offlineUntil = Long.MAX_VALUE;
      }
      case MIXED -> {
        offlineFrom = after + (long) (dice.exponential(2.5) * HOUR) + 60_000;
        offlineUntil = offlineFrom + (long) (Math.min(dice.exponential(1.5), 14) * HOUR) + 60_000;
      }
      case BATCH -> {
        offlineFrom = after;
        offlineUntil = after + (long) (Math.clamp(dice.logNormal(6, 0.7), 0.5, 48) * HOUR);
      }
    }
  }

  private void nextDrop(long after) {
    droppedFrom = after + (long) (dice.exponential(1) * HOUR);
    droppedUntil = droppedFrom + (long) (dice.between(5, 120) * SECOND);
  }

  private void nextCongestion(long after) {
    congestedFrom = after + (long) (dice.exponential(4) * HOUR);
    congestedUntil = congestedFrom + (long) (dice.between(5, 20) * 60 * SECOND);
  }

  /** How long the first request of an upload waits after the network is back. */
  double uploadLatencyMillis() {
    return Math.min(60, dice.logNormal(uploadsOnly() ? 3 : 1, 0.8)) * SECOND;
  }
}
