package io.zeitgeber.participant.step;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One device at work during one step: what it was before, and the channels that were touched. */
final class DeviceRun {
  final DeviceState before;
  private @Nullable String firmware;
  private final List<String> names = new ArrayList<>(2);
  private final List<ChannelRun> runs = new ArrayList<>(2);

  DeviceRun(DeviceState before) {
    this.before = before;
    firmware = before.firmware();
  }

  @Nullable String firmware() {
    return firmware;
  }

  void firmware(String next) {
    firmware = next;
  }

  void runs(String channel, ChannelRun run) {
    names.add(channel);
    runs.add(run);
  }

  /** Whether the device has the channel, from before or since. */
  boolean has(String channel) {
    return names.contains(channel) || state(channel) != null;
  }

  /** How many channels it has, from before and since. */
  int channels() {
    int added = 0;
    for (String name : names) {
      added += state(name) == null ? 1 : 0;
    }
    return before.channels().size() + added;
  }

  void addChannelsTo(Set<String> distinct) {
    before.channels().forEach(channel -> distinct.add(channel.channel()));
    distinct.addAll(names);
  }

  /** What was remembered of a channel; null where nothing was. */
  @Nullable ChannelState state(String channel) {
    for (ChannelState state : before.channels()) {
      if (state.channel().equals(channel)) {
        return state;
      }
    }
    return null;
  }

  DeviceState freeze() {
    if (runs.isEmpty()) {
      return before;
    }
    List<ChannelState> after = new ArrayList<>(before.channels());
    for (int at = 0; at < runs.size(); at++) {
      ChannelState state = runs.get(at).freeze();
      int known = after.indexOf(state(names.get(at)));
      if (known < 0) {
        after.add(state);
      } else {
        after.set(known, state);
      }
    }
    return new DeviceState(before.device(), firmware, List.copyOf(after));
  }
}
