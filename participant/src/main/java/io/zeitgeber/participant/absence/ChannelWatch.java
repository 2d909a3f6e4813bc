package io.zeitgeber.participant.absence;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a channel was last received, of whatever device, and what its devices last said where the
 * protocol wants to know. Changes in place during a step.
 */
final class ChannelWatch {
  final String channel;
  long lastMicros;
  long lastArrival;
  boolean isSilent;

  /** Since when, while it is. */
  long silentMicros;

  final List<DeviceWatch> devices = new ArrayList<>(1);

  ChannelWatch(String channel) {
    this.channel = channel;
  }

  ChannelWatch copy() {
    ChannelWatch copy = new ChannelWatch(channel);
    copy.lastMicros = lastMicros;
    copy.lastArrival = lastArrival;
    copy.isSilent = isSilent;
    copy.silentMicros = silentMicros;
    devices.forEach(device -> copy.devices.add(device.copy()));
    return copy;
  }

  /** The device, from before or from now on. */
  DeviceWatch device(String name) {
    for (DeviceWatch device : devices) {
      if (device.device.equals(name)) {
        return device;
      }
    }
    DeviceWatch added = new DeviceWatch(name);
    devices.add(added);
    return added;
  }

  /** The first device of which a finding is true; null where it is of none. */
  @Nullable DeviceWatch first(Finding finding) {
    for (DeviceWatch device : devices) {
      boolean holds =
          switch (finding) {
            case FLAT_LINE -> device.isFlat;
            case ALL_ZERO -> device.isZero;
            case LOW_BATTERY -> device.isLow;
            case NO_DATA, LOW_WEAR, CLOCK_STEP, UNKNOWN_DEVICE -> false;
          };
      if (holds) {
        return device;
      }
    }
    return null;
  }

  void write(CanonicalWriter to) {
    to.text(channel).number(lastMicros).number(lastArrival).flag(isSilent);
    to.number(silentMicros).number(devices.size());
    devices.forEach(device -> device.write(to));
  }

  static ChannelWatch read(CanonicalReader from) {
    ChannelWatch watch = new ChannelWatch(from.text());
    watch.lastMicros = from.number();
    watch.lastArrival = from.number();
    watch.isSilent = from.flag();
    watch.silentMicros = from.number();
    for (int left = from.count(); left > 0; left--) {
      watch.devices.add(DeviceWatch.read(from));
    }
    return watch;
  }
}
