package io.zeitgeber.participant.step;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import io.zeitgeber.participant.clock.ClockState;
import io.zeitgeber.participant.protocol.Protocol;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one device.
 *
 * @param firmware the last that it named
 * @param channels in the order in which they came first
 * @param firstArrival ordinal of its first record
 * @param clock how far its clock is off
 * @param stampsEqual whether nothing can be learned of its clock
 */
record DeviceState(
    String device,
    @Nullable String firmware,
    List<ChannelState> channels,
    long firstArrival,
    ClockState clock,
    boolean stampsEqual) {

  static DeviceState first(String device, long arrival) {
    return new DeviceState(device, null, List.of(), arrival, ClockState.NONE, false);
  }

  DeviceState under(Protocol protocol) {
    return with(channels.stream().map(channel -> channel.under(protocol)).toList());
  }

  DeviceState with(List<ChannelState> after) {
    return new DeviceState(device, firmware, after, firstArrival, clock, stampsEqual);
  }

  void write(CanonicalWriter to) {
    to.text(device).optionalText(firmware).number(channels.size());
    channels.forEach(channel -> channel.write(to));
    to.number(firstArrival);
    clock.write(to);
    to.flag(stampsEqual);
  }

  static DeviceState read(CanonicalReader from, long form) {
    String device = from.text();
    String firmware = from.optionalText();
    List<ChannelState> channels = new ArrayList<>();
    for (int left = from.count(); left > 0; left--) {
      channels.add(ChannelState.read(from));
    }
    return new DeviceState(
        device,
        firmware,
        List.copyOf(channels),
        from.number(),
        ClockState.read(from, form),
        from.flag());
  }
}
