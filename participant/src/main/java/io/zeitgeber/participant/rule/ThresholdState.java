package io.zeitgeber.participant.rule;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import io.zeitgeber.participant.protocol.ThresholdRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a threshold rule stands with one device between two steps. Immutable.
 *
 * <p>The panes are a ring of one window's length: pane number n lies at n modulo its length. A pane
 * whose number is a ring's length or more below {@link #pane} has passed.
 */
public final class ThresholdState {

  /** No sample has come yet. */
  static final long NONE = Long.MIN_VALUE;

  final String highRule;
  final String lowRule;
  final long everyMicros;

  /** Number of the pane in which the front lies. */
  final long pane;

  final @Nullable Pane[] ring;
  final @Nullable OpenAlert high;
  final @Nullable OpenAlert low;

  /** What was raised and is resolved, the newest last. */
  final List<Episode> past;

  ThresholdState(
      ThresholdRule rule,
      long pane,
      @Nullable Pane[] ring,
      @Nullable OpenAlert high,
      @Nullable OpenAlert low,
      List<Episode> past) {
    this(rule.highRule(), rule.lowRule(), rule.everyMicros(), pane, ring, high, low, past);
  }

  private ThresholdState(
      String highRule,
      String lowRule,
      long everyMicros,
      long pane,
      @Nullable Pane[] ring,
      @Nullable OpenAlert high,
      @Nullable OpenAlert low,
      List<Episode> past) {
    this.highRule = highRule;
    this.lowRule = lowRule;
    this.everyMicros = everyMicros;
    this.pane = pane;
    this.ring = ring;
    this.high = high;
    this.low = low;
    this.past = past;
  }

  /**
   * The state from which a rule goes on under a protocol that is new to the device. Where the rule
   * decides as often and over as long as before, nothing changes; where it does not, its samples
   * are forgotten and only its open alerts go on.
   *
   * @param before of the device and channel, under the protocol before
   * @param frontMicros of the device on the channel; null before its first sample
   */
  public static ThresholdState goingOn(
      ThresholdRule rule, List<ThresholdState> before, @Nullable Long frontMicros) {
    int panes = (int) (rule.windowMicros() / rule.everyMicros());
    OpenAlert high = null;
    OpenAlert low = null;
    List<Episode> past = List.of();
    for (ThresholdState state : before) {
      boolean same = state.highRule.equals(rule.highRule()) && state.lowRule.equals(rule.lowRule());
      if (same && state.everyMicros == rule.everyMicros() && state.ring.length == panes) {
        return state;
      }
      high = state.highRule.equals(rule.highRule()) ? state.high : high;
      low = state.lowRule.equals(rule.lowRule()) ? state.low : low;
      past = state.highRule.equals(rule.highRule()) ? state.past : past;
    }
    long pane = frontMicros == null ? NONE : Math.ceilDiv(frontMicros, rule.everyMicros());
    return new ThresholdState(rule, pane, new @Nullable Pane[panes], high, low, past);
  }

  /** The alerts that are raised now, high before low. */
  public List<OpenAlert> open() {
    return Stream.of(high, low).filter(Objects::nonNull).toList();
  }

  /**
   * The same after an open alert was closed by somebody: it is over as of the last instant that was
   * decided, and the next one may raise another.
   */
  public ThresholdState without(String alert) {
    boolean isHigh = high != null && high.id().equals(alert);
    boolean isLow = low != null && low.id().equals(alert);
    OpenAlert closed = isHigh ? high : isLow ? low : null;
    if (closed == null) {
      return this;
    }
    long from = closed.raisedAtMicros();
    long until = pane == NONE ? from : Math.max(from, (pane - 1) * everyMicros);
    Episode over = new Episode(closed.rule(), from, until);
    return new ThresholdState(
        highRule,
        lowRule,
        everyMicros,
        pane,
        ring,
        isHigh ? null : high,
        isLow ? null : low,
        Episode.with(past, over));
  }

  /** What was raised of late, high and low: the resolved ones, then those that are raised still. */
  public List<Episode> episodes() {
    List<Episode> episodes = new ArrayList<>(past);
    for (OpenAlert each : open()) {
      episodes.add(new Episode(each.rule(), each.raisedAtMicros(), Long.MAX_VALUE));
    }
    return episodes;
  }

  /** The same after more was raised and resolved, looking back. */
  public ThresholdState having(List<Episode> more) {
    List<Episode> after = past;
    for (Episode episode : more) {
      after = Episode.with(after, episode);
    }
    return new ThresholdState(highRule, lowRule, everyMicros, pane, ring, high, low, after);
  }

  /** Writes what later decisions can depend on: panes that have passed are left out. */
  public void write(CanonicalWriter to) {
    to.text(highRule).text(lowRule).number(everyMicros).fixed(pane).number(ring.length);
    for (Pane each : ring) {
      Pane.write(each == null || each.number <= pane - ring.length ? null : each, to);
    }
    OpenAlert.write(high, to);
    OpenAlert.write(low, to);
    to.number(past.size());
    past.forEach(each -> to.text(each.rule()).number(each.fromMicros()).number(each.toMicros()));
  }

  public static ThresholdState read(CanonicalReader from) {
    String highRule = from.text();
    String lowRule = from.text();
    long every = from.number();
    long pane = from.fixed();
    @Nullable Pane[] ring = new @Nullable Pane[from.count()];
    for (int at = 0; at < ring.length; at++) {
      ring[at] = Pane.read(from);
    }
    OpenAlert high = OpenAlert.read(from);
    OpenAlert low = OpenAlert.read(from);
    List<Episode> past = new ArrayList<>();
    for (int left = from.count(); left > 0; left--) {
      past.add(new Episode(from.text(), from.number(), from.number()));
    }
    return new ThresholdState(highRule, lowRule, every, pane, ring, high, low, List.copyOf(past));
  }
}
