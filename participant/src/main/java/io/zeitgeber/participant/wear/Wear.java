package io.zeitgeber.participant.wear;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import io.zeitgeber.participant.protocol.ResultRules;
import io.zeitgeber.participant.timeline.Candidate;
import io.zeitgeber.participant.timeline.Lane;
import io.zeitgeber.participant.timeline.ResultSink;
import io.zeitgeber.participant.timeline.Spans;
import io.zeitgeber.participant.timeline.Statements;
import io.zeitgeber.participant.timeline.Switches;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Whether one device is worn. A minute is <em>worn</em> where the device says that it is on the
 * wrist or a pulse was measured in it, else <em>charging</em> where the battery is plugged in or
 * rises, else, up to the newest thing that the device delivered, <em>not worn</em>: it said
 * something else, or was silent and synced later. Beyond, nothing is stated: it is unknown until
 * synced.
 *
 * <p>A run shorter than five minutes joins the one before it; the first one the one after it.
 * Stated from the first minute worn, so that a phone has no wear.
 */
public final class Wear {
  public static final String RULE = "wear";
  public static final String WORN = "worn";
  public static final String CHARGING = "charging";
  public static final String NOT_WORN = "not_worn";

  private static final long MINUTE = 60_000_000L;
  private static final long NONE = Long.MIN_VALUE;

  /** Minutes in which a pulse was measured. */
  private final Spans pulse;

  /** Minutes in which the battery rose. */
  private final Spans rising;

  private final Switches wrist;
  private final Switches plug;
  private final Statements statements;
  private final WornDays days;
  private long levelMicros;
  private double level;

  /** As of this look: the evidence of a body, and that of a charger. */
  private Spans worn = new Spans();

  private Spans charging = new Spans();

  public Wear() {
    this(
        new Spans(), new Spans(), new Switches(), new Switches(), new Statements(), new WornDays());
    levelMicros = NONE;
  }

  private Wear(
      Spans pulse,
      Spans rising,
      Switches wrist,
      Switches plug,
      Statements statements,
      WornDays days) {
    this.pulse = pulse;
    this.rising = rising;
    this.wrist = wrist;
    this.plug = plug;
    this.statements = statements;
    this.days = days;
  }

  public Wear copy() {
    Wear copy =
        new Wear(
            pulse.copy(), rising.copy(), wrist.copy(), plug.copy(), statements.copy(), days.copy());
    copy.levelMicros = levelMicros;
    copy.level = level;
    return copy;
  }

  /** What was stated last: the wear of now, as far as the device has synced; null before any. */
  public Statements.@Nullable Latest latest() {
    return statements.latest();
  }

  /** A pulse was measured in the minute that begins then. */
  public void pulse(long minuteMicros) {
    pulse.add(minuteMicros, minuteMicros + MINUTE);
  }

  /** It turned out that no pulse was measured in the minute that begins then. */
  public void noPulse(long minuteMicros) {
    pulse.remove(minuteMicros, minuteMicros + MINUTE);
  }

  /** The device says that it was put on, or taken off. */
  public void onWrist(long eventMicros, boolean on) {
    wrist.event(eventMicros, on);
  }

  /** The charger was plugged in or out. */
  public void plugged(long eventMicros, boolean in) {
    plug.event(eventMicros, in);
  }

  /** What the device said of the wrist in [from, to) is to be said anew. */
  public void clearWrist(long fromMicros, long toMicros) {
    wrist.clear(fromMicros, toMicros);
  }

  /** What the device said of the charger in [from, to) is to be said anew. */
  public void clearPlug(long fromMicros, long toMicros) {
    plug.clear(fromMicros, toMicros);
  }

  /** Mean level of the battery in the minute that begins then; one out of order says nothing. */
  public void battery(long minuteMicros, double percent, ResultRules.Wear rule) {
    if (levelMicros != NONE && minuteMicros <= levelMicros) {
      return;
    }
    boolean near = levelMicros != NONE && minuteMicros - levelMicros <= rule.risingMicros();
    if (near && percent > level) {
      rising.add(levelMicros, minuteMicros + MINUTE);
    }
    levelMicros = minuteMicros;
    level = percent;
  }

  /**
   * States what has changed.
   *
   * @param throughMicros up to where the device has delivered
   * @param completeMicros up to where nothing more is expected
   * @param growing whether the run that goes on is stated anew
   */
  public void state(
      String device,
      ResultRules rules,
      long throughMicros,
      long completeMicros,
      boolean growing,
      ResultSink sink) {
    worn = held(pulse, wrist, throughMicros, rules.wear());
    charging = held(rising, plug, throughMicros, rules.wear());
    if (worn.size() == 0 && statements.isEmpty()) {
      return;
    }
    Lane lane = new Lane(RULE, RULE, device);
    long cut = throughMicros - rules.keepMicros();
    long from = from(cut);
    pulse.forgetBefore(from);
    rising.forgetBefore(from);
    wrist.forgetBefore(from);
    plug.forgetBefore(from);
    List<Candidate> found = runs(from, throughMicros, completeMicros, rules.wear());
    statements.restate(lane, found, from, growing, sink);
    statements.forgetBefore(lane, from, sink);
    days.account(found, completeMicros);
  }

