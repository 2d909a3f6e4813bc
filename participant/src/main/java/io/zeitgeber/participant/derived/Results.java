package io.zeitgeber.participant.derived;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import io.zeitgeber.participant.protocol.ResultRules;
import io.zeitgeber.participant.sum.ExactSum;
import io.zeitgeber.participant.timeline.Candidate;
import io.zeitgeber.participant.timeline.Complete;
import io.zeitgeber.participant.timeline.Lane;
import io.zeitgeber.participant.timeline.ResultSink;
import io.zeitgeber.participant.timeline.Spans;
import io.zeitgeber.participant.timeline.Statements;
import io.zeitgeber.participant.wear.Wear;
import io.zeitgeber.participant.window.Window;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a participant's channels give together: wear, sleep, steps and screen while asleep, heart
 * rate at rest.
 *
 * <p>Evidence is gathered as it comes: of samples a minute when its window closes, of everything
 * else at once. It is looked at at the end of a record that took one of the channels into another
 * quarter of an hour, of event time; so what is stated depends on the order of the records alone,
 * and nothing happens for each sample. What was stated differs from what is found then: the
 * difference is stated (see {@code Statements}). Evidence reaches back {@code keep} from the newest
 * of its device; what comes later than that changes windows and entries, but no result.
 *
 * <p>Grows in place; {@link #copy()} before changing one that others hold.
 */
public final class Results {
  private static final String CHARGING = "charging";
  private static final String ON_WRIST = "on_wrist";
  private static final String BATTERY = "battery";
  private static final String SLEEP_STAGE = "sleep_stage";
  private static final Spans AWAKE = new Spans();
  private static final double MICROS_PER_HOUR = 3_600_000_000.0;

  private final List<DeviceResults> devices;
  private boolean counts;
  private boolean due;

  /** Earliest evidence since the last look that heart rate at rest depends on. */
  private long changedFromMicros = Long.MAX_VALUE;

  public Results() {
    this(new ArrayList<>(2));
  }

  private Results(List<DeviceResults> devices) {
    this.devices = devices;
  }

  public Results copy() {
    List<DeviceResults> copies = new ArrayList<>(devices.size() + 1);
    devices.forEach(device -> copies.add(device.copy()));
    Results copy = new Results(copies);
    copy.counts = counts;
    copy.due = due;
    copy.changedFromMicros = changedFromMicros;
    return copy;
  }

  /** A minute of samples that was closed is put right: what the window holds is all of it. */
  public void revised(Window window, ResultRules rules) {
    DeviceResults device = known(window.device());
    long start = window.startMicros();
    if (device == null || isTooOld(device, start, rules)) {
      if (device == null) {
        minute(window, rules);
      }
      return;
    }
    if (device.wear != null && rules.wear().pulse().contains(window.channel())) {
      device.wear.noPulse(start);
      due = true;
    }
    if (device.heartRate != null && window.channel().equals(HeartRate.CHANNEL)) {
      device.heartRate.clear(start);
      changedFromMicros = Math.min(changedFromMicros, start);
      due = true;
    }
    if (window.count() > 0) {
      minute(window, rules);
    }
  }

  /** What a channel said of [from, to) is to be said anew. */
  public void clear(String name, String channel, long fromMicros, long toMicros) {
    DeviceResults device = known(name);
    if (device == null) {
      return;
    }
    if (device.steps != null && channel.equals(Steps.CHANNEL)) {
      device.steps.clear(fromMicros, toMicros);
    } else if (device.sleep != null && channel.equals(SLEEP_STAGE)) {
      device.sleep.clear(fromMicros, toMicros);
    } else if (device.screen != null && channel.equals(Screen.CHANNEL)) {
      device.screen.events.clear(fromMicros, toMicros);
    } else if (device.wear != null && channel.equals(ON_WRIST)) {
      device.wear.clearWrist(fromMicros, toMicros);
    } else if (device.wear != null && channel.equals(CHARGING)) {
      device.wear.clearPlug(fromMicros, toMicros);
    } else {
      return;
    }
    changedFromMicros = Math.min(changedFromMicros, fromMicros);
    due = true;
  }

  /** Steps of a stretch that was cleared; those beside it that reach into it were left. */
  public void recount(
      String name, long start, long end, double value, long fromMicros, long toMicros) {
    device(name).steps().recount(start, end, value, fromMicros, toMicros);
    counts = true;
    due = true;
  }

  /** What each wearable's wear was stated to be last, in the order of the devices. */
  public List<Statements.Latest> latestWear() {
    List<Statements.Latest> latest = new ArrayList<>(devices.size());
    for (DeviceResults device : devices) {
      Statements.Latest last = device.wear == null ? null : device.wear.latest();
      if (last != null) {
        latest.add(last);
      }
    }
    return List.copyOf(latest);
  }

  /** Whether a channel's numbers are steps. */
  public boolean counts(String channel) {
    return channel.equals(Steps.CHANNEL);
  }

  /** Whether what lies there changes no result any more. */
  public boolean isTooOld(String name, long micros, ResultRules rules) {
    DeviceResults device = known(name);
    return device != null && isTooOld(device, micros, rules);
  }

  private static boolean isTooOld(DeviceResults device, long micros, ResultRules rules) {
    return device.throughMicros() != Long.MIN_VALUE
        && micros < device.throughMicros() - rules.keepMicros();
  }

  /** A minute of samples has closed. */
  public void minute(Window window, ResultRules rules) {
    String channel = window.channel();
    boolean pulse = rules.wear().pulse().contains(channel);
    boolean heart = counts && channel.equals(HeartRate.CHANNEL);
    DeviceResults device = pulse || heart ? device(window.device()) : known(window.device());
    if (device == null || window.count() == 0) {
      return;
    }
    long start = window.startMicros();
    if (pulse) {
      device.wear().pulse(start);
    }
    ExactSum sum = window.sum();
    if (heart && sum != null) {
      device.heartRate(rules.keepMicros()).minute(start, sum.mean(window.count()));
      changedFromMicros = Math.min(changedFromMicros, start);
    } else if (channel.equals(BATTERY) && sum != null && device.wear != null) {
      device.wear().battery(start, sum.mean(window.count()), rules.wear());
    }
    due |= device.reaches(channel, start + window.sizeMicros());
  }

  /** Steps, or another number over a while, were reported. */
  public void interval(
      String name, String channel, long start, long end, double value, long disorderMicros) {
    boolean steps = channel.equals(Steps.CHANNEL);
    DeviceResults device = steps ? device(name) : known(name);
    if (device == null) {
      return;
    }
    if (steps) {
      counts = true;
      device.steps().count(start, end, value);
      changedFromMicros = Math.min(changedFromMicros, start);
    }
    due |= device.reaches(channel, end - disorderMicros);
  }

  /** A sleep stage or another state was reported. */
  public void state(
      String name,
      String channel,
      long start,
      long end,
      String code,
      ResultRules rules,
      long disorderMicros) {
    boolean stage = channel.equals(SLEEP_STAGE);
    DeviceResults device = stage ? device(name) : known(name);
    if (device == null) {
      return;
    }
    if (stage) {
      device.sleep().stage(start, end, rules.sleep().asleep().contains(code));
      changedFromMicros = Math.min(changedFromMicros, start);
    }
    due |= device.reaches(channel, end - disorderMicros);
  }

  /** A code at an instant was reported. */
  public void event(
      String name, String channel, long at, String code, ResultRules rules, long disorderMicros) {
    boolean wrist = channel.equals(ON_WRIST);
    boolean screen = channel.equals(Screen.CHANNEL);
    DeviceResults device = wrist || screen ? device(name) : known(name);
    if (device == null) {
      return;
    }
    if (wrist) {
      device.wear().onWrist(at, code.equals("ON_WRIST"));
    } else if (channel.equals(CHARGING) && device.wear != null) {
      device.wear().plugged(at, code.equals("PLUGGED"));
    } else if (screen && rules.screen().on().contains(code)) {
      device.screen().events.event(at, true);
    } else if (screen && rules.screen().off().contains(code)) {
      device.screen().events.event(at, false);
    }
    due |= device.reaches(channel, at - disorderMicros);
  }

  /** The record is over: states what has changed, if it is time to look. */
  public void endRecord(ResultRules rules, Complete completes, ResultSink sink) {
    if (!due) {
      return;
    }
    due = false;
    for (DeviceResults device : devices) {
      long through = device.throughMicros();
      if (device.sleep != null) {
        long complete = completes.throughMicros(device.device);
        device.sleep.state(device.device, rules, through, complete, sink);
      }
      if (device.wear != null) {
        boolean growing = device.entersAnHour();
        long known = completes.throughMicros(device.device);
        long complete = Math.min(known, device.pulseThroughMicros(rules));
        device.wear.state(device.device, rules, through, complete, growing, sink);
      }
    }
    devices.forEach(device -> join(device, rules, completes, sink));
    devices.forEach(device -> days(device, sink));
    changedFromMicros = Long.MAX_VALUE;
  }

  public void write(CanonicalWriter to) {
    to.number(devices.size());
    devices.forEach(device -> device.write(to));
    to.flag(counts).flag(due).fixed(changedFromMicros);
  }

  /**
   * Reads what was written.
   *
   * @param form of the state that it is part of: the second and the third are known
   */
  public static Results read(CanonicalReader from, long form) {
    List<DeviceResults> devices = new ArrayList<>();
    for (int left = from.count(); left > 0; left--) {
      devices.add(DeviceResults.read(from, form > 2));
    }
    Results read = new Results(devices);
    read.counts = from.flag();
    read.due = from.flag();
    read.changedFromMicros = from.fixed();
    return read;
  }

  /** Tells of days that are known, by the device that was worn most. */
  private void days(DeviceResults device, ResultSink sink) {
    Wear wear = device.wear;
    if (wear != null) {
      wear.tellDays(
          day -> {
            long most = 0;
            for (DeviceResults each : devices) {
              most = each.wear == null ? most : Math.max(most, each.wear.wornMicros(day));
            }
            sink.dayWorn(day, most / MICROS_PER_HOUR);
          });
    }
  }

  private void join(DeviceResults device, ResultRules rules, Complete completes, ResultSink sink) {
    DeviceResults sleeper = device.sleep != null ? device : firstAsleep();
    long keep = rules.keepMicros();
    long cut = device.throughMicros() - keep;
    if (sleeper != null && sleeper.sleep != null) {
      long from = Math.max(cut, sleeper.throughMicros() - keep);
      long complete = completes.throughMicros(device.device);
      whileAsleep(device, sleeper.sleep, from, complete, rules, sink);
    }
    if (device.steps != null) {
      device.steps.forgetBefore(cut);
    }
    if (device.screen != null) {
      device.screen.events.forgetBefore(cut);
    }
    if (device.heartRate != null) {
      atRest(device, device.heartRate, sleeper, rules, completes, sink);
    }
  }

  private void whileAsleep(
      DeviceResults device,
      Sleep sleep,
      long fromMicros,
      long completeMicros,
      ResultRules rules,
      ResultSink sink) {
    Steps steps = device.steps;
    Screen screen = device.screen;
    List<Candidate> stepped = new ArrayList<>();
    List<Candidate> looked = new ArrayList<>();
    for (Candidate episode : sleep.episodes()) {
      long start = episode.startMicros();
      long end = episode.endMicros();
      if (start < fromMicros || end > device.throughMicros()) {
        continue;
      }
      boolean complete = episode.complete() && end <= completeMicros;
      if (steps != null && steps.covered.within(start, end) * 2 >= end - start) {
        double slept = Math.rint(steps.whileIn(sleep.asleep(), start, end));
        stepped.add(new Candidate(start, end, slept, null, false, complete));
      }
      if (screen != null) {
        double seconds = screen.secondsIn(sleep.asleep(), start, end, rules.screen());
        looked.add(new Candidate(start, end, seconds, null, false, complete));
      }
    }
    if (steps != null) {
      Lane lane = new Lane(Steps.RULE, Steps.RESULT, device.device);
      steps.statements.restate(lane, stepped, fromMicros, false, sink);
      steps.statements.forgetBefore(lane, fromMicros, sink);
    }
    if (screen != null) {
      Lane lane = new Lane(Screen.RULE, Screen.RESULT, device.device);
      screen.statements.restate(lane, looked, fromMicros, false, sink);
      screen.statements.forgetBefore(lane, fromMicros, sink);
    }
  }

  private void atRest(
      DeviceResults device,
      HeartRate heart,
      @Nullable DeviceResults sleeper,
      ResultRules rules,
      Complete completes,
      ResultSink sink) {
    DeviceResults counter = device.steps != null ? device : firstCounting();
    if (counter == null || counter.steps == null || counter.steps.covered.size() == 0) {
      return;
    }
    Steps steps = counter.steps;
    long cut = Math.max(device.throughMicros(), counter.throughMicros()) - rules.keepMicros();
    Spans asleep = AWAKE;
    if (sleeper != null && sleeper.sleep != null) {
      asleep = sleeper.sleep.asleep();
      cut = Math.max(cut, sleeper.throughMicros() - rules.keepMicros());
    }
    cut += rules.rest().stillMicros();
    long changed = heart.firstHour(changedFromMicros);
    long from = Math.max(changed, Math.ceilDiv(cut, HeartRate.HOUR) * HeartRate.HOUR);
    long through = Math.min(heart.throughMicros(), steps.covered.end(steps.covered.size() - 1));
    long complete =
        Math.min(completes.throughMicros(device.device), completes.throughMicros(counter.device));
    List<Candidate> found =
        heart.atRest(from, through, Math.min(through, complete), steps, asleep, rules.rest());
    Lane lane = new Lane(HeartRate.RULE, HeartRate.RESULT, device.device);
    heart.statements.restate(lane, found, from, false, sink);
    heart.statements.forgetBefore(lane, cut, sink);
  }

  /** The device with sleep stages whose name comes first. */
  private @Nullable DeviceResults firstAsleep() {
    DeviceResults first = null;
    for (DeviceResults device : devices) {
      boolean before = first == null || device.device.compareTo(first.device) < 0;
      first = device.sleep != null && before ? device : first;
    }
    return first;
  }

  private @Nullable DeviceResults firstCounting() {
    DeviceResults first = null;
    for (DeviceResults device : devices) {
      boolean before = first == null || device.device.compareTo(first.device) < 0;
      first = device.steps != null && before ? device : first;
    }
    return first;
  }

  private @Nullable DeviceResults known(String name) {
    for (DeviceResults device : devices) {
      if (device.device.equals(name)) {
        return device;
      }
    }
    return null;
  }

  private DeviceResults device(String name) {
    DeviceResults known = known(name);
    if (known != null) {
      return known;
    }
    DeviceResults fresh = new DeviceResults(name);
    devices.add(fresh);
    return fresh;
  }
}
