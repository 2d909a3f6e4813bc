package io.zeitgeber.participant.step;

import io.zeitgeber.participant.clock.ClockPolicy;
import io.zeitgeber.participant.clock.ClockSink;
import io.zeitgeber.participant.clock.ConfidenceChange;
import io.zeitgeber.participant.clock.Evidence;
import io.zeitgeber.participant.clock.Rebased;
import io.zeitgeber.participant.clock.StampsEqual;
import io.zeitgeber.participant.clock.Stepped;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One device at work during one step: what it was before, its clock, and the channels that were
 * touched.
 */
final class DeviceRun implements ClockSink {

  /**
   * Lines that move by no more than the model now says of them, and than this, leave windows as
   * they are.
   */
  private static final long MOST_TOLERATED_MICROS = 1_000_000;

  final DeviceState before;
  private final Consumer<Fact> facts;
  private final List<String> names = new ArrayList<>(2);
  private final List<ChannelRun> runs = new ArrayList<>(2);
  private final List<Moved> moves = new ArrayList<>(0);
  private @Nullable String firmware;
  private @Nullable EventTime time;
  private boolean stampsEqual;
  private boolean jumped;
  private long jumpMicros;

  DeviceRun(DeviceState before, Consumer<Fact> facts) {
    this.before = before;
    this.facts = facts;
    firmware = before.firmware();
    stampsEqual = before.stampsEqual();
  }

  /**
   * A correction of the clock that moves what came before.
   *
   * @param settled whether the clock knows the device time alone, and no arrival, from which on
   */
  record Moved(
      long firstArrival,
      long firstDeviceMicros,
      long micros,
      long receivedMicros,
      boolean settled) {}

  /** Says how its clock is taken during this step. */
  void time(ClockPolicy policy) {
    EventTime begun = EventTime.of(before.clock(), policy, this);
    if (stampsEqual) {
      begun.unknowable();
    }
    time = begun;
  }

  boolean isTimed() {
    return time != null;
  }

  /** Up to where any of its channels is final; the least long where none is. */
  long completeMicros() {
    long complete = Long.MIN_VALUE;
    for (ChannelRun run : runs) {
      complete = Math.max(complete, run.finalThroughMicros());
    }
    for (ChannelState state : before.channels()) {
      complete = Math.max(complete, state.finalThroughMicros());
    }
    return complete;
  }

  /** Half the width of the interval in which an event time lies; negative where none is known. */
  long uncertaintyAt(long eventMicros, Participant participant) {
    EventTime known = time;
    return known == null
        ? EventTime.lookingBack(before.clock(), participant.clock(before.device(), false))
            .uncertaintyAt(eventMicros)
        : known.uncertaintyAt(eventMicros);
  }

  /** When things happened, by its clock. */
  EventTime time() {
    return Objects.requireNonNull(time, "its clock was begun");
  }

  @Override
  public void stepped(Stepped stepped) {
    facts.accept(new ClockFact.ClockStepped(before.device(), stepped));
    jumpMicros = stepped.jumpMicros();
    jumped = true;
    moves.add(
        new Moved(
            stepped.firstArrival(),
            stepped.firstDeviceMicros(),
            stepped.jumpMicros(),
            stepped.receivedMicros(),
            false));
  }

  @Override
  public void rebased(Rebased rebased) {
    facts.accept(new ClockFact.ClockRebased(before.device(), rebased));
    if (Math.abs(rebased.shiftMicros()) > tolerance()) {
      moves.add(
          new Moved(
              rebased.firstArrival(),
              rebased.firstDeviceMicros(),
              rebased.shiftMicros(),
              rebased.receivedMicros(),
              rebased.evidence() == Evidence.SETTLED));
    }
  }

  private long tolerance() {
    EventTime known = time;
    long stated = known == null ? -1 : known.uncertaintyNow();
    return stated < 0 ? MOST_TOLERATED_MICROS : Math.min(stated, MOST_TOLERATED_MICROS);
  }

  @Override
  public void confidenceChanged(ConfidenceChange change) {
    facts.accept(new ClockFact.ClockConfidenceChanged(before.device(), change));
  }

  @Override
  public void stampsEqual(StampsEqual finding) {
    stampsEqual = true;
    if (time != null) {
      time.unknowable();
    }
    facts.accept(new ClockFact.ClockUnknowable(before.device(), finding));
  }

  /** Whether the clock has moved what came before since this was last asked. */
  boolean hasMoved() {
    return !moves.isEmpty();
  }

  /** How far the clock was found to have stepped since this was last asked; null if it was not. */
  @Nullable Long takeJump() {
    boolean found = jumped;
    jumped = false;
    return found ? (Long) jumpMicros : null;
  }

  List<Moved> takeMoves() {
    List<Moved> taken = List.copyOf(moves);
    moves.clear();
    return taken;
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

  /** The channels that were touched, in the order in which they were. */
  List<ChannelRun> runs() {
    return runs;
  }

  /** The run of a channel that was begun; null where it was not. */
  @Nullable ChannelRun run(String channel) {
    int at = names.indexOf(channel);
    return at < 0 ? null : runs.get(at);
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
    EventTime known = time;
    if (runs.isEmpty() && known == null) {
      return before;
    }
    List<ChannelState> after = new ArrayList<>(before.channels());
    for (int at = 0; at < runs.size(); at++) {
      ChannelState state = runs.get(at).freeze();
      int place = after.indexOf(state(names.get(at)));
      if (place < 0) {
        after.add(state);
      } else {
        after.set(place, state);
      }
    }
    return new DeviceState(
        before.device(),
        firmware,
        List.copyOf(after),
        before.firstArrival(),
        known == null ? before.clock() : known.freeze(),
        stampsEqual);
  }
}
