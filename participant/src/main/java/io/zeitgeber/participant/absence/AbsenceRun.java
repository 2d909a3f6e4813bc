package io.zeitgeber.participant.absence;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.protocol.AbsenceRules;
import io.zeitgeber.participant.protocol.Channel;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The absences of one participant at work during one step; {@link #freeze()} gives what goes on.
 *
 * <p>Deadlines fire in the order of their due times, before the record whose received time passes
 * them, as if a tick had come: so what is concluded depends on the arrivals alone, and a tick only
 * makes it visible sooner. Received time never goes back: a record counts as received no earlier
 * than those before it.
 *
 * <p>The announced deadline is never later than the earliest one, so that one comparison a record
 * says that nothing is due. It moves only when it is reached, which is a deadline itself, or when
 * an earlier one arises.
 */
public final class AbsenceRun {
  /** The channel whose values say how full a device's battery is, in percent. */
  private static final String BATTERY = "battery";

  private static final String WEAR = "wear";

  private final Absences before;
  private final Watched watched;
  private final AbsenceRules rules;
  private final List<ChannelWatch> channels;
  private final Findings findings;
  private final Deadlines deadlines;
  private final Readings readings;
  private final AbsenceSink sink;
  private long receivedMicros;
  private long watchedFromMicros;
  private @Nullable Long announcedMicros;
  private long waitsUntilMicros;
  private boolean touched;

  /**
   * Begins a step.
   *
   * @param before stays as it is
   * @param waitsUntilMicros as of {@link #waits}, from before
   */
  public AbsenceRun(Absences before, Watched watched, long waitsUntilMicros, AbsenceSink sink) {
    this.waitsUntilMicros = waitsUntilMicros;
    this.before = before;
    this.watched = watched;
    this.sink = sink;
    rules = watched.protocol().absence();
    channels = before.channels();
    findings = new Findings(before.open(), watched, sink);
    deadlines = new Deadlines(watched, channels, findings, sink);
    readings = new Readings(rules, findings);
    receivedMicros = before.receivedMicros;
    watchedFromMicros = before.watchedFromMicros;
    announcedMicros = before.announcedMicros;
  }

  /**
   * Something waits to be put right from the history, which is done before anything else is taken:
   * the participant has to be looked at then, active or not.
   *
   * @param dueMicros in received time; the greatest long where nothing waits
   */
  public void waits(long dueMicros) {
    waitsUntilMicros = dueMicros;
    long due = Math.max(dueMicros, receivedMicros);
    Long announced = announcedMicros;
    if (announced == null || due < announced) {
      touched = true;
      announcedMicros = due;
      sink.deadline(announcedMicros);
    }
  }

  /** A record was received then, whatever becomes of it: what was due until then fires first. */
  public void received(long micros) {
    if (micros > receivedMicros) {
      receivedMicros = micros;
      touched = true;
    }
    Long announced = announcedMicros;
    if (announced != null && announced <= receivedMicros) {
      fire(receivedMicros);
    }
  }

  /** Nothing was received until then. */
  public void tick(long micros) {
    Long announced = announcedMicros;
    long now = Math.max(micros, receivedMicros);
    if (announced != null && announced <= now) {
      fire(now);
    }
  }

  /** A device's channel, found once for all its records of a step. */
  public static final class Place {
    private final ChannelWatch watch;
    private final @Nullable DeviceWatch device;
    private final AbsenceRules.Limits limits;
    private final boolean battery;

    private Place(
        ChannelWatch watch,
        @Nullable DeviceWatch device,
        AbsenceRules.Limits limits,
        boolean battery) {
      this.watch = watch;
      this.device = device;
      this.limits = limits;
      this.battery = battery;
    }
  }

  /** Where a device's channel is watched, from before or from now on. */
  public Place place(Channel channel, String device) {
    ChannelWatch watch = watch(channel.name());
    AbsenceRules.Limits limits = rules.of(channel.name());
    boolean battery = channel.name().equals(BATTERY) && channel.shape() == Channel.Shape.SAMPLE;
    boolean valued = limits.watchesValues() || battery;
    return new Place(watch, valued ? watch.device(device) : null, limits, battery);
  }

  private ChannelWatch watch(String channel) {
    for (ChannelWatch watch : channels) {
      if (watch.channel.equals(channel)) {
        return watch;
      }
    }
    ChannelWatch added = new ChannelWatch(channel);
    channels.add(added);
    return added;
  }

  /**
   * A record became an observation; {@link #received} was called before.
   *
   * @param width how many numbers one sample has
   * @param arrival its ordinal
   */
  public void took(Place place, Batch batch, int row, int width, long arrival) {
    touched = true;
    ChannelWatch watch = place.watch;
    boolean first = watch.lastArrival == 0;
    watch.lastMicros = receivedMicros;
    watch.lastArrival = arrival;
    if (!watched.active()) {
      return;
    }
    if (watch.isSilent) {
      endSilence(watch, Math.max(receivedMicros, watch.silentMicros), Cause.DATA);
    } else if (first) {
      announce();
    }
    if (place.device != null) {
      Values values = new Values(batch, row, width);
      if (readings.take(watch, place.device, values, place.limits, place.battery, receivedMicros)) {
        announce();
      }
    }
  }

  /**
   * A device's clock was found to have stepped.
   *
   * @param jumpMicros how far
   */
  public void clockStepped(String device, long jumpMicros, long arrival) {
    seen(Finding.CLOCK_STEP, device, jumpMicros / 1e6, arrival);
  }

  /** A record was refused because nobody registered its device. */
  public void unknownDevice(String device, long arrival) {
    seen(Finding.UNKNOWN_DEVICE, device, null, arrival);
  }

  /**
   * How long the participant wore a device on a day that is complete.
   *
   * @param hours that were worn
   */
  public void dayWorn(double hours, long arrival) {
    double low = rules.wearLowHours();
    double clear = rules.wearClearHours();
    if (!watched.active() || low <= 0) {
      return;
    }
    touched = true;
    Open open = findings.find(Finding.LOW_WEAR, WEAR);
    Findings.Seen seen = new Findings.Seen(hours, low, clear, null, receivedMicros, arrival);
    if (open == null && hours < low) {
      findings.raise(Finding.LOW_WEAR, WEAR, "", receivedMicros, seen);
    } else if (open != null && hours >= clear) {
      findings.resolve(open, receivedMicros, seen, Cause.DATA);
    }
  }

  /** The enrolment made a device known, or may have. */
  public void registered(Predicate<String> known, long micros) {
    Open open = findings.find(Finding.UNKNOWN_DEVICE, "");
    if (open != null && known.test(open.device())) {
      touched = true;
      findings.resolve(open, later(micros), Findings.Seen.at(open), Cause.REGISTERED);
    }
  }

  /**
   * The participant's status changed, or the protocol did: who is not active is not waited for.
   *
   * @param wasActive before the change
   */
  public void changed(boolean wasActive, long micros) {
    touched = true;
    if (wasActive && !watched.active()) {
      stop(later(micros));
    } else if (!wasActive && watched.active()) {
      watchedFromMicros = later(micros);
    }
    announce();
  }

  /** Somebody closed a finding: it is over, and what comes anew may raise another. */
  public void close(String alert) {
    touched = true;
    findings.close(alert);
    announce();
  }

  /** What goes on from here. */
  public Absences freeze() {
    if (!touched) {
      return before;
    }
    return new Absences(
        receivedMicros,
        watchedFromMicros,
        announcedMicros,
        List.copyOf(channels),
        List.copyOf(findings.open()));
  }

  private long later(long micros) {
    return Math.max(micros, receivedMicros);
  }

  private void stop(long micros) {
    for (ChannelWatch watch : channels) {
      if (watch.isSilent) {
        endSilence(watch, Math.max(micros, watch.silentMicros), Cause.STATUS);
      }
      watch.devices.forEach(DeviceWatch::forget);
    }
    for (Open open : List.copyOf(findings.open())) {
      findings.resolve(open, micros, Findings.Seen.at(open), Cause.STATUS);
    }
  }

  private void endSilence(ChannelWatch watch, long micros, Cause cause) {
    watch.isSilent = false;
    sink.silenceEnded(watch.channel, watch.silentMicros, micros, cause);
    Open open = findings.find(Finding.NO_DATA, watch.channel);
    if (open != null) {
      Findings.Seen seen =
          new Findings.Seen(null, null, null, null, watch.lastMicros, watch.lastArrival);
      findings.resolve(open, micros, seen, cause);
    }
    if (cause == Cause.DATA) {
      announce();
    }
  }

  private void seen(Finding finding, String device, @Nullable Double value, long arrival) {
    if (!watched.active() || rules.settleMicros() == 0) {
      return;
    }
    touched = true;
    Open open = findings.find(finding, "");
    if (open == null) {
      findings.raise(
          finding,
          "",
          device,
          receivedMicros,
          new Findings.Seen(value, null, null, null, receivedMicros, arrival));
      announce();
    } else {
      findings.replace(open, open.seenAgain(receivedMicros, arrival));
    }
  }

  private void fire(long nowMicros) {
    touched = true;
    Long announced = announcedMicros;
    while (announced != null && announced <= nowMicros) {
      Deadlines.Deadline next = deadlines.next(watchedFromMicros);
      if (next != null && next.dueMicros() <= announced) {
        next.then().run();
      } else {
        announcedMicros = next == null ? null : (Long) next.dueMicros();
        if (waitsUntilMicros > nowMicros
            && waitsUntilMicros != Long.MAX_VALUE
            && (next == null || waitsUntilMicros < next.dueMicros())) {
          announcedMicros = waitsUntilMicros;
        }
        sink.deadline(announcedMicros);
      }
      announced = announcedMicros;
    }
  }

  private void announce() {
    Deadlines.Deadline next = deadlines.next(watchedFromMicros);
    Long announced = announcedMicros;
    if (next != null && (announced == null || next.dueMicros() < announced)) {
      announcedMicros = next.dueMicros();
      sink.deadline(announcedMicros);
    }
  }
}
