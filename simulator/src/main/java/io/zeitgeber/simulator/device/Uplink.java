package io.zeitgeber.simulator.device;

import io.zeitgeber.simulator.chance.Dice;
import io.zeitgeber.simulator.record.Malformation;
import io.zeitgeber.simulator.scenario.Regime;
import io.zeitgeber.simulator.scenario.Scenario;

/**
 * Gets a device's records to the broker: at once, or held back and in one upload when the network
 * is there again, some twice, some out of order. Received time is decided here.
 */
final class Uplink {
  /** Records of a request; each carries the request's {@code sent_at}. */
  private static final int REQUEST = 1000;

  private static final int STRETCH = 100;
  private static final int RESYNCED_AT_MOST = 4000;

  private final Regime regime;
  private final Scenario.Network shares;
  private final double malformed;
  private final Dice dice;
  private final Network network;
  private final DeviceClock clock;
  private final Records out;
  private final Witness witness;
  private final Records held = new Records();
  private final Records before = new Records();
  private long backAt = -1;

  Uplink(
      Regime regime,
      Scenario scenario,
      Dice dice,
      Network network,
      DeviceClock clock,
      Records out,
      Witness witness) {
    this.regime = regime;
    this.shares = scenario.network();
    this.malformed = scenario.misbehaviour().malformed();
    this.dice = dice;
    this.network = network;
    this.clock = clock;
    this.out = out;
    this.witness = witness;
  }

  /** Takes a record that is ready to be sent at {@code atMillis}; calls come in order of time. */
  void take(Records made, int row, long atMillis) {
    if (dice.happens(shares.lost())) {
      return;
    }
    flushUntil(atMillis);
    long back = network.backAt(atMillis);
    if (back >= 0) {
      held.add(made, row);
      backAt = back;
      return;
    }
    made.receivedMillis(row, atMillis + (long) network.liveMillis(atMillis));
    deliver(made, row);
  }

  /** Sends what is held back, where the network is there again by then. */
  void flushUntil(long millis) {
    if (held.size() > 0 && backAt <= millis) {
      flush(backAt);
    }
  }

  /** Sends what is held back, network or not: the end of the study, everybody syncs. */
  void flushNow(long millis) {
    if (held.size() > 0) {
      flush(Math.min(backAt, millis));
    }
  }

  private void flush(long back) {
    double start = back + network.uploadLatencyMillis();
    boolean relayed = network.uploadsOnly() && dice.happens(shares.hintless());
    if (relayed) {
      start += dice.between(1, 4) * 3_600_000;
    }
    double perMilli = (500 + 2500 * dice.unit()) / 1000;
    stamp(start, perMilli, regime.hints() && !relayed);
    swap();
    boolean again = before.size() > 0 && dice.happens(shares.resynced());
    for (int row = 0; row < held.size(); row++) {
      deliver(held, row);
    }
    if (again) {
      double after = start + held.size() / perMilli + 500;
      for (int row = 0; row < before.size(); row++) {
        before.receivedMillis(row, (long) (after + row / perMilli));
        before.mark(row, Records.UNTRUE);
        out.add(before, row);
      }
    }
    keep();
    held.clear();
  }

  private void keep() {
    before.clear();
    if (shares.resynced() > 0 && held.size() <= RESYNCED_AT_MOST) {
      for (int row = 0; row < held.size(); row++) {
        before.add(held, row);
      }
    }
  }

  /**
   * Received times of an upload: a flush at some rate; with hints, request by request, each
   * received as a whole a little after its {@code sent_at}.
   */
  private void stamp(double start, double perMilli, boolean hinted) {
    double sent = start;
    double delay = 0;
    long hint = Records.NO_HINT;
    for (int i = 0; i < held.size(); i++) {
      if (hinted && i % REQUEST == 0) {
        sent = start + i / perMilli;
        delay = network.floorMillis() + dice.logNormal(80, 0.8);
        double stale = dice.happens(shares.staleHints()) ? dice.between(1, 20) * 60_000 : 0;
        hint = clock.millis((long) (sent - stale));
      }
      double at =
          hinted ? sent + delay + i % REQUEST * 0.02 : start + i / perMilli + 3 * dice.unit();
      held.receivedMillis(i, (long) Math.ceil(at));
      held.sentAtMillis(i, hint);
    }
  }

  /**
   * Stretches of an upload change places with the next: each goes in the other's place, received
   * and sent when the other would have been. Nothing is received before it was sent.
   */
  private void swap() {
    for (int from = 0; from + 2 * STRETCH <= held.size(); from += STRETCH) {
      if (!dice.happens(shares.swapped())) {
        continue;
      }
      for (int row = from; row < from + STRETCH; row++) {
        long received = held.receivedMillis(row);
        long sent = held.sentAtMillis(row);
        held.receivedMillis(row, held.receivedMillis(row + STRETCH));
        held.sentAtMillis(row, held.sentAtMillis(row + STRETCH));
        held.receivedMillis(row + STRETCH, received);
        held.sentAtMillis(row + STRETCH, sent);
      }
    }
  }

  private void deliver(Records from, int row) {
    int at = out.add(from, row);
    if (!out.is(at, Records.UNTRUE)) {
      witness.sample(out, at);
    }
    if (dice.happens(shares.duplicated())) {
      int repeat = out.add(from, row);
      out.mark(repeat, Records.UNTRUE);
      out.receivedMillis(repeat, out.receivedMillis(repeat) + 1 + (long) (dice.unit() * 60_000));
    }
    if (dice.happens(malformed)) {
      int bad = out.add(from, row);
      out.mark(bad, (byte) (Records.UNTRUE | Records.MALFORMED));
      out.malform(bad, dice.below(Malformation.COUNT));
    }
  }
}
