package io.zeitgeber.participant.step;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import io.zeitgeber.participant.protocol.Protocol;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one device.
 *
 * @param firmware the last that it named
 * @param channels in the order in which they came first
 */
record DeviceState(String device, @Nullable String firmware, List<ChannelState> channels) {

  DeviceState under(Protocol protocol) {
    List<ChannelState> after = channels.stream().map(channel -> channel.under(protocol)).toList();
    return new DeviceState(device, firmware, after);
  }

  void write(CanonicalWriter to) {
    to.text(device).optionalText(firmware).number(channels.size());
    channels.forEach(channel -> channel.write(to));
  }

  static DeviceState read(CanonicalReader from) {
    String device = from.text();
    String firmware = from.optionalText();
    List<ChannelState> channels = new ArrayList<>();
    for (int left = from.count(); left > 0; left--) {
      channels.add(ChannelState.read(from));
    }
    return new DeviceState(device, firmware, List.copyOf(channels));
  }
}