  /** Whole days that are known since this was last asked; each start is told once. */
  public void tellDays(LongConsumer to) {
    days.tell(to);
  }

  /** How long it was worn on a day (UTC), as far as is known; 0 where nothing is. */
  public long wornMicros(long dayMicros) {
    return days.wornMicros(dayMicros);
  }

  public void write(CanonicalWriter to) {
    pulse.write(to);
    rising.write(to);
    wrist.write(to);
    plug.write(to);
    statements.write(to);
    days.write(to);
    to.fixed(levelMicros).decimal(level);
  }

  public static Wear read(CanonicalReader from) {
    Wear wear =
        new Wear(
            Spans.read(from),
            Spans.read(from),
            Switches.read(from),
            Switches.read(from),
            Statements.read(from),
            WornDays.read(from));
    wear.levelMicros = from.fixed();
    wear.level = from.decimal();
    return wear;
  }

  /** Reads it as it was kept before events were kept themselves: what they said until then. */
  public static Wear readWithoutEvents(CanonicalReader from) {
    Wear wear =
        new Wear(
            Spans.read(from),
            Spans.read(from),
            new Switches(),
            new Switches(),
            Statements.read(from),
            new WornDays());
    long onSince = from.fixed();
    if (onSince != NONE) {
      wear.wrist.event(onSince, true);
    }
    long pluggedSince = from.fixed();
    if (pluggedSince != NONE) {
      wear.plug.event(pluggedSince, true);
    }
    wear.levelMicros = from.fixed();
    wear.level = from.decimal();
    return wear;
  }

  /** What was measured, and what an event said that goes on to hold. */
  private static Spans held(
      Spans measured, Switches said, long throughMicros, ResultRules.Wear rule) {
    if (said.size() == 0) {
      return measured;
    }
    Spans all = measured.copy();
    for (int at = 0; at < said.size(); at++) {
      if (said.isOn(at)) {
        long start = floor(said.micros(at));
        long end = Math.min(throughMicros, said.untilMicros(at, rule.holdsMicros()));
        all.add(start, Math.max(start, floor(end)));
      }
    }
    return all;
  }

  /** From where on runs are looked for: a run's start, so that it is found again. */
  private long from(long cut) {
    if (statements.isEmpty()) {
      return worn.start(0);
    }
    long stated = statements.startAtOrBefore(cut);
    boolean earlier = worn.size() > 0 && worn.start(0) < stated && stated > cut;
    return earlier ? Math.max(worn.start(0), floor(cut)) : stated;
  }

  private List<Candidate> runs(long from, long through, long complete, ResultRules.Wear rule) {
    List<Candidate> runs = new ArrayList<>();
    long end = floor(through);
    long start = from;
    @Nullable String code = null;
    long at = from;
    while (at < end) {
      String raw = code(at);
      long next = Math.min(end, change(at));
      while (next < end && code(next).equals(raw)) {
        next = Math.min(end, change(next));
      }
      boolean settled = next - at >= rule.joinMicros();
      if (code == null) {
        code = raw;
      } else if (!raw.equals(code) && settled) {
        boolean firstIsShort = runs.isEmpty() && at - start < rule.joinMicros();
        if (!firstIsShort) {
          runs.add(
              new Candidate(
                  start, at, Double.NaN, code, false, at + rule.joinMicros() <= complete));
          start = at;
        }
        code = raw;
      } else if (!raw.equals(code) && next == end) {
        end = at; // too short to tell yet
      }
      at = next;
    }
    if (code != null && end > start) {
      runs.add(new Candidate(start, end, Double.NaN, code, true, false));
    }
    return runs;
  }

  private String code(long micros) {
    int in = worn.firstAfter(micros);
    if (in < worn.size() && worn.start(in) <= micros) {
      return WORN;
    }
    in = charging.firstAfter(micros);
    return in < charging.size() && charging.start(in) <= micros ? CHARGING : NOT_WORN;
  }

  /** The next instant at which the evidence changes. */
  private long change(long micros) {
    return Math.min(change(worn, micros), change(charging, micros));
  }

  private static long change(Spans spans, long micros) {
    int at = spans.firstAfter(micros);
    if (at == spans.size()) {
      return Long.MAX_VALUE;
    }
    return spans.start(at) > micros ? spans.start(at) : spans.end(at);
  }

  private static long floor(long micros) {
    return Math.floorDiv(micros, MINUTE) * MINUTE;
  }
}
