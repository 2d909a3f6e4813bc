package io.zeitgeber.persistence.protocol;

import com.typesafe.config.ConfigObject;
import io.zeitgeber.participant.clock.ClockPolicy;
import io.zeitgeber.participant.protocol.Channel;
import io.zeitgeber.participant.protocol.Channel.SameTime;
import io.zeitgeber.participant.protocol.Channel.Shape;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.protocol.ResultRules;
import io.zeitgeber.participant.protocol.ThresholdRule;
import io.zeitgeber.participant.protocol.Timing;
import io.zeitgeber.persistence.protocol.DeviceClass.Clock;
import io.zeitgeber.persistence.protocol.StudyProtocol.Time;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes a protocol out of a resolved tree, or says all that is wrong with it. */
final class ProtocolReader {
  private static final int MOST_CHANNELS = 128;
  private static final int MOST_RULES = 64;

  /** Devices of no kind, or of one that is not named, are of this one. */
  private static final String OTHER = "other";

  private final List<Problem> problems = new ArrayList<>();
  private final SortedMap<String, Channel> channels = new TreeMap<>();
  private final SortedMap<String, DeviceClass> deviceClasses = new TreeMap<>();
  private final SortedMap<String, ThresholdRule> rules = new TreeMap<>();
  private final Set<String> alerts = new HashSet<>();
  private final AbsenceReader absences;
  private final StudyProtocol protocol;

  private ProtocolReader(ConfigObject root) {
    Section top = new Section("", root, problems);
    top.only(Key.Place.TOP);
    absences = new AbsenceReader(top);
    if (top.has(Key.CANONICAL)) {
      top.count(Key.CANONICAL, 1, 1);
    }
    top.children(Key.CHANNELS, "channels").forEach(this::channel);
    top.children(Key.DEVICE_CLASSES, "device classes").forEach(this::deviceClass);
    top.children(Key.RULES, "rules").forEach(this::rule);
    limit(top, Key.CHANNELS, channels.size(), MOST_CHANNELS);
    limit(top, Key.DEVICE_CLASSES, deviceClasses.size(), MOST_RULES);
    limit(top, Key.RULES, rules.size(), MOST_RULES);
    StudyProtocol unnamed = assemble(top, "", "");
    String text = Canonical.text(Canonical.lines(unnamed, rules));
    List<Problem> found = List.copyOf(problems);
    protocol = assemble(top, Canonical.digest(text), text);
    if (!found.isEmpty()) {
      throw new ProtocolRefused(found);
    }
  }

  static ProtocolReader of(ConfigObject root) {
    return new ProtocolReader(root);
  }

  StudyProtocol protocol() {
    return protocol;
  }

  List<Canonical.Line> lines() {
    return Canonical.lines(protocol, rules);
  }

  private StudyProtocol assemble(Section top, String digest, String text) {
    Protocol core =
        new Protocol(
            top.id(Key.ID),
            top.count(Key.VERSION, 1, 1_000_000),
            digest,
            Collections.unmodifiableSortedMap(channels),
            List.copyOf(rules.values()),
            top.micros(Key.DISORDER, 0, 24 * Span.HOUR),
            top.micros(Key.FRESHNESS, Span.SECOND, 24 * Span.HOUR),
            top.either(Key.ENROLMENT, "open", "closed"),
            top.either(Key.DEVICES, "open", "registered"),
            absences.rules(),
            ResultsReader.read(top, deviceClasses),
            timing(top));
    return new StudyProtocol(
        core,
        top.choice(Key.TIME, Time.class, Time.AUTO),
        core.timing().latenessMicros(),
        absences.silenceMicros(),
        Collections.unmodifiableSortedMap(deviceClasses),
        top.ids(Key.UNBLINDING),
        text);
  }

  private Timing timing(Section top) {
    SortedMap<String, ClockPolicy> clocks = new TreeMap<>();
    deviceClasses.forEach((kind, device) -> clocks.put(kind, policy(device.clock())));
    return new Timing(
        top.micros(Key.LATENESS, 0, 366 * 24 * Span.HOUR),
        top.has(Key.MAX_RETROSPECTIVE)
            ? top.count(Key.MAX_RETROSPECTIVE, 0, 1_000)
            : Timing.DEFAULT.maxRetrospective(),
        Collections.unmodifiableSortedMap(clocks),
        clocks.getOrDefault(OTHER, ClockPolicy.MODELLED));
  }

  private static ClockPolicy policy(Clock clock) {
    return switch (clock) {
      case TRUSTED -> ClockPolicy.TRUSTED;
      case MODELLED -> ClockPolicy.MODELLED;
      case RECEIVED -> ClockPolicy.RECEIVED;
    };
  }

