package io.zeitgeber.participant.step;

import io.zeitgeber.participant.absence.AbsenceRun;
import io.zeitgeber.participant.clock.ClockPolicy;
import io.zeitgeber.participant.derived.Results;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.protocol.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Puts right what waits to be: the stretches of one device, with the records of their time that
 * were recalled.
 */
final class Amending {
  private final Participant before;
  private final DeviceState device;
  private final Input.Recalled recalled;
  private final List<Fact> facts = new ArrayList<>();
  private final Results results;
  private final AbsenceRun absence;

  private Amending(Participant before, DeviceState device, Input.Recalled recalled) {
    this.before = before;
    this.device = device;
    this.recalled = recalled;
    results = before.results().copy();
    absence = Waiting.run(before, facts);
  }

  static Outcome step(Participant before, Input.Recalled recalled) {
    Recall wanted = recalled.wanted();
    for (DeviceState device : before.deviceStates()) {
      if (device.device().equals(wanted.device())) {
        boolean waits = device.channels().stream().anyMatch(each -> each.stretch() != null);
        if (waits && isAsked(Recalling.of(before, device), wanted)) {
          return new Amending(before, device, recalled).run();
        }
      }
    }
    throw new IllegalArgumentException("recalled is not what was asked for");
  }

  private static boolean isAsked(Recall due, Recall wanted) {
    return due.fromArrival() == wanted.fromArrival() && due.toArrival() == wanted.toArrival();
  }

  private Outcome run() {
    if (!recalled.wanted().early()) {
      fireBefore(before.correctionDueMicros());
    }
    List<ChannelState> channels = new ArrayList<>(device.channels().size());
    for (ChannelState channel : device.channels()) {
      Stretch stretch = channel.stretch();
      Channel kind = before.protocol().channels().get(channel.channel());
      if (stretch == null) {
        channels.add(channel);
      } else if (kind == null || recalled.wanted().isEmpty()) {
        channels.add(deferred(channel, stretch));
      } else {
        channels.add(amended(channel, stretch, kind));
      }
    }
    DeviceState after = device.with(List.copyOf(channels));
    List<DeviceState> devices = new ArrayList<>(before.deviceStates());
    devices.set(devices.indexOf(device), after);
    ResultFacts stated = new ResultFacts(facts::add, this::uncertainty, this::worn);
    results.endRecord(before.protocol().results(), name -> completeMicros(devices, name), stated);
    Successor amended = before.next().devices(devices).results(results).absences(absence.freeze());
    return new Outcome(amended.build(), List.copyOf(facts));
  }

  /** What is due before the stretch fires before it, as if a tick had come just then. */
  private void fireBefore(long dueMicros) {
    if (dueMicros != Long.MIN_VALUE) {
      absence.tick(dueMicros - 1);
    }
  }

  private static long completeMicros(List<DeviceState> devices, String name) {
    long complete = Long.MIN_VALUE;
    for (DeviceState each : devices) {
      if (each.device().equals(name)) {
        for (ChannelState channel : each.channels()) {
          complete = Math.max(complete, channel.finalThroughMicros());
        }
      }
    }
    return complete;
  }

  private long uncertainty(String name, long eventMicros) {
    for (DeviceState each : before.deviceStates()) {
      if (each.device().equals(name)) {
        return EventTime.lookingBack(each.clock(), before.clock(name, false))
            .uncertaintyAt(eventMicros);
      }
    }
    return -1;
  }

  private void worn(double hours) {
    absence.dayWorn(hours, before.arrivals());
  }

  private ChannelState deferred(ChannelState channel, Stretch stretch) {
    long held = 0;
    for (Stretch.Run run : stretch.held()) {
      held += run.last() - run.first() + 1;
    }
    long arrivals = before.arrivals() - stretch.firstArrival() + 1;
    facts.add(
        new AmendFact.AmendmentDeferred(
            device.device(),
            channel.channel(),
            Math.min(stretch.fromMicros(), stretch.toMicros()),
            stretch.toMicros(),
            held,
            arrivals));
    return released(channel);
  }

  private static ChannelState released(ChannelState channel) {
    return new ChannelState(
        channel.channel(),
        channel.frontMicros(),
        channel.windows(),
        channel.rules(),
        channel.recent(),
        channel.finalThroughMicros(),
        channel.provisional(),
        null,
        true);
  }

  private ChannelState amended(ChannelState channel, Stretch stretch, Channel kind) {
    Amendment amendment =
        new Amendment(before, device, channel, stretch, kind, time(false), facts::add);
    EventTime stamped = time(true);
    for (Recollected part : recalled.records()) {
      Batch batch = part.batch();
      EventTime time = batch.receivedIsDevice() ? stamped : amendment.time();
      for (int row = 0; row < batch.size(); row++) {
        int source = batch.sourceOf()[row];
        if (source >= 0
            && batch.sources().get(source).channel().equals(channel.channel())
            && batch.sources().get(source).device().equals(device.device())) {
          amendment.take(batch, row, part.arrivals()[row], time);
        }
      }
    }
    return amendment.finish(results);
  }

  private EventTime time(boolean receivedIsDevice) {
    ClockPolicy policy = before.clock(device.device(), receivedIsDevice);
    return EventTime.lookingBack(device.clock(), Objects.requireNonNull(policy));
  }
}
