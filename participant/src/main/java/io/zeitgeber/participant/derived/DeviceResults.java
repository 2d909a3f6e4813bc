package io.zeitgeber.participant.derived;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import io.zeitgeber.participant.protocol.ResultRules;
import io.zeitgeber.participant.wear.Wear;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is remembered of one device for results: how far it has come, and its evidence. */
final class DeviceResults {
  private static final long QUARTER = 15 * 60_000_000L;
  private static final long HOUR = 4 * QUARTER;

  final String device;
  @Nullable Wear wear;
  @Nullable Sleep sleep;
  @Nullable Steps steps;
  @Nullable Screen screen;
  @Nullable HeartRate heartRate;
  private final List<String> channels;
  private final List<Long> throughs;
  private long throughMicros = Long.MIN_VALUE;
  private long statedHour = Long.MIN_VALUE;

  DeviceResults(String device) {
    this(device, new ArrayList<>(2), new ArrayList<>(2));
  }

  private DeviceResults(String device, List<String> channels, List<Long> throughs) {
    this.device = device;
    this.channels = channels;
    this.throughs = throughs;
  }

  DeviceResults copy() {
    DeviceResults copy =
        new DeviceResults(device, new ArrayList<>(channels), new ArrayList<>(throughs));
    copy.throughMicros = throughMicros;
    copy.statedHour = statedHour;
    copy.wear = wear == null ? null : wear.copy();
    copy.sleep = sleep == null ? null : sleep.copy();
    copy.steps = steps == null ? null : steps.copy();
    copy.screen = screen == null ? null : screen.copy();
    copy.heartRate = heartRate == null ? null : heartRate.copy();
    return copy;
  }

  /** A channel has come so far: whether it has entered another quarter of an hour. */
  boolean reaches(String channel, long micros) {
    int at = channels.indexOf(channel);
    if (at < 0) {
      channels.add(channel);
      throughs.add(micros);
      throughMicros = Math.max(throughMicros, micros);
      return true;
    }
    long before = throughs.get(at);
    if (micros <= before) {
      return false;
    }
    throughs.set(at, micros);
    throughMicros = Math.max(throughMicros, micros);
    return Math.floorDiv(micros, QUARTER) > Math.floorDiv(before, QUARTER);
  }

  /** How far the device has come on any channel, less the disorder that is usual. */
  long throughMicros() {
    return throughMicros;
  }

  /**
   * Up to where a pulse that has not come will hardly come any more: where the device has delivered
   * one since, or where what comes changes no result.
   */
  long pulseThroughMicros(ResultRules rules) {
    long reached = throughMicros - rules.keepMicros();
    boolean any = false;
    for (int at = 0; at < channels.size(); at++) {
      if (rules.wear().pulse().contains(channels.get(at))) {
        reached = Math.max(reached, throughs.get(at));
        any = true;
      }
    }
    return any ? reached : throughMicros;
  }

  /** Whether another hour was entered since this was last asked. */
  boolean entersAnHour() {
    long hour = Math.floorDiv(throughMicros, HOUR);
    boolean enters = hour > statedHour;
    statedHour = hour;
    return enters;
  }

  Wear wear() {
    if (wear == null) {
      wear = new Wear();
    }
    return wear;
  }

  Sleep sleep() {
    if (sleep == null) {
      sleep = new Sleep();
    }
    return sleep;
  }

  Steps steps() {
    if (steps == null) {
      steps = new Steps();
    }
    return steps;
  }

  Screen screen() {
    if (screen == null) {
      screen = new Screen();
    }
    return screen;
  }

  HeartRate heartRate(long keepMicros) {
    if (heartRate == null) {
      heartRate = new HeartRate((int) Math.min(10_080, keepMicros / HeartRate.MINUTE));
    }
    return heartRate;
  }

  void write(CanonicalWriter to) {
    to.text(device).number(channels.size());
    for (int at = 0; at < channels.size(); at++) {
      to.text(channels.get(at)).fixed(throughs.get(at));
    }
    to.fixed(throughMicros).fixed(statedHour);
    part(to, wear, Wear::write);
    part(to, sleep, Sleep::write);
    part(to, steps, Steps::write);
    part(to, screen, Screen::write);
    part(to, heartRate, HeartRate::write);
  }

  /**
   * Reads it.
   *
   * @param events whether events are kept themselves, as they are since the third form
   */
  static DeviceResults read(CanonicalReader from, boolean events) {
    DeviceResults read = new DeviceResults(from.text());
    for (int left = from.count(); left > 0; left--) {
      read.channels.add(from.text());
      read.throughs.add(from.fixed());
    }
    read.throughMicros = from.fixed();
    read.statedHour = from.fixed();
    read.wear = part(from, events ? Wear::read : Wear::readWithoutEvents);
    read.sleep = part(from, Sleep::read);
    read.steps = part(from, Steps::read);
    read.screen = part(from, Screen::read);
    read.heartRate = part(from, HeartRate::read);
    return read;
  }

  private static <T> void part(
      CanonicalWriter to, @Nullable T part, BiConsumer<T, CanonicalWriter> write) {
    to.flag(part != null);
    if (part != null) {
      write.accept(part, to);
    }
  }

  private static <T> @Nullable T part(CanonicalReader from, Function<CanonicalReader, T> read) {
    return from.flag() ? read.apply(from) : null;
  }
}
