package io.zeitgeber.participant.step;

import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.protocol.Channel;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.protocol.ThresholdRule;
import io.zeitgeber.participant.rule.AlertSink;
import io.zeitgeber.participant.rule.Arrival;
import io.zeitgeber.participant.rule.Threshold;
import io.zeitgeber.participant.rule.ThresholdState;
import io.zeitgeber.participant.rule.Watched;
import io.zeitgeber.participant.timeline.TimelineSink;
import io.zeitgeber.participant.window.Tumbling;
import io.zeitgeber.participant.window.WindowSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One channel of one device at work during one step: its front, windows and rules. Grows in place;
 * {@link #freeze()} gives what goes on.
 *
 * <p>Each sample goes to the rules, then into its window, then moves the front, which closes
 * windows. The samples of one record come in the order of their event time.
 */
final class ChannelRun {
  private static final Threshold[] NO_RULES = {};

  private final Channel channel;
  private final String deviceName;
  private final TimelineSink timeline;
  private final Tumbling windows;
  private final Threshold[] rules;
  private long frontMicros;

  ChannelRun(
      ChannelState from,
      Channel channel,
      String device,
      Participant participant,
      Arrival arrival,
      Sinks sinks) {
    Protocol protocol = participant.protocol();
    this.channel = channel;
    deviceName = device;
    timeline = sinks.timeline();
    windows =
        new Tumbling(from.windows(), device, channel, protocol.disorderMicros(), sinks.windows());
    rules = rules(from, channel, device, participant, arrival, sinks.alerts());
    Long front = from.frontMicros();
    frontMicros = front == null ? Long.MIN_VALUE : front;
  }

  /** Where facts go. */
  record Sinks(WindowSink windows, AlertSink alerts, TimelineSink timeline) {}

  /** Takes a record that has the channel's shape. */
  void take(Batch batch, int row, long receivedMicros) {
    long device = batch.deviceMicros()[row];
    switch (channel.shape()) {
      case SAMPLE -> samples(batch, row, receivedMicros);
      case VECTOR -> vectors(batch, row, receivedMicros);
      case WAVEFORM -> waveform(batch, row, receivedMicros);
      case INTERVAL -> {
        long duration = Shapes.duration(batch, row);
        long start = EventTime.ofStart(device, duration, receivedMicros);
        double value = batch.values()[batch.valueStart()[row]];
        windows.interval(start, start + duration, value);
        timeline.interval(deviceName, channel.name(), start, start + duration, value);
        moveFront(start + duration);
      }
      case STATE -> {
        long duration = Shapes.duration(batch, row);
        long start = EventTime.ofStart(device, duration, receivedMicros);
        windows.state(start, start + duration, code(batch, row));
        timeline.state(deviceName, channel.name(), start, start + duration, code(batch, row));
        moveFront(start + duration);
      }
      case EVENT -> {
        long event = EventTime.of(device, receivedMicros);
        windows.event(event, code(batch, row));
        timeline.event(deviceName, channel.name(), event, code(batch, row));
        moveFront(event);
      }
    }
    windows.endRecord();
  }

  ChannelState freeze() {
    List<ThresholdState> after = new ArrayList<>(rules.length);
    for (Threshold rule : rules) {
      after.add(rule.freeze());
    }
    return new ChannelState(channel.name(), frontMicros, windows.freeze(), List.copyOf(after));
  }

  private void samples(Batch batch, int row, long receivedMicros) {
    long device = batch.deviceMicros()[row];
    double[] values = batch.values();
    int start = batch.valueStart()[row];
    int samples = batch.valueStart()[row + 1] - start;
    sample(EventTime.of(device, receivedMicros), values[start]);
    if (samples > 1) {
      double rate = Shapes.rate(batch, row);
      for (int at = 1; at < samples; at++) {
        long each = Shapes.sampleMicros(device, at, rate);
        sample(EventTime.of(each, receivedMicros), values[start + at]);
      }
    }
  }

  private void sample(long eventMicros, double value) {
    for (Threshold rule : rules) {
      rule.sample(eventMicros, value);
    }
    windows.sample(eventMicros, value);
    moveFront(eventMicros);
  }

  private void vectors(Batch batch, int row, long receivedMicros) {
    long device = batch.deviceMicros()[row];
    double[] values = batch.values();
    int start = batch.valueStart()[row];
    int width = Shapes.width(batch, row);
    int samples = (batch.valueStart()[row + 1] - start) / width;
    double rate = Shapes.rate(batch, row);
    for (int at = 0; at < samples; at++) {
      long each = at == 0 ? device : Shapes.sampleMicros(device, at, rate);
      long event = EventTime.of(each, receivedMicros);
      windows.sample(event, magnitude(values, start + at * width, width));
      moveFront(event);
    }
  }

  /** Minute by minute: only the extremes of each stretch and its ends are needed. */
  private void waveform(Batch batch, int row, long receivedMicros) {
    long device = batch.deviceMicros()[row];
    double rate = Shapes.rate(batch, row);
    int start = batch.valueStart()[row];
    int samples = batch.valueStart()[row + 1] - start;
    int from = 0;
    while (from < samples) {
      long first = EventTime.of(Shapes.sampleMicros(device, from, rate), receivedMicros);
      long minute = Math.floorDiv(first, Tumbling.MINUTE_MICROS);
      int to = from + 1;
      int beyond = samples;
      // The samples' times ascend: the first one beyond the minute lies between to and beyond.
      while (to < beyond) {
        int middle = (to + beyond) >>> 1;
        long event = EventTime.of(Shapes.sampleMicros(device, middle, rate), receivedMicros);
        if (Math.floorDiv(event, Tumbling.MINUTE_MICROS) == minute) {
          to = middle + 1;
        } else {
          beyond = middle;
        }
      }
      long last = EventTime.of(Shapes.sampleMicros(device, to - 1, rate), receivedMicros);
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

  private void moveFront(long eventMicros) {
    if (eventMicros > frontMicros) {
      frontMicros = eventMicros;
      windows.advance(eventMicros);
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
    double greatest = 0;
    for (int at = from; at < from + width; at++) {
      squares += values[at] * values[at];
      greatest = Math.max(greatest, Math.abs(values[at]));
    }
    double magnitude = StrictMath.sqrt(squares);
    if (magnitude <= Double.MAX_VALUE) {
      return magnitude;
    }
    double scaled = 0;
    for (int at = from; at < from + width; at++) {
      scaled += (values[at] / greatest) * (values[at] / greatest);
    }
    return Math.min(greatest * StrictMath.sqrt(scaled), Double.MAX_VALUE);
  }

  private static Threshold[] rules(
      ChannelState from,
      Channel channel,
      String device,
      Participant participant,
      Arrival arrival,
      AlertSink sink) {
    if (from.rules().isEmpty()) {
      return NO_RULES;
    }
    List<ThresholdRule> defined = ChannelState.rules(participant.protocol(), channel.name());
    Threshold[] rules = new Threshold[defined.size()];
    for (int at = 0; at < rules.length; at++) {
      ThresholdRule rule = defined.get(at);
      Watched watched = watched(participant, device, channel, rule);
      rules[at] = new Threshold(rule, from.rules().get(at), watched, arrival, sink);
    }
    return rules;
  }

  private static Watched watched(
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
