package io.zeitgeber.participant.step;

import io.zeitgeber.participant.absence.AbsenceRun;
import io.zeitgeber.participant.derived.Results;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Extra;
import io.zeitgeber.participant.observation.Flaw;
import io.zeitgeber.participant.observation.Refusal;
import io.zeitgeber.participant.observation.Source;
import io.zeitgeber.participant.protocol.Channel;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.rule.Arrival;
import io.zeitgeber.participant.timeline.Entry;
import io.zeitgeber.participant.timeline.TimelineSink;
import io.zeitgeber.participant.window.Tumbling;
import io.zeitgeber.participant.window.Window;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes a batch of observations, record by record: refuses a record or lets its device's channel
 * have it.
 *
 * <p>A refused record counts as an arrival and moves the last offset; nothing else of it counts.
 */
final class Observing implements TimelineSink {
  private final Participant before;
  private final Protocol protocol;
  private final Batch batch;
  private final Arrival arrival;
  private final ChannelRun.Sinks sinks;
  private final Admission admission;
  private final List<Fact> facts = new ArrayList<>();
  private final List<DeviceRun> devices;
  private final @Nullable DeviceRun[] deviceOf;
  private final @Nullable ChannelRun[] runOf;
  private final @Nullable Channel[] channelOf;
  private Marks marks;
  private long nextMarkMicros;
  private long dueMicros;
  private final AbsenceRun absence;
  private final AbsenceRun.@Nullable Place[] placeOf;
  private boolean observed;
  private @Nullable Results results;
  private final ResultFacts stated = new ResultFacts(facts::add, this::uncertainty, this::worn);

  private Observing(Participant before, Batch batch) {
    this.before = before;
    this.batch = batch;
    protocol = before.protocol();
    arrival =
        new Arrival(
            batch.topicId(),
            batch.topic(),
            batch.partition(),
            before.arrivals(),
            before.receivedMicros());
    sinks = new ChannelRun.Sinks(this::concluded, this);
    devices = new ArrayList<>(before.deviceStates().size() + 1);
    before.deviceStates().forEach(state -> devices.add(new DeviceRun(state, facts::add)));
    marks = before.marks();
    nextMarkMicros = marks.nextMicros();
    dueMicros = before.correctionDueMicros();
    int sources = batch.sources().size();
    deviceOf = new @Nullable DeviceRun[sources];
    runOf = new @Nullable ChannelRun[sources];
    channelOf = new @Nullable Channel[sources];
    placeOf = new AbsenceRun.@Nullable Place[sources];
    absence = Waiting.run(before, facts);
    for (int at = 0; at < sources; at++) {
      channelOf[at] = protocol.channels().get(batch.sources().get(at).channel());
    }
    admission = new Admission(before, batch, channelOf, devices);
  }

  static Outcome step(Participant before, Batch batch) {
    return new Observing(before, batch).run();
  }

  /** A minute that closed is what results are derived from. */
  private void concluded(Fact fact) {
    facts.add(fact);
    if (fact instanceof Fact.WindowClosed(Window window)) {
      minute(window);
    } else if (fact instanceof AmendFact.WindowProvisional(Window window)) {
      minute(window);
    }
  }

  @Override
  public void interval(
      String device, String channel, long start, long end, double value, long uncertainty) {
    place(new Entry(channel, device, start, end, value, null, null).within(uncertainty));
    results().interval(device, channel, start, end, value, protocol.disorderMicros());
  }

  @Override
  public void state(
      String device, String channel, long start, long end, String code, long uncertainty) {
    place(new Entry(channel, device, start, end, null, code, null).within(uncertainty));
    results()
        .state(device, channel, start, end, code, protocol.results(), protocol.disorderMicros());
  }

  @Override
  public void event(
      String device, String channel, long eventMicros, String code, long uncertainty) {
    Entry entry = new Entry(channel, device, eventMicros, eventMicros, null, code, null);
    place(entry.within(uncertainty));
    results()
        .event(device, channel, eventMicros, code, protocol.results(), protocol.disorderMicros());
  }

  /** Up to where a device's data are final. */
  private long completeMicros(String name) {
    DeviceRun device = device(name);
    return device == null ? Long.MIN_VALUE : device.completeMicros();
  }

  private long uncertainty(String name, long eventMicros) {
    DeviceRun device = device(name);
    return device == null ? -1 : device.uncertaintyAt(eventMicros, before);
  }

