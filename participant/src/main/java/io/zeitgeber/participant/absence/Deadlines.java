package io.zeitgeber.participant.absence;

import io.zeitgeber.participant.protocol.AbsenceRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a participant is waited for, and what is concluded when its time has come. */
final class Deadlines {
  private static final List<Finding> BY_DEVICE =
      List.of(Finding.FLAT_LINE, Finding.ALL_ZERO, Finding.LOW_BATTERY);

  private final Watched watched;
  private final AbsenceRules rules;
  private final List<ChannelWatch> channels;
  private final Findings findings;
  private final AbsenceSink sink;

  Deadlines(Watched watched, List<ChannelWatch> channels, Findings findings, AbsenceSink sink) {
    this.watched = watched;
    this.channels = channels;
    this.findings = findings;
    this.sink = sink;
    rules = watched.protocol().absence();
  }

  /** A deadline that is waited for. */
  record Deadline(long dueMicros, Runnable then) {}

  /** The earliest deadline; of several at one time, the first by finding, then by channel. */
  @Nullable Deadline next(long watchedFromMicros) {
    if (!watched.active()) {
      return null;
    }
    Deadline next = null;
    for (ChannelWatch watch : channels) {
      next = earlier(next, silence(watch, watchedFromMicros));
    }
    for (ChannelWatch watch : channels) {
      for (DeviceWatch device : watch.devices) {
        next = earlier(next, gone(watch, device));
      }
    }
    for (Open open : findings.open()) {
      next = earlier(next, settled(open));
    }
    return next;
  }

  private static @Nullable Deadline earlier(@Nullable Deadline first, @Nullable Deadline second) {
    if (first == null || second == null) {
      return first == null ? second : first;
    }
    return second.dueMicros < first.dueMicros ? second : first;
  }

  private @Nullable Deadline silence(ChannelWatch watch, long watchedFromMicros) {
    long after = rules.of(watch.channel).silenceMicros();
    if (after == 0 || watch.isSilent || watch.lastArrival == 0) {
      return null;
    }
    long due = Math.max(watch.lastMicros, watchedFromMicros) + after;
    return due > watched.untilMicros()
        ? null
        : new Deadline(
            due,
            () -> {
              watch.isSilent = true;
              watch.silentMicros = due;
              sink.silenceBegan(watch.channel, watch.lastMicros, due);
              findings.raise(
                  Finding.NO_DATA,
                  watch.channel,
                  "",
                  due,
                  new Findings.Seen(null, null, null, after, watch.lastMicros, watch.lastArrival));
            });
  }

  /** A device that says nothing more says nothing of now: a swapped one, or one that is empty. */
  private @Nullable Deadline gone(ChannelWatch watch, DeviceWatch device) {
    long after = Math.max(rules.of(watch.channel).silenceMicros(), rules.settleMicros());
    if (!device.isOpen() || after == 0) {
      return null;
    }
    long due = device.lastMicros + after;
    return new Deadline(
        due,
        () -> {
          device.forget();
          for (Finding finding : BY_DEVICE) {
            Open open = findings.find(finding, watch.channel);
            if (open != null && watch.first(finding) == null) {
              Findings.Seen seen =
                  new Findings.Seen(null, null, null, null, device.lastMicros, device.lastArrival);
              findings.resolve(open, due, seen, Cause.QUIET);
            }
          }
        });
  }

  private @Nullable Deadline settled(Open open) {
    if (open.finding() != Finding.CLOCK_STEP && open.finding() != Finding.UNKNOWN_DEVICE) {
      return null;
    }
    long due = open.lastMicros() + rules.settleMicros();
    return new Deadline(
        due, () -> findings.resolve(open, due, Findings.Seen.at(open), Cause.QUIET));
  }
}
