package io.zeitgeber.participant.step;

import io.zeitgeber.participant.derived.Results;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.protocol.Channel;
import io.zeitgeber.participant.protocol.ThresholdRule;
import io.zeitgeber.participant.rule.AlertId;
import io.zeitgeber.participant.rule.Episode;
import io.zeitgeber.participant.rule.Retrospect;
import io.zeitgeber.participant.rule.ThresholdState;
import io.zeitgeber.participant.rule.Watched;
import io.zeitgeber.participant.window.Minutes;
import io.zeitgeber.participant.window.OpenWindows;
import io.zeitgeber.participant.window.Tumbling;
import io.zeitgeber.participant.window.Window;
import io.zeitgeber.participant.window.WindowSink;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Puts one stretch of one channel right: its minutes made anew, and its past judged. */
final class Amendment {

  /** A re-mapped sample was at most so far from where the jump says that it was. */
  private static final long BESIDE_MICROS = 2_000_000;

  /** Overlaps of modelled times up to here are no overlaps. */
  private static final long TOLERANCE_MICROS = 1_000_000;

  /** An alert whose evidence moved by less was decided on what is known now. */
  private static final long NOTED_MICROS = 50_000;

  private final Participant participant;
  private final DeviceState device;
  private final ChannelState before;
  private final Stretch stretch;
  private final Channel channel;
  private final EventTime time;
  private final Consumer<Fact> facts;
  private final boolean lasts;
  private final Sightings sightings;
  private final Entries entries;
  private final Minutes minutes = new Minutes();
  private final Map<Long, long[]> tooLate = new TreeMap<>();
  private long late;
  private long resent;
  private long revised;
  private long withdrawn;
  private long overlapping;
  private long judgeFromMicros = Long.MAX_VALUE;
  private long judgeToMicros = Long.MIN_VALUE;
  private long oldFromMicros = Long.MAX_VALUE;
  private long oldToMicros = Long.MIN_VALUE;
  private long movedMicros;
  private long lastReceivedMicros = Long.MIN_VALUE;
  private long lastArrival;
  private long lastDeviceMicros;

  Amendment(
      Participant participant,
      DeviceState device,
      ChannelState before,
      Stretch stretch,
      Channel channel,
      EventTime time,
      Consumer<Fact> facts) {
    this.participant = participant;
    this.device = device;
    this.before = before;
    this.stretch = stretch;
    this.channel = channel;
    this.time = time;
    this.facts = facts;
    lasts = channel.shape() == Channel.Shape.INTERVAL || channel.shape() == Channel.Shape.STATE;
    sightings = new Sightings(channel.sameTime() == Channel.SameTime.REVISES);
    entries = new Entries(device.device(), channel, stretch, time);
  }

  EventTime time() {
    return time;
  }

  /** Takes the channel's records in the order in which they arrived. */
  void take(Batch batch, int row, long arrival, EventTime of) {
    boolean withdraws = isWithdrawal(batch, row);
    long device =
        withdraws && !lasts
            ? batch.deviceMicros()[row]
            : Shapes.lastMicros(batch, row, channel.shape());
    boolean unended = lasts && Shapes.duration(batch, row) == Batch.NONE;
    Sighting seen =
        new Sighting(batch, row, arrival, of, lasts, unended ? batch.deviceMicros()[row] : device);
    Sightings.Turned turned = sightings.take(seen);
    Sighting instead = turned.instead();
    if (stretch.holds(arrival)) {
      count(turned.kind());
      noteLast(seen);
      if (instead != null) {
        touch(instead);
      }
      if (instead != null && turned.kind() == Sightings.Kind.WITHDRAWN) {
        entries.withdraw(instead);
      }
      if (turned.kind() == Sightings.Kind.REAL || turned.kind() == Sightings.Kind.REVISED) {
        held(seen);
        entries.touch(seen);
      }
    } else if (stretch.moved(arrival) && turned.kind() != Sightings.Kind.RESENT) {
      moved(seen);
      if (!seen.withdraws) {
        entries.touch(seen);
      }
    }
  }