  private void worn(double hours) {
    absence.dayWorn(hours, arrival.ordinal());
  }

  private Outcome run() {
    long[] offsets = batch.offsets();
    long[] received = batch.receivedMicros();
    long last = before.lastOffset(batch.topicId(), batch.partition());
    for (int row = 0; row < batch.size(); row++) {
      if (offsets[row] > last) {
        if (dueMicros <= Math.max(arrival.latestMicros(), received[row])) {
          break;
        }
        last = offsets[row];
        arrival.next(last, received[row]);
        if (!isWild(row)) {
          reach(received[row]);
        }
        take(row, received[row]);
      }
    }
    return arrival.ordinal() == before.arrivals() ? new Outcome(before, List.of()) : outcome(last);
  }

  /**
   * A stamp far ahead moves nothing: the participant's time would stand there until it is reached.
   */
  private boolean isWild(int row) {
    @Nullable Flaw[] flaws = batch.flaws();
    Flaw flaw = flaws == null ? null : flaws[row];
    return flaw != null && flaw.reason() == Refusal.RECEIVED_IN_FUTURE;
  }

  private void reach(long received) {
    if (arrival.reached() && received >= nextMarkMicros) {
      marks = marks.mark(received, arrival.ordinal());
      nextMarkMicros = marks.nextMicros();
    }
    absence.received(received);
  }

  private Outcome outcome(long last) {
    Successor after =
        before
            .next()
            .offset(batch.topicId(), batch.partition(), last)
            .arrivals(arrival.ordinal())
            .marks(marks.received(arrival.latestMicros()))
            .absences(absence.freeze());
    if (observed) {
      List<DeviceState> states = new ArrayList<>(devices.size());
      devices.forEach(device -> states.add(device.freeze()));
      after.devices(states).registration(before.registration().asEnrolled());
      if (results != null) {
        after.results(results);
      }
    }
    return new Outcome(after.build(), List.copyOf(facts));
  }

  private void take(int row, long receivedMicros) {
    Extra extra = extra(row);
    int at = batch.sourceOf()[row];
    Flaw flaw = admission.flaw(row, receivedMicros, extra, at >= 0 && runOf[at] != null);
    if (flaw != null) {
      refuse(row, flaw, receivedMicros);
    } else if (extra == null) {
      observe(run(row), row, receivedMicros);
    } else if (!extra.withdrawn()) {
      ChannelRun run = run(row);
      firmware(batch.sourceOf()[row], extra, receivedMicros);
      observe(run, row, receivedMicros);
    } else {
      withdraw(row, receivedMicros);
    }
  }

  private void observe(ChannelRun run, int row, long receivedMicros) {
    int at = batch.sourceOf()[row];
    DeviceRun device = deviceOf[at];
    Channel channel = channelOf[at];
    if (device == null || channel == null) {
      throw new IllegalStateException("its run was begun");
    }
    device.time().observe(batch, row, channel, receivedMicros, arrival.ordinal());
    if (device.hasMoved()) {
      move(device);
    }
    run.take(batch, row, receivedMicros);
    due(run);
    received(row);
    endRecord();
  }

  /** What has never been sent can't be taken back. */
  private void withdraw(int row, long receivedMicros) {
    DeviceRun device = device(source(row).device());
    if (device != null && device.has(source(row).channel())) {
      ChannelRun run = run(row);
      run.withdraw(batch, row, receivedMicros);
      due(run);
    }
  }

  private void move(DeviceRun device) {
    Long jump = device.takeJump();
    if (jump != null) {
      absence.clockStepped(device.before.device(), jump, arrival.ordinal());
    }
    for (DeviceRun.Moved moved : device.takeMoves()) {
      for (ChannelState state : device.before.channels()) {
        ChannelRun begun = device.run(state.channel());
        Channel channel = protocol.channels().get(state.channel());
        if (begun == null && channel != null) {
          begin(device, state, channel);
        }
      }
      long firstArrival = firstArrival(device, moved);
      for (ChannelRun run : device.runs()) {
        run.moved(firstArrival, moved.firstDeviceMicros(), moved.micros(), moved.receivedMicros());
        due(run);
      }
    }
  }

