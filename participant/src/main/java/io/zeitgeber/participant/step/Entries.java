package io.zeitgeber.participant.step;

import io.zeitgeber.participant.derived.Results;
import io.zeitgeber.participant.protocol.Channel;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.timeline.Entry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What becomes of the timeline's entries of one channel when a stretch is put right: those that
 * came late are placed, superseded or moved ones placed anew, withdrawn ones taken back. Also says
 * anew to the results what the channel said of the stretch.
 */
final class Entries {
  private final String device;
  private final Channel channel;
  private final Stretch stretch;
  private final EventTime time;

  /** What was touched, by the arrival that names it. */
  private final Map<Long, Sighting> touched = new TreeMap<>();

  private final Set<Long> withdrawn = new TreeSet<>();

  Entries(String device, Channel channel, Stretch stretch, EventTime time) {
    this.device = device;
    this.channel = channel;
    this.stretch = stretch;
    this.time = time;
  }

  /** Whether observations of the channel stand on the timeline one by one. */
  private boolean isOnTimeline() {
    return switch (channel.shape()) {
      case INTERVAL, STATE, EVENT -> true;
      case SAMPLE, VECTOR, WAVEFORM -> false;
    };
  }

  /** One that is placed, superseded or moved; of several with one name the last one counts. */
  void touch(Sighting seen) {
    if (isOnTimeline()) {
      touched.put(seen.entry, seen);
    }
  }

  /** One that is taken back now. */
  void withdraw(Sighting meant) {
    touch(meant);
    withdrawn.add(meant.entry);
  }

  /** States what has changed. */
  void state(Consumer<Fact> facts) {
    touched.forEach(
        (name, seen) -> {
          boolean fresh = stretch.holds(name);
          Entry entry = entry(seen);
          if (!seen.gone) {
            int version = fresh ? 1 : TimelineFact.NEXT;
            facts.accept(new TimelineFact.EntryPlaced(entry, name, version, entry.startMicros()));
          } else if (!fresh && withdrawn.contains(name)) {
            facts.accept(new TimelineFact.EntryWithdrawn(entry, name, TimelineFact.NEXT));
          }
        });
  }

  /**
   * Says [from, to) anew.
   *
   * @param counting what counts, in the order in which it arrived
   */
  void sayAnew(
      Results results, Protocol protocol, List<Sighting> counting, long fromMicros, long toMicros) {
    if (!isOnTimeline() || results.isTooOld(device, toMicros, protocol.results())) {
      return;
    }
    results.clear(device, channel.name(), fromMicros, toMicros);
    for (Sighting seen : counting) {
      boolean overlaps = seen.lastMicros > fromMicros && seen.firstMicros < toMicros;
      boolean begins = seen.firstMicros == seen.lastMicros && seen.firstMicros == fromMicros;
      if (overlaps || begins) {
        say(results, protocol, seen, fromMicros, toMicros);
      }
    }
  }

  private void say(
      Results results, Protocol protocol, Sighting seen, long fromMicros, long toMicros) {
    long start = Math.max(seen.firstMicros, fromMicros);
    long end = Math.min(seen.lastMicros, toMicros);
    long disorder = protocol.disorderMicros();
    switch (channel.shape()) {
      case EVENT ->
          results.event(device, channel.name(), start, code(seen), protocol.results(), disorder);
      case STATE ->
          results.state(
              device, channel.name(), start, end, code(seen), protocol.results(), disorder);
      case INTERVAL -> {
        if (results.counts(channel.name())) {
          results.recount(
              device, seen.firstMicros, seen.lastMicros, value(seen), fromMicros, toMicros);
        }
      }
      case SAMPLE, VECTOR, WAVEFORM -> {}
    }
  }

  private Entry entry(Sighting seen) {
    boolean coded = channel.shape() != Channel.Shape.INTERVAL;
    Entry entry =
        new Entry(
            channel.name(),
            device,
            seen.firstMicros,
            seen.lastMicros,
            coded ? null : (Double) value(seen),
            coded ? code(seen) : null,
            null);
    return entry.within(time.uncertainty(seen.deviceMicros));
  }

  private static double value(Sighting seen) {
    return seen.batch.values()[seen.batch.valueStart()[seen.row]];
  }

  private static String code(Sighting seen) {
    return Objects.requireNonNull(Shapes.code(seen.batch, seen.row), "the shape was checked");
  }
}
