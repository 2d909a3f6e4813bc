package io.zeitgeber.persistence.protocol;

import io.zeitgeber.participant.protocol.AbsenceRules;
import io.zeitgeber.participant.protocol.Channel;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.protocol.ResultRules;
import io.zeitgeber.participant.protocol.ThresholdRule;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The one text of a protocol: every key resolved, one a line, in a fixed order. Written here rather
 * than by a HOCON printer, whose layout may change with its version and the digest with it.
 */
final class Canonical {

  /**
   * One line: where, which key, and the value as written.
   *
   * @param usual what a text means that does not say it, now and for ever: it is left out, so that
   *     an older text, which knows nothing of the key, stays as it is
   */
  record Line(String path, Key key, String value, boolean usual) {}

  private static final String PULSE =
      "[\"heart_rate\", \"heart_rate_variability\", \"inter_beat_interval\","
          + " \"oxygen_saturation\"]";

  private final List<Line> lines = new ArrayList<>();

  private Canonical() {}

  static List<Line> lines(StudyProtocol protocol, Map<String, ThresholdRule> rules) {
    Canonical canonical = new Canonical();
    canonical.top(protocol);
    protocol.core().channels().values().stream()
        .sorted((a, b) -> a.name().compareTo(b.name()))
        .forEach(
            channel -> canonical.channel(channel, protocol.core().absence().of(channel.name())));
    new TreeMap<>(protocol.deviceClasses())
        .forEach(
            (kind, device) -> {
              String in = in(Key.DEVICE_CLASSES, kind);
              canonical.add(in, Key.CLOCK, name(device.clock()));
              canonical.add(in, Key.PRIORITY, Integer.toString(device.priority()), "100");
            });
    canonical.results(protocol.core().results());
    new TreeMap<>(rules).forEach(canonical::rule);
    return canonical.lines;
  }

  static String text(List<Line> lines) {
    StringBuilder text = new StringBuilder(4096);
    for (Line line : lines) {
      if (!line.usual) {
        text.append(line.path).append(" = ").append(line.value).append('\n');
      }
    }
    return text.toString();
  }

