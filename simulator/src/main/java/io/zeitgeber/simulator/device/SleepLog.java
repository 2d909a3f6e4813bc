package io.zeitgeber.simulator.device;

import io.zeitgeber.simulator.body.Minutes;
import io.zeitgeber.simulator.body.Minutes.Stage;
import io.zeitgeber.simulator.chance.Dice;
import io.zeitgeber.simulator.scenario.Scenario;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The watch's sleep log: a state for each stretch of one stage, told when it ends; some first told
 * wrong and revised hours later, and naps that were none and are withdrawn.
 */
final class SleepLog {
  private static final double HOUR = 3_600_000;
  private static final int LONGEST_STIR_MINUTES = 30;

  private final int device;
  private final Scenario.Sleep shares;
  private final Dice dice;
  private final DeviceClock clock;
  private final Records made;
  private final Deque<Later> later = new ArrayDeque<>();
  private Stage stage = Stage.AWAKE;
  private boolean asleep;
  private long fromMillis;
  private long stampMillis;

  /** A record that corrects an earlier one. */
  private record Later(
      long atMillis,
      long trueMillis,
      long stampMillis,
      int durationMillis,
      int code,
      boolean gone) {}

  SleepLog(int device, Scenario.Sleep shares, Dice dice, DeviceClock clock, Records made) {
    this.device = device;
    this.shares = shares;
    this.dice = dice;
    this.clock = clock;
    this.made = made;
  }

  /** One minute begins in this stage. */
  void live(Stage now, long atMillis) {
    if (now != stage) {
      end(now, atMillis);
      stage = now;
      fromMillis = atMillis;
      stampMillis = clock.millis(atMillis);
    }
    if (now == Stage.AWAKE && atMillis - fromMillis > LONGEST_STIR_MINUTES * Minutes.MINUTE) {
      asleep = false;
    }
    phantom(now, atMillis);
    correct(atMillis);
  }

  /** Waking counts within a night only, and when sleep goes on. */
  private void end(Stage next, long atMillis) {
    boolean reported = stage != Stage.AWAKE || (asleep && next != Stage.AWAKE);
    asleep |= stage != Stage.AWAKE;
    if (!reported) {
      return;
    }
    int lasted = (int) (atMillis - fromMillis);
    boolean wrong = dice.happens(shares.revised());
    int code = wrong ? (stage.number() + 1 + dice.below(3)) % 4 : stage.number();
    int row = add(fromMillis, stampMillis, lasted, code, atMillis);
    if (wrong) {
      made.mark(row, Records.UNTRUE);
      long at = atMillis + (long) (dice.between(1, 6) * HOUR);
      later.add(new Later(at, fromMillis, stampMillis, lasted, stage.number(), false));
    }
  }

  private void phantom(Stage now, long atMillis) {
    boolean awakeLong =
        now == Stage.AWAKE && !asleep && atMillis - fromMillis > 60 * Minutes.MINUTE;
    if (!awakeLong || !dice.happens(shares.phantomNaps() / 900)) {
      return;
    }
    int lasted = 20 * (int) Minutes.MINUTE;
    long from = atMillis - lasted;
    long stamp = clock.millis(atMillis) - lasted;
    made.mark(add(from, stamp, lasted, Stage.LIGHT.number(), atMillis), Records.UNTRUE);
    long at = atMillis + (long) (dice.between(1, 3) * HOUR);
    later.add(new Later(at, from, stamp, lasted, Stage.LIGHT.number(), true));
  }

  private void correct(long atMillis) {
    for (int waiting = later.size(); waiting > 0; waiting--) {
      Later each = later.remove();
      if (each.atMillis() > atMillis) {
        later.add(each);
        continue;
      }
      int row =
          add(each.trueMillis(), each.stampMillis(), each.durationMillis(), each.code(), atMillis);
      if (each.gone()) {
        made.mark(row, (byte) (Records.WITHDRAWN | Records.UNTRUE));
      }
    }
  }

  private int add(long atMillis, long stamp, int lasted, int code, long readyMillis) {
    int row = made.add(Signal.SLEEP_STAGE, device, atMillis, stamp, lasted, code);
    made.receivedMillis(row, readyMillis);
    return row;
  }
}