  private static void limit(Section top, Key key, int size, int most) {
    if (size > most) {
      top.problem(key, "at most " + most + ", these are " + size);
    }
  }

  private void channel(Section section) {
    section.only(Key.Place.CHANNEL);
    if (!section.has(Key.SHAPE)) {
      section.missing(Key.SHAPE, "sample | vector | waveform | interval | state | event");
    }
    Shape shape = section.choice(Key.SHAPE, Shape.class, Shape.SAMPLE);
    boolean coded = shape == Shape.STATE || shape == Shape.EVENT;
    SameTime usual =
        shape == Shape.INTERVAL || shape == Shape.STATE ? SameTime.REVISES : SameTime.ADDS;
    double min = section.number(Key.MIN, Double.NEGATIVE_INFINITY);
    double max = section.number(Key.MAX, Double.POSITIVE_INFINITY);
    if (coded && (section.has(Key.MIN) || section.has(Key.MAX) || section.has(Key.UNIT))) {
      section.problem(
          Key.SHAPE, "states and events have codes: no unit, min or max", Key.MIN, Key.MAX);
    }
    if (min > max) {
      section.problem(Key.MIN, "not above max", Key.MAX);
    }
    String name = section.name();
    SameTime sameTime = section.choice(Key.SAME_TIME, SameTime.class, usual);
    Double rate = rate(section);
    channels.put(name, new Channel(name, section.unit(Key.UNIT), shape, min, max, rate, sameTime));
    absences.channel(section, rate, coded);
  }

  private static @Nullable Double rate(Section section) {
    if (!section.has(Key.RATE_PER_HOUR)) {
      return null;
    }
    double rate = section.number(Key.RATE_PER_HOUR, 1);
    if (rate <= 0) {
      section.problem(Key.RATE_PER_HOUR, "a number above 0; leave it out where it is unknown");
    }
    return rate;
  }

  private void deviceClass(Section section) {
    section.only(Key.Place.DEVICE_CLASS);
    if (!section.has(Key.CLOCK)) {
      section.missing(Key.CLOCK, "trusted | modelled | received");
    }
    Clock clock = section.choice(Key.CLOCK, Clock.class, Clock.MODELLED);
    int priority =
        section.has(Key.PRIORITY)
            ? section.count(Key.PRIORITY, 0, 1_000)
            : ResultRules.USUAL_PRIORITY;
    deviceClasses.put(section.name(), new DeviceClass(section.name(), clock, priority));
  }

  private void rule(Section section) {
    section.only(Key.Place.RULE);
    long every = section.micros(Key.EVERY, Span.SECOND, Span.HOUR);
    long window = section.micros(Key.WINDOW, Span.SECOND, 24 * Span.HOUR);
    if (every > 0 && window % every != 0) {
      section.problem(Key.WINDOW, "a whole multiple of every", Key.EVERY);
    }
    ThresholdRule rule =
        new ThresholdRule(
            section.id(Key.CHANNEL),
            alert(section, Key.HIGH_RULE),
            alert(section, Key.LOW_RULE),
            every,
            window,
            section.count(Key.MIN_SAMPLES, 1, 1_000_000),
            section.number(Key.CLEAR_MARGIN, Double.NaN),
            section.number(Key.HIGH, Double.NaN),
            section.number(Key.LOW, Double.NaN));
    watched(section, rule.channel());
    limits(section, rule);
    rules.put(section.name(), rule);
  }

  private String alert(Section section, Key key) {
    String name = section.id(key);
    if (section.has(key) && !alerts.add(name)) {
      section.problem(key, "a name that no other rule has");
    }
    return name;
  }

  private void watched(Section section, String name) {
    Channel channel = channels.get(name);
    if (channel == null && section.has(Key.CHANNEL)) {
      section.problem(
          Key.CHANNEL, "no such channel; " + Nearest.advice(name, List.copyOf(channels.keySet())));
    } else if (channel != null && channel.shape() != Shape.SAMPLE) {
      section.problem(Key.CHANNEL, "a channel of shape sample: the rule takes a mean");
    }
  }

  private static void limits(Section section, ThresholdRule rule) {
    if (rule.clearMargin() < 0) {
      section.problem(Key.CLEAR_MARGIN, "0 or more");
    }
    if (rule.high() <= rule.low()) {
      section.problem(Key.HIGH, "above low", Key.LOW);
    } else if (rule.high() - rule.clearMargin() <= rule.low()
        || rule.low() + rule.clearMargin() >= rule.high()) {
      section.problem(
          Key.CLEAR_MARGIN,
          "less than high - low, else an alert resolves only beyond the other limit",
          Key.HIGH,
          Key.LOW);
    }
  }
}