  static String digest(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 0x1p53) {
      return Long.toString((long) value);
    }
    return Double.toString(value);
  }

  static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** A path element, quoted where HOCON would take it apart. */
  static String element(String name) {
    boolean plain = !name.isEmpty() && Character.isLetter(name.charAt(0));
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      plain &= c == '_' || c == '-' || (c < 128 && Character.isLetterOrDigit(c));
    }
    return plain ? name : quoted(name);
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static String in(Key section, String name) {
    return section.text + "." + element(name) + ".";
  }

  private void add(String prefix, Key key, String value) {
    lines.add(new Line(prefix + key.text, key, value, false));
  }

  private void add(String prefix, Key key, String value, String usual) {
    lines.add(new Line(prefix + key.text, key, value, value.equals(usual)));
  }

  private void top(StudyProtocol protocol) {
    Protocol core = protocol.core();
    add("", Key.CANONICAL, "1");
    add("", Key.ID, quoted(core.id()));
    add("", Key.VERSION, Integer.toString(core.version()));
    add("", Key.ENROLMENT, core.openEnrolment() ? "open" : "closed");
    add("", Key.DEVICES, core.openDevices() ? "open" : "registered");
    add("", Key.TIME, name(protocol.time()));
    add("", Key.DISORDER, Span.text(core.disorderMicros()));
    add("", Key.LATENESS, Span.text(protocol.latenessMicros()));
    add("", Key.FRESHNESS, Span.text(core.freshnessMicros()));
    add("", Key.MAX_RETROSPECTIVE, Integer.toString(core.timing().maxRetrospective()), "20");
    add("", Key.RESULTS_KEEP, Span.text(core.results().keepMicros()), "18h");
    absence(protocol.silenceMicros(), core.absence());
    if (!protocol.unblinding().isEmpty()) {
      add(
          "",
          Key.UNBLINDING,
          protocol.unblinding().stream()
              .map(Canonical::quoted)
              .collect(Collectors.joining(", ", "[", "]")));
    }
  }

  private void results(ResultRules rules) {
    String wear = in(Key.RESULTS, "wear");
    add(wear, Key.PULSE, list(rules.wear().pulse()), PULSE);
    add(wear, Key.JOIN, Span.text(rules.wear().joinMicros()), "5m");
    add(wear, Key.HOLDS, Span.text(rules.wear().holdsMicros()), "24h");
    add(wear, Key.RISING, Span.text(rules.wear().risingMicros()), "1h");
    String sleep = in(Key.RESULTS, "sleep");
    add(
        sleep,
        Key.ASLEEP,
        list(rules.sleep().asleep()),
        "[\"ASLEEP\", \"DEEP\", \"LIGHT\", \"REM\"]");
    add(sleep, Key.GAP, Span.text(rules.sleep().gapMicros()), "1h");
    add(sleep, Key.LEAST, Span.text(rules.sleep().leastMicros()), "30m");
    String screen = in(Key.RESULTS, "screen");
    add(screen, Key.ON, list(rules.screen().on()), "[\"ON\", \"UNLOCKED\"]");
    add(screen, Key.OFF, list(rules.screen().off()), "[\"OFF\", \"LOCKED\"]");
    add(screen, Key.LONGEST, Span.text(rules.screen().longestMicros()), "1h");
    String rest = in(Key.RESULTS, "rest");
    add(rest, Key.STILL, Span.text(rules.rest().stillMicros()), "12m");
    add(rest, Key.LEAST_MINUTES, Integer.toString(rules.rest().leastMinutes()), "5");
  }

  private static String list(List<String> names) {
    return names.stream().map(Canonical::quoted).collect(Collectors.joining(", ", "[", "]"));
  }

  /** What is off is not there: so an older text, which knows none of it, stays as it is. */
  private void absence(long silenceMicros, AbsenceRules rules) {
    span("", Key.SILENCE_AFTER, silenceMicros);
    if (rules.batteryLow() > 0) {
      add("", Key.BATTERY_LOW, number(rules.batteryLow()));
      add("", Key.BATTERY_CLEAR, number(rules.batteryClear()));
    }
    if (rules.wearLowHours() > 0) {
      add("", Key.WEAR_LOW, number(rules.wearLowHours()));
      add("", Key.WEAR_CLEAR, number(rules.wearClearHours()));
    }
    span("", Key.SETTLE_AFTER, rules.settleMicros());
    if (rules.cohortShare() < 1) {
      add("", Key.COHORT_SHARE, number(rules.cohortShare()));
      add("", Key.COHORT_WITHIN, Span.text(rules.cohortMicros()));
    }
  }

  private void span(String in, Key key, long micros) {
    if (micros > 0) {
      add(in, key, Span.text(micros));
    }
  }

  private void channel(Channel channel, AbsenceRules.Limits limits) {
    String in = in(Key.CHANNELS, channel.name());
    add(in, Key.SHAPE, name(channel.shape()));
    if (!channel.unit().isEmpty()) {
      add(in, Key.UNIT, quoted(channel.unit()));
    }
    if (Double.isFinite(channel.min())) {
      add(in, Key.MIN, number(channel.min()));
    }
    if (Double.isFinite(channel.max())) {
      add(in, Key.MAX, number(channel.max()));
    }
    Double rate = channel.ratePerHour();
    if (rate != null) {
      add(in, Key.RATE_PER_HOUR, number(rate));
    }
    add(in, Key.SAME_TIME, name(channel.sameTime()));
    span(in, Key.CHANNEL_SILENCE_AFTER, limits.silenceMicros());
    span(in, Key.FLAT_AFTER, limits.flatMicros());
    span(in, Key.ZERO_AFTER, limits.zeroMicros());
  }

  private void rule(String name, ThresholdRule rule) {
    String in = in(Key.RULES, name);
    add(in, Key.CHANNEL, quoted(rule.channel()));
    add(in, Key.HIGH_RULE, quoted(rule.highRule()));
    add(in, Key.LOW_RULE, quoted(rule.lowRule()));
    add(in, Key.EVERY, Span.text(rule.everyMicros()));
    add(in, Key.WINDOW, Span.text(rule.windowMicros()));
    add(in, Key.MIN_SAMPLES, Integer.toString(rule.minSamples()));
    add(in, Key.CLEAR_MARGIN, number(rule.clearMargin()));
    add(in, Key.HIGH, number(rule.high()));
    add(in, Key.LOW, number(rule.low()));
  }
}