  /** What was measured then can't have been received before. */
  private long firstArrival(DeviceRun device, DeviceRun.Moved moved) {
    if (!moved.settled()) {
      return moved.firstArrival();
    }
    long first =
        device.time().latest(moved.firstDeviceMicros(), arrival.latestMicros(), arrival.ordinal());
    return Math.max(moved.firstArrival(), marks.firstSince(first - Math.abs(moved.micros())));
  }

  /** A stretch that waits to be put right is a deadline, so that it does not wait for a record. */
  private void due(ChannelRun run) {
    if (run.dueMicros() < dueMicros) {
      dueMicros = run.dueMicros();
      absence.waits(dueMicros);
    }
  }

  private void place(Entry entry) {
    facts.add(new TimelineFact.EntryPlaced(entry, arrival.ordinal(), 1, entry.startMicros()));
  }

  private void minute(Window window) {
    if (window.sizeMicros() == Tumbling.MINUTE_MICROS) {
      results().minute(window, protocol.results());
    }
  }

  /** This step's own, to be changed in place. */
  private Results results() {
    Results known = results;
    if (known == null) {
      known = before.results().copy();
      results = known;
    }
    return known;
  }

  private void endRecord() {
    if (results != null) {
      results.endRecord(protocol.results(), this::completeMicros, stated);
    }
  }

  /** Tells the watch over absence that a record became an observation. */
  private void received(int row) {
    int at = batch.sourceOf()[row];
    Channel channel = channelOf[at];
    if (channel == null) {
      throw new IllegalStateException("the channel was checked");
    }
    AbsenceRun.Place place = placeOf[at];
    if (place == null) {
      place = absence.place(channel, batch.sources().get(at).device());
      placeOf[at] = place;
    }
    int width = channel.shape() == Channel.Shape.VECTOR ? Shapes.width(batch, row) : 1;
    absence.took(place, batch, row, width, arrival.ordinal());
  }

  private @Nullable Extra extra(int row) {
    @Nullable Extra[] extras = batch.extras();
    return extras == null ? null : extras[row];
  }

  private void refuse(int row, Flaw flaw, long receivedMicros) {
    int at = batch.sourceOf()[row];
    String channel = at < 0 ? null : batch.sources().get(at).channel();
    facts.add(
        new Fact.Refused(batch.origin(row), flaw.reason(), flaw.detail(), receivedMicros, channel));
    if (at >= 0 && flaw.reason() == Refusal.UNKNOWN_DEVICE) {
      absence.unknownDevice(batch.sources().get(at).device(), arrival.ordinal());
    }
  }

  private void firmware(int at, Extra extra, long receivedMicros) {
    String next = extra.firmware();
    DeviceRun device = deviceOf[at];
    if (next == null || device == null || next.equals(device.firmware())) {
      return;
    }
    if (device.firmware() != null) {
      facts.add(
          new Fact.DeviceChanged(device.before.device(), device.firmware(), next, receivedMicros));
    }
    device.firmware(next);
  }

  private Source source(int row) {
    return batch.sources().get(batch.sourceOf()[row]);
  }

  private ChannelRun run(int row) {
    int at = batch.sourceOf()[row];
    ChannelRun known = runOf[at];
    return known == null ? begin(at) : known;
  }

  private ChannelRun begin(int at) {
    Source source = batch.sources().get(at);
    Channel channel = channelOf[at];
    if (channel == null) {
      throw new IllegalStateException("the channel was checked");
    }
    DeviceRun device = device(source.device());
    if (device == null) {
      device = new DeviceRun(DeviceState.first(source.device(), arrival.ordinal()), facts::add);
      devices.add(device);
    }
    if (!device.isTimed()) {
      device.time(before.clock(source.device(), batch.receivedIsDevice()));
    }
    ChannelRun known = device.run(source.channel());
    if (known == null) {
      ChannelState state = device.state(source.channel());
      ChannelState from = state == null ? ChannelState.first(channel, protocol) : state;
      known = begin(device, from, channel);
    }
    deviceOf[at] = device;
    runOf[at] = known;
    observed = true;
    return known;
  }

  private ChannelRun begin(DeviceRun device, ChannelState from, Channel channel) {
    ChannelRun run =
        new ChannelRun(
            from, channel, device.before.device(), device.time(), before, arrival, sinks);
    device.runs(channel.name(), run);
    return run;
  }

  private @Nullable DeviceRun device(String name) {
    for (DeviceRun device : devices) {
      if (device.before.device().equals(name)) {
        return device;
      }
    }
    return null;
  }
}
