package io.zeitgeber.participant.step;

import io.zeitgeber.participant.protocol.ThresholdRule;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** What of the history has to be read before a participant takes anything else. */
final class Recalling {
  /** Rules and windows look at most so far before what they put right. */
  private static final long BEFORE_MICROS = 60_000_000;

  private Recalling() {}

  /**
   * Asks for the device whose stretch is due first by then.
   *
   * @param receivedMicros of what comes next
   */
  static @Nullable Recall due(Participant participant, long receivedMicros) {
    long now = Math.max(receivedMicros, participant.receivedMicros());
    long first = participant.correctionDueMicros();
    return first > now ? null : first(participant, first);
  }

  /** Asks for the device whose stretch would be due first, early; null where nothing waits. */
  static @Nullable Recall early(Participant participant) {
    Recall wanted = first(participant, participant.correctionDueMicros());
    return wanted == null
        ? null
        : new Recall(wanted.device(), wanted.fromArrival(), wanted.toArrival(), true);
  }

  private static @Nullable Recall first(Participant participant, long first) {
    if (first == Long.MAX_VALUE) {
      return null;
    }
    for (DeviceState device : participant.deviceStates()) {
      for (ChannelState channel : device.channels()) {
        Stretch stretch = channel.stretch();
        if (stretch != null && stretch.dueMicros() == first) {
          return of(participant, device);
        }
      }
    }
    return null;
  }

  /** What a device's stretches need together. */
  static Recall of(Participant participant, DeviceState device) {
    long from = Long.MAX_VALUE;
    for (ChannelState channel : device.channels()) {
      Stretch stretch = channel.stretch();
      if (stretch != null) {
        from = Math.min(from, stretch.firstArrival());
        if (stretch.fromMicros() != Long.MAX_VALUE) {
          long since = stretch.fromMicros() - before(participant, channel);
          from = Math.min(from, participant.marks().firstSince(since));
        }
      }
    }
    from = Math.max(from, device.firstArrival());
    long to = participant.arrivals();
    boolean tooMuch = to - from >= Recall.MOST_ARRIVALS;
    return new Recall(device.device(), tooMuch ? to + 1 : from, to);
  }

  private static long before(Participant participant, ChannelState channel) {
    return BEFORE_MICROS
        + ChannelState.rules(participant.protocol(), channel.channel()).stream()
            .map(ThresholdRule::windowMicros)
            .max(Comparator.naturalOrder())
            .orElse(0L);
  }
}
