package io.zeitgeber.participant.step;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import io.zeitgeber.participant.protocol.Channel;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.protocol.ThresholdRule;
import io.zeitgeber.participant.rule.ThresholdState;
import io.zeitgeber.participant.window.OpenWindows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one channel of one device.
 *
 * @param frontMicros greatest event time of a sample, or of the end of an interval; null before any
 * @param rules in the order of the protocol's rules for the channel
 * @param recent the newest records, to know what is sent again; read and copied only
 * @param finalThroughMicros windows that end at or before then are final
 * @param provisional whether windows beyond that are closed
 * @param stretch what waits to be put right; null if nothing does
 * @param interrupted whether a record of the channel came after the last one of the stretch
 */
record ChannelState(
    String channel,
    @Nullable Long frontMicros,
    OpenWindows windows,
    List<ThresholdState> rules,
    Recent recent,
    long finalThroughMicros,
    boolean provisional,
    @Nullable Stretch stretch,
    boolean interrupted) {

  static ChannelState first(Channel channel, Protocol protocol) {
    ChannelState blank =
        new ChannelState(
            channel.name(),
            null,
            OpenWindows.NONE,
            List.of(),
            new Recent(),
            Long.MIN_VALUE,
            false,
            null,
            true);
    return blank.under(protocol);
  }

  /** The rules that a protocol has for a channel: only samples have any. */
  static List<ThresholdRule> rules(Protocol protocol, String name) {
    Channel channel = protocol.channels().get(name);
    if (channel == null || channel.shape() != Channel.Shape.SAMPLE) {
      return List.of();
    }
    return protocol.rules().stream().filter(rule -> rule.channel().equals(name)).toList();
  }

  /** The same channel under another protocol. */
  ChannelState under(Protocol protocol) {
    List<ThresholdState> after = new ArrayList<>();
    for (ThresholdRule rule : rules(protocol, channel)) {
      after.add(ThresholdState.goingOn(rule, rules, frontMicros));
    }
    return new ChannelState(
        channel,
        frontMicros,
        windows,
        List.copyOf(after),
        recent,
        finalThroughMicros,
        provisional,
        stretch,
        interrupted);
  }

  /** The same after somebody closed an alert. */
  ChannelState without(String alert) {
    return new ChannelState(
        channel,
        frontMicros,
        windows,
        rules.stream().map(rule -> rule.without(alert)).toList(),
        recent,
        finalThroughMicros,
        provisional,
        stretch,
        interrupted);
  }

  void write(CanonicalWriter to) {
    to.text(channel).optionalNumber(frontMicros);
    windows.write(to);
    to.number(rules.size());
    rules.forEach(rule -> rule.write(to));
    recent.write(to);
    to.fixed(finalThroughMicros).flag(provisional);
    Stretch.write(stretch, to);
    to.flag(interrupted);
  }

  static ChannelState read(CanonicalReader from) {
    String channel = from.text();
    Long front = from.optionalNumber();
    OpenWindows windows = OpenWindows.read(from);
    List<ThresholdState> rules = new ArrayList<>();
    for (int left = from.count(); left > 0; left--) {
      rules.add(ThresholdState.read(from));
    }
    return new ChannelState(
        channel,
        front,
        windows,
        List.copyOf(rules),
        Recent.read(from),
        from.fixed(),
        from.flag(),
        Stretch.read(from),
        from.flag());
  }
}