  /**
   * Gives out what was found; the channel as it goes on.
   *
   * @param results take what has changed
   */
  ChannelState finish(Results results) {
    List<Sighting> counting = sightings.counting();
    fill(counting);
    Tumbling windows =
        new Tumbling(
            before.windows(),
            device.device(),
            channel,
            participant.protocol().disorderMicros(),
            new Silent());
    minutes.giveTo(
        windows,
        device.device(),
        channel,
        (window, hourClosed, dayClosed) -> {
          facts.accept(new AmendFact.WindowRevised(window, hourClosed, dayClosed));
          if (!lasts && window.sum() != null) {
            results.revised(window, participant.protocol().results());
          }
        });
    entries.state(facts);
    minutes.stretches(
        (from, to) -> entries.sayAnew(results, participant.protocol(), counting, from, to));
    tooLate.forEach(
        (start, countAndSince) ->
            facts.accept(
                new AmendFact.WindowLate(
                    device.device(), channel.name(), start, countAndSince[0], countAndSince[1])));
    if (late + resent + revised + withdrawn + overlapping > 0) {
      facts.accept(
          new AmendFact.Corrected(
              device.device(),
              channel.name(),
              minutes.isEmpty() ? stretch.toMicros() : minutes.firstMicros(),
              minutes.isEmpty() ? stretch.toMicros() : minutes.endMicros(),
              late,
              resent,
              revised,
              withdrawn,
              overlapping));
    }
    List<ThresholdState> rules = judge(counting);
    OpenWindows after = windows.freeze();
    return new ChannelState(
        before.channel(),
        before.frontMicros(),
        after,
        rules,
        before.recent(),
        before.finalThroughMicros(),
        before.provisional(),
        null,
        true);
  }

  private static boolean isWithdrawal(Batch batch, int row) {
    var extras = batch.extras();
    var extra = extras == null ? null : extras[row];
    return extra != null && extra.withdrawn();
  }

  private void count(Sightings.Kind kind) {
    switch (kind) {
      case REAL -> late++;
      case RESENT -> resent++;
      case REVISED -> revised++;
      case WITHDRAWN -> withdrawn++;
      case WITHDRAWN_NOTHING -> {}
    }
  }

  private void noteLast(Sighting seen) {
    lastReceivedMicros = Math.max(lastReceivedMicros, seen.receivedMicros());
    lastArrival = seen.arrival;
    lastDeviceMicros = seen.deviceMicros;
  }

  private void held(Sighting seen) {
    touch(seen);
    judgeFromMicros = Math.min(judgeFromMicros, seen.firstMicros);
    judgeToMicros = Math.max(judgeToMicros, seen.lastMicros);
  }

  private void moved(Sighting seen) {
    Stretch.Move move = Objects.requireNonNull(stretch.move());
    noteLast(seen);
    held(seen);
    long received = seen.receivedMicros();
    long first = Math.min(seen.firstMicros - move.micros(), received - seen.durationMicros);
    long last = Math.min(seen.lastMicros - move.micros(), received);
    touch(first - BESIDE_MICROS, Math.min(last + BESIDE_MICROS, received));
    if (Math.abs(seen.firstMicros - first) > Math.abs(movedMicros)) {
      movedMicros = seen.firstMicros - first;
    }
    oldFromMicros = Math.min(oldFromMicros, first);
    oldToMicros = Math.max(oldToMicros, last);
  }

  /** A window that may not change any more is marked instead. */
  private void touch(Sighting seen) {
    if (seen.durationMicros > Tumbling.LONGEST_IN_MINUTES) {
      facts.accept(
          new AmendFact.AmendmentDeferred(
              device.device(), channel.name(), seen.firstMicros, seen.lastMicros, 1, 0));
      return;
    }
    if (seen.lastMicros < stretch.lateMicros()) {
      long start = Math.floorDiv(seen.firstMicros, Tumbling.MINUTE_MICROS) * Tumbling.MINUTE_MICROS;
      long[] marked = tooLate.computeIfAbsent(start, _ -> new long[] {0, seen.receivedMicros()});
      marked[0]++;
      late -= stretch.holds(seen.arrival) && late > 0 ? 1 : 0;
      return;
    }
    touch(seen.firstMicros, lasts ? seen.lastMicros : seen.lastMicros + 1);
  }

  private void touch(long fromMicros, long toMicros) {
    long from = Math.max(fromMicros, stretch.lateMicros());
    if (from <= toMicros) {
      minutes.touch(from, toMicros);
    }
  }

  private void fill(List<Sighting> counting) {
    if (minutes.isEmpty()) {
      return;
    }
    Coverage coverage = new Coverage(time.isModelled() ? TOLERANCE_MICROS : 0);
    for (Sighting seen : counting) {
      switch (channel.shape()) {
        case SAMPLE, VECTOR, WAVEFORM -> samples(seen);
        case EVENT ->
            minutes.event(
                seen.firstMicros, Objects.requireNonNull(Shapes.code(seen.batch, seen.row)));
        case INTERVAL, STATE -> lasting(seen, coverage);
      }
    }
  }

  private void samples(Sighting seen) {
    Batch batch = seen.batch;
    double[] values = batch.values();
    int start = batch.valueStart()[seen.row];
    boolean vector = channel.shape() == Channel.Shape.VECTOR;
    int width = vector ? Shapes.width(batch, seen.row) : 1;
    int samples = (batch.valueStart()[seen.row + 1] - start) / width;
    double rate = Shapes.rate(batch, seen.row);
    for (int at = 0; at < samples; at++) {
      long instant = seen.sampleMicros(at, rate, time);
      if (channel.shape() == Channel.Shape.WAVEFORM) {
        minutes.extreme(instant, values[start + at]);
      } else {
        double value =
            vector ? ChannelRun.magnitude(values, start + at * width, width) : values[start + at];
        minutes.sample(instant, value);
      }
    }
  }

