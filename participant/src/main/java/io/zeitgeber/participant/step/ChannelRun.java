package io.zeitgeber.participant.step;

import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.protocol.Channel;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.protocol.ThresholdRule;
import io.zeitgeber.participant.rule.Alert;
import io.zeitgeber.participant.rule.AlertSink;
import io.zeitgeber.participant.rule.Arrival;
import io.zeitgeber.participant.rule.Threshold;
import io.zeitgeber.participant.rule.ThresholdState;
import io.zeitgeber.participant.rule.Watched;
import io.zeitgeber.participant.timeline.TimelineSink;
import io.zeitgeber.participant.window.Tumbling;
import io.zeitgeber.participant.window.Window;
import io.zeitgeber.participant.window.WindowSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One channel of one device at work during one step: its front, windows and rules. Grows in place;
 * {@link #freeze()} gives what goes on.
 *
 * <p>Each sample goes to the rules, then into its window, then moves the front, which closes
 * windows. The samples of one record come in the order of their event time. A record that can't
 * simply be added is held: only where it is goes into the {@link Stretch} that is put right later.
 */
final class ChannelRun implements WindowSink, AlertSink {
  private static final Threshold[] NO_RULES = {};

  /** A jump farther than this is no place where a device's data may have been thought to lie. */
  private static final long FARTHEST_MICROS = 45L * 24 * 3600 * 1_000_000;

  /** How far beside its new place a re-mapped sample may have been, beyond the jump. */
  private static final long BESIDE_MICROS = 60_000_000;

  private final Channel channel;
  private final String device;
  private final EventTime time;
  private final Arrival arrival;
  private final Consumer<Fact> facts;
  private final TimelineSink timeline;
  private final Protocol protocol;
  private final Tumbling windows;
  private final Threshold[] rules;
  private final Recent recent;
  private final boolean lasts;
  private final boolean revises;
  private long frontMicros;
  private long lastDeviceMicros;
  private long finalThroughMicros;
  private boolean provisional;
  private boolean interrupted;
  private Stretch.@Nullable Growing stretch;

  ChannelRun(
      ChannelState from,
      Channel channel,
      String device,
      EventTime time,
      Participant participant,
      Arrival arrival,
      Sinks sinks) {
    this.channel = channel;
    this.device = device;
    this.time = time;
    this.arrival = arrival;
    facts = sinks.facts();
    timeline = sinks.timeline();
    protocol = participant.protocol();
    lasts = channel.shape() == Channel.Shape.INTERVAL || channel.shape() == Channel.Shape.STATE;
    revises = lasts || channel.sameTime() == Channel.SameTime.REVISES;
    windows = new Tumbling(from.windows(), device, channel, protocol.disorderMicros(), this);
    recent = from.recent().copy();
    finalThroughMicros = from.finalThroughMicros();
    provisional = from.provisional();
    interrupted = from.interrupted();
    Stretch before = from.stretch();
    stretch = before == null ? null : new Stretch.Growing(before, interrupted);
    rules = rules(from, participant);
    Long front = from.frontMicros();
    frontMicros = front == null ? Long.MIN_VALUE : front;
  }

  /** Where facts go. */
  record Sinks(Consumer<Fact> facts, TimelineSink timeline) {}

  /** What becomes of a record. */
  private enum Fate {
    TAKEN,
    HELD,
    REPEATED
  }

  /** Takes a record that has the channel's shape; its clock has observed it. */
  void take(Batch batch, int row, long receivedMicros) {
    lastDeviceMicros = batch.deviceMicros()[row];
    if (provisional && time.isSettled()) {
      settle(windows.closedThroughMicros());
    }
    switch (channel.shape()) {
      case SAMPLE -> samples(batch, row, receivedMicros);
      case VECTOR -> vectors(batch, row, receivedMicros);
      case WAVEFORM -> waveform(batch, row, receivedMicros);
      case INTERVAL, STATE -> lasting(batch, row, receivedMicros);
      case EVENT -> {
        long event = time.of(lastDeviceMicros, receivedMicros);
        Fate fate = fate(batch, row, event, event);
        if (fate == Fate.TAKEN) {
          timeline.event(device, channel.name(), event, code(batch, row), uncertainty());
          windows.event(event, code(batch, row));
          moveFront(event);
        }
      }
    }
  }

  /** Takes back what a record was sent for, when the stretch is put right. */
  void withdraw(Batch batch, int row, long receivedMicros) {
    long event = time.of(batch.deviceMicros()[row], receivedMicros);
    hold(event, event);
  }

  /**
   * The clock says now that the records since an arrival lie elsewhere.
   *
   * @param byMicros by how much later
   */
  void moved(long firstArrival, long firstDeviceMicros, long byMicros, long receivedMicros) {
    if (frontMicros == Long.MIN_VALUE) {
      return;
    }
    long first = time.latest(firstDeviceMicros, receivedMicros, arrival.ordinal());
    long before = byMicros > 0 && byMicros < FARTHEST_MICROS ? byMicros : 0;
    growing()
        .move(
            new Stretch.Move(firstArrival, byMicros),
            first - before - BESIDE_MICROS,
            Math.max(first, frontMicros));
    recent.restart();
  }

  private long uncertainty() {
    return time.uncertainty(lastDeviceMicros);
  }

  /** Windows that end at or before then are final. */
  long finalThroughMicros() {
    return finalThroughMicros;
  }

  /** When the stretch is to be put right; the greatest long where there is none. */
  long dueMicros() {
    Stretch.Growing growing = stretch;
    return growing == null ? Long.MAX_VALUE : growing.dueMicros();
  }

  ChannelState freeze() {
    List<ThresholdState> after = new ArrayList<>(rules.length);
    for (Threshold rule : rules) {
      after.add(rule.freeze());
    }
    Stretch.Growing growing = stretch;
    return new ChannelState(
        channel.name(),
        frontMicros == Long.MIN_VALUE ? null : frontMicros,
        windows.freeze(),
        List.copyOf(after),
        recent,
        finalThroughMicros,
        provisional,
        growing == null ? null : growing.freeze(),
        growing == null || growing.interrupted());
  }

  @Override
  public void closed(Window window) {
    if (time.isSettled()) {
      finalThroughMicros = windows.closedThroughMicros();
      facts.accept(new Fact.WindowClosed(window));
    } else {
      provisional = true;
      facts.accept(new AmendFact.WindowProvisional(window));
    }
  }

  @Override
  public void derived(long startMicros, long sizeMicros) {
    facts.accept(new AmendFact.WindowDerived(device, channel.name(), startMicros, sizeMicros));
  }

  @Override
  public void raised(Alert alert) {
    facts.accept(new Fact.AlertRaised(alert));
  }

  @Override
  public void resolved(Alert alert, long raisedAtMicros) {
    facts.accept(new Fact.AlertResolved(alert, raisedAtMicros));
  }

  private void samples(Batch batch, int row, long receivedMicros) {
    long first = lastDeviceMicros;
    double[] values = batch.values();
    int start = batch.valueStart()[row];
    int samples = batch.valueStart()[row + 1] - start;
    long event = time.of(first, receivedMicros);
    double rate = samples > 1 ? Shapes.rate(batch, row) : Double.NaN;
    long last =
        samples == 1
            ? event
            : time.of(Shapes.sampleMicros(first, samples - 1, rate), receivedMicros);
    Fate fate = fate(batch, row, event, last);
    if (fate == Fate.REPEATED) {
      return;
    }
    sample(event, values[start], fate);
    for (int at = 1; at < samples; at++) {
      long each = Shapes.sampleMicros(first, at, rate);
      sample(time.of(each, receivedMicros), values[start + at], fate);
    }
  }

  /** What is held has come all the same: a rule that decides later counts it. */
  private void sample(long eventMicros, double value, Fate fate) {
    for (Threshold rule : rules) {
      rule.sample(eventMicros, value);
    }
    if (fate == Fate.TAKEN) {
      windows.sample(eventMicros, value);
    }
    moveFront(eventMicros);
  }

  private void vectors(Batch batch, int row, long receivedMicros) {
    long first = lastDeviceMicros;
    double[] values = batch.values();
    int start = batch.valueStart()[row];
    int width = Shapes.width(batch, row);
    int samples = (batch.valueStart()[row + 1] - start) / width;
    double rate = Shapes.rate(batch, row);
    long event = time.of(first, receivedMicros);
    long end = Shapes.lastMicros(batch, row, channel.shape());
    if (fate(batch, row, event, time.of(end, receivedMicros)) != Fate.TAKEN) {
      return;
    }
    for (int at = 0; at < samples; at++) {
      long each = at == 0 ? first : Shapes.sampleMicros(first, at, rate);
      long instant = time.of(each, receivedMicros);
      windows.sample(instant, magnitude(values, start + at * width, width));
      moveFront(instant);
    }
  }

  /** Minute by minute: only the extremes of each stretch and its ends are needed. */
  private void waveform(Batch batch, int row, long receivedMicros) {
    long device = lastDeviceMicros;
    double rate = Shapes.rate(batch, row);
    int start = batch.valueStart()[row];
    int samples = batch.valueStart()[row + 1] - start;
    long event = time.of(device, receivedMicros);
    long end = Shapes.lastMicros(batch, row, channel.shape());
    if (fate(batch, row, event, time.of(end, receivedMicros)) != Fate.TAKEN) {
      return;
    }
    int from = 0;
    while (from < samples) {
      long first = time.of(Shapes.sampleMicros(device, from, rate), receivedMicros);
      long minute = Math.floorDiv(first, Tumbling.MINUTE_MICROS);
      int to = from + 1;
      int beyond = samples;
      // The samples' times ascend: the first one beyond the minute lies between to and beyond.
      while (to < beyond) {
        int middle = (to + beyond) >>> 1;
        long instant = time.of(Shapes.sampleMicros(device, middle, rate), receivedMicros);
        if (Math.floorDiv(instant, Tumbling.MINUTE_MICROS) == minute) {
          to = middle + 1;
        } else {
          beyond = middle;
        }
      }
      long last = time.of(Shapes.sampleMicros(device, to - 1, rate), receivedMicros);
      stretch(batch.values(), start + from, start + to, first, last);
      from = to;
    }
  }

  private void stretch(double[] values, int from, int to, long firstMicros, long lastMicros) {
    double min = values[from];
    double max = values[from];
    for (int at = from + 1; at < to; at++) {
      min = Math.min(min, values[at]);
      max = Math.max(max, values[at]);
    }
    windows.extremes(firstMicros, lastMicros, to - from, min, max);
    moveFront(lastMicros);
  }

  private void lasting(Batch batch, int row, long receivedMicros) {
    long duration = Shapes.duration(batch, row);
    long start = time.ofStart(lastDeviceMicros, duration, receivedMicros);
    long end = start + duration;
    boolean taken = fate(batch, row, start, end) == Fate.TAKEN;
    if (channel.shape() == Channel.Shape.STATE) {
      if (taken) {
        windows.state(start, end, code(batch, row));
        timeline.state(device, channel.name(), start, end, code(batch, row), uncertainty());
      }
    } else {
      double value = batch.values()[batch.valueStart()[row]];
      if (taken) {
        windows.interval(start, end, value);
        timeline.interval(device, channel.name(), start, end, value, uncertainty());
      }
    }
    moveFront(end);
  }

  /**
   * Whether a record can be added as it comes. Only what lies behind, in device time or in closed
   * windows, may have been sent before; the rest costs one comparison each.
   */
  private Fate fate(Batch batch, int row, long firstMicros, long lastMicros) {
    long start = lastDeviceMicros;
    boolean open = firstMicros >= windows.openFromMicros();
    if (start > recent.latestMicros() || (start == recent.latestMicros() && (!revises || lasts))) {
      long end = lasts ? start + Shapes.duration(batch, row) : start;
      recent.forward(start, end, Shapes.digest(batch, row));
      return open ? taken() : hold(firstMicros, lastMicros);
    }
    recent.back(start);
    @Nullable String[] ids = batch.ids();
    boolean named = ids != null && ids[row] != null;
    if (revises || named || !open || !recent.reachesBack(start)) {
      return hold(firstMicros, lastMicros);
    }
    long digest = Shapes.digest(batch, row);
    if (recent.repeats(start, digest)) {
      facts.accept(
          new AmendFact.Corrected(device, channel.name(), firstMicros, lastMicros, 0, 1, 0, 0, 0));
      return Fate.REPEATED;
    }
    recent.add(start, digest);
    return taken();
  }

  private Fate taken() {
    Stretch.Growing growing = stretch;
    if (growing != null) {
      growing.interrupt();
    }
    return Fate.TAKEN;
  }

  private Fate hold(long firstMicros, long lastMicros) {
    growing().hold(arrival.ordinal(), firstMicros, lastMicros);
    return Fate.HELD;
  }

  private Stretch.Growing growing() {
    Stretch.Growing growing = stretch;
    if (growing == null) {
      long end = time.isSettled() ? windows.closedThroughMicros() : finalThroughMicros;
      long lateness = protocol.timing().latenessMicros();
      long late = end < Long.MIN_VALUE + lateness ? Long.MIN_VALUE : end - lateness;
      growing = new Stretch.Growing(late, arrival.latestMicros() + protocol.freshnessMicros());
      stretch = growing;
    }
    return growing;
  }

  private void moveFront(long eventMicros) {
    if (eventMicros > frontMicros) {
      frontMicros = eventMicros;
      if (eventMicros >= windows.nextCloseMicros()) {
        advance(eventMicros);
      }
    }
  }

  private void advance(long eventMicros) {
    long uncertainty = time.uncertainty(lastDeviceMicros);
    windows.advance(eventMicros - Math.max(0, uncertainty));
    if (provisional) {
      // A clock that stays in doubt holds its windows no longer than late data are waited for.
      settle(
          Math.min(
              windows.closedThroughMicros(),
              arrival.receivedMicros() - protocol.timing().latenessMicros()));
    }
  }

  private void settle(long throughMicros) {
    boolean all = throughMicros >= windows.closedThroughMicros();
    if (all || throughMicros >= finalThroughMicros + Tumbling.HOUR_MICROS) {
      finalThroughMicros = throughMicros;
      provisional = !all;
      facts.accept(new AmendFact.WindowsFinal(device, channel.name(), throughMicros));
    }
  }

  private static String code(Batch batch, int row) {
    return Objects.requireNonNull(Shapes.code(batch, row), "the shape was checked");
  }

  /**
   * The Euclidean length of one vector; scaled where the squares would leave the range of a double.
   */
  static double magnitude(double[] values, int from, int width) {
    double squares = 0;
    for (int at = from; at < from + width; at++) {
      squares += values[at] * values[at];
    }
    double magnitude = StrictMath.sqrt(squares);
    if (magnitude <= Double.MAX_VALUE) {
      return magnitude;
    }
    double greatest = 0;
    for (int at = from; at < from + width; at++) {
      greatest = Math.max(greatest, Math.abs(values[at]));
    }
    double scaled = 0;
    for (int at = from; at < from + width; at++) {
      scaled += (values[at] / greatest) * (values[at] / greatest);
    }
    return Math.min(greatest * StrictMath.sqrt(scaled), Double.MAX_VALUE);
  }

  private Threshold[] rules(ChannelState from, Participant participant) {
    if (from.rules().isEmpty()) {
      return NO_RULES;
    }
    List<ThresholdRule> defined = ChannelState.rules(protocol, channel.name());
    Threshold[] rules = new Threshold[defined.size()];
    for (int at = 0; at < rules.length; at++) {
      ThresholdRule rule = defined.get(at);
      Watched watched = watched(participant, device, channel, rule);
      rules[at] =
          new Threshold(
              rule,
              from.rules().get(at),
              watched,
              arrival,
              () -> time.uncertainty(lastDeviceMicros),
              this);
    }
    return rules;
  }

  static Watched watched(
      Participant participant, String device, Channel channel, ThresholdRule rule) {
    Participant.Limits limits = participant.limits(rule);
    return new Watched(
        participant.study(),
        participant.id(),
        participant.site(),
        device,
        channel.unit(),
        participant.protocol().label(),
        limits.high(),
        limits.low(),
        participant.protocol().freshnessMicros(),
        participant.status() == Enrolment.Status.ACTIVE);
  }
}