  private void lasting(Sighting seen, Coverage coverage) {
    long[] pieces = coverage.cover(seen.firstMicros, seen.lastMicros);
    long covered = 0;
    for (int at = 0; at < pieces.length; at += 2) {
      covered += pieces[at + 1] - pieces[at];
    }
    boolean shared = covered < seen.durationMicros;
    overlapping += shared && stretch.holds(seen.arrival) ? 1 : 0;
    if (pieces.length == 0 || seen.durationMicros > Tumbling.LONGEST_IN_MINUTES) {
      return;
    }
    if (channel.shape() == Channel.Shape.STATE) {
      String code = Objects.requireNonNull(Shapes.code(seen.batch, seen.row));
      minutes.state(seen.firstMicros, seen.lastMicros, code, pieces);
    } else {
      double value = seen.batch.values()[seen.batch.valueStart()[seen.row]];
      minutes.interval(seen.firstMicros, seen.lastMicros, value, pieces);
    }
  }

  private List<ThresholdState> judge(List<Sighting> counting) {
    if (before.rules().isEmpty() || judgeFromMicros > judgeToMicros) {
      return before.rules();
    }
    List<ThresholdRule> defined = ChannelState.rules(participant.protocol(), channel.name());
    List<Retrospect.Sample> samples = sorted(counting);
    List<ThresholdState> after = new ArrayList<>();
    for (int at = 0; at < defined.size(); at++) {
      after.add(judge(defined.get(at), before.rules().get(at), samples));
    }
    return List.copyOf(after);
  }

  private List<Retrospect.Sample> sorted(List<Sighting> counting) {
    List<Retrospect.Sample> samples = new ArrayList<>();
    for (Sighting seen : counting) {
      Batch batch = seen.batch;
      int start = batch.valueStart()[seen.row];
      int end = batch.valueStart()[seen.row + 1];
      double rate = Shapes.rate(batch, seen.row);
      for (int at = start; at < end; at++) {
        samples.add(
            new Retrospect.Sample(
                seen.sampleMicros(at - start, rate, time),
                batch.values()[at],
                batch.topicId(),
                batch.topic(),
                batch.partition(),
                batch.offsets()[seen.row]));
      }
    }
    samples.sort(Comparator.comparingLong(Retrospect.Sample::eventMicros));
    return samples;
  }

  private ThresholdState judge(
      ThresholdRule rule, ThresholdState state, List<Retrospect.Sample> samples) {
    Watched watched = ChannelRun.watched(participant, device.device(), channel, rule);
    long by = stretch.move() == null ? 0 : stretch.move().micros();
    List<Episode> known = state.episodes();
    noteMoved(known, watched, rule);
    Retrospect retrospect =
        new Retrospect(
            rule,
            watched,
            samples,
            lastReceivedMicros,
            lastArrival,
            time.uncertainty(lastDeviceMicros));
    List<Retrospect.Judged> judged =
        retrospect.judge(
            judgeFromMicros,
            judgeToMicros + rule.windowMicros(),
            known,
            by,
            participant.protocol().timing().maxRetrospective());
    List<Episode> more = new ArrayList<>();
    for (Retrospect.Judged each : judged) {
      facts.accept(new Fact.AlertRaised(each.raised()));
      facts.accept(new Fact.AlertResolved(each.resolved(), each.raised().eventMicros()));
      more.add(each.episode());
    }
    return more.isEmpty() ? state : state.having(more);
  }

  /** By how much at most: a time ahead of its reception had been taken back to that before. */
  private void noteMoved(List<Episode> known, Watched watched, ThresholdRule rule) {
    if (Math.abs(movedMicros) < NOTED_MICROS) {
      return;
    }
    for (Episode episode : known) {
      long t = episode.fromMicros();
      if (t > oldFromMicros && t <= oldToMicros + rule.windowMicros()) {
        facts.accept(
            new AmendFact.EvidenceMoved(
                AlertId.of(watched, episode.rule(), t),
                device.device(),
                channel.name(),
                episode.rule(),
                t,
                movedMicros,
                lastReceivedMicros));
      }
    }
  }

  /** Nothing closes here: the front stays where it is. */
  private static final class Silent implements WindowSink {
    @Override
    public void closed(Window window) {
      throw new IllegalStateException("nothing closes while a stretch is put right");
    }

    @Override
    public void derived(long startMicros, long sizeMicros) {
      throw new IllegalStateException("nothing closes while a stretch is put right");
    }
  }
}
