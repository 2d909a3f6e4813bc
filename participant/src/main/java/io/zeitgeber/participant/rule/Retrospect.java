package io.zeitgeber.participant.rule;

import io.zeitgeber.participant.protocol.ThresholdRule;
import io.zeitgeber.participant.sum.ExactAccumulator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A threshold rule walked over a stretch of the past, from a cleared state: what it would have said
 * if the data had come in time. Each of its episodes is raised and resolved at once.
 */
public final class Retrospect {

  /** Name of the alert that stands for all episodes beyond the most that may be raised. */
  public static final String BURST = "retrospective-burst";

  /** An episode this close to an alert adds nothing to it. */
  private static final long APART_MICROS = 60_000_000;

  private final ThresholdRule rule;
  private final Watched watched;
  private final List<Sample> samples;
  private final long receivedMicros;
  private final long arrival;
  private final long uncertaintyMicros;
  private final ExactAccumulator sum = new ExactAccumulator();
  private final List<Judged> judged = new ArrayList<>();
  private @Nullable Alert high;
  private @Nullable Alert low;
  private int from;
  private int to;
  private int decidedFrom;
  private int decidedTo;

  /**
   * @param samples in the order of their event time
   * @param receivedMicros of the record that closed the stretch
   * @param arrival ordinal of that record
   * @param uncertaintyMicros of the event times; negative where no model has spoken
   */
  public Retrospect(
      ThresholdRule rule,
      Watched watched,
      List<Sample> samples,
      long receivedMicros,
      long arrival,
      long uncertaintyMicros) {
    this.rule = rule;
    this.watched = watched;
    this.samples = samples;
    this.receivedMicros = receivedMicros;
    this.arrival = arrival;
    this.uncertaintyMicros = uncertaintyMicros;
  }

  /** One sample and the record that it came in. */
  public record Sample(
      long eventMicros, double value, UUID topicId, String topic, int partition, long offset) {}

  /** An episode, raised and resolved. */
  public record Judged(Alert raised, Alert resolved) {
    public Episode episode() {
      return new Episode(raised.rule(), raised.eventMicros(), resolved.eventMicros());
    }
  }

  /**
   * The episodes that begin at a t of the stretch and have not been raised.
   *
   * @param firstMicros the first t that may be decided
   * @param endMicros no t from here on is
   * @param known what was raised of this rule, in order; where that was more than is remembered,
   *     what is older than the oldest counts as raised
   * @param movedMicros by how much a correction moved what those alerts were decided on
   * @param most how many may be raised one by one
   */
  public List<Judged> judge(
      long firstMicros, long endMicros, List<Episode> known, long movedMicros, int most) {
    if (watched.mayRaise() && !samples.isEmpty()) {
      walk(firstMicros, endMicros);
    }
    judged.removeIf(each -> isKnown(each.episode(), known, movedMicros));
    judged.sort(Comparator.comparingLong(each -> each.raised().eventMicros()));
    if (judged.size() <= most) {
      return List.copyOf(judged);
    }
    List<Judged> bounded = new ArrayList<>(judged.subList(0, most));
    bounded.add(burst(judged.subList(most, judged.size())));
    return List.copyOf(bounded);
  }

  private static boolean isKnown(Episode episode, List<Episode> known, long movedMicros) {
    if (known.size() >= Episode.MOST && episode.fromMicros() < known.getFirst().fromMicros()) {
      return true;
    }
    for (Episode each : known) {
      if (episode.meets(each, APART_MICROS)
          || (movedMicros != 0 && episode.meets(each.shifted(movedMicros), APART_MICROS))) {
        return true;
      }
    }
    return false;
  }

  private void walk(long firstMicros, long endMicros) {
    long every = rule.everyMicros();
    long end = Math.min(endMicros, samples.getLast().eventMicros());
    long t = Math.ceilDiv(firstMicros, every) * every;
    long decided = Long.MIN_VALUE;
    while (t < end) {
      while (to < samples.size() && samples.get(to).eventMicros() <= t) {
        to++;
      }
      while (from < to && samples.get(from).eventMicros() <= t - rule.windowMicros()) {
        from++;
      }
      if (to > from && to - from >= rule.minSamples()) {
        judge(t);
        decided = t;
        decidedFrom = from;
        decidedTo = to;
      }
      // Where no sample lies in the window none is decided: on to the next one that has some.
      t =
          from == to && to < samples.size()
              ? Math.max(t + every, Math.ceilDiv(samples.get(to).eventMicros(), every) * every)
              : t + every;
    }
    if (decided != Long.MIN_VALUE) {
      end(decided);
    }
  }

  private double mean() {
    sum.clear();
    for (int at = from; at < to; at++) {
      sum.add(samples.get(at).value());
    }
    return sum.mean(to - from);
  }

  private void judge(long t) {
    double mean = mean();
    double clearHigh = watched.high() - rule.clearMargin();
    double clearLow = watched.low() + rule.clearMargin();
    Alert wasHigh = high;
    Alert wasLow = low;
    if (wasHigh != null && mean <= clearHigh) {
      judged.add(
          new Judged(
              wasHigh, alert(wasHigh.id(), rule.highRule(), t, mean, watched.high(), clearHigh)));
      high = null;
    }
    if (wasLow != null && mean >= clearLow) {
      judged.add(
          new Judged(wasLow, alert(wasLow.id(), rule.lowRule(), t, mean, watched.low(), clearLow)));
      low = null;
    }
    if (wasHigh == null && mean > watched.high()) {
      String id = AlertId.of(watched, rule.highRule(), t);
      high = alert(id, rule.highRule(), t, mean, watched.high(), clearHigh);
    }
    if (wasLow == null && mean < watched.low()) {
      String id = AlertId.of(watched, rule.lowRule(), t);
      low = alert(id, rule.lowRule(), t, mean, watched.low(), clearLow);
    }
  }

  /** What holds still where the stretch ends is resolved there: it is of the past. */
  private void end(long t) {
    from = decidedFrom;
    to = decidedTo;
    double mean = mean();
    Alert openHigh = high;
    if (openHigh != null) {
      judged.add(
          new Judged(
              openHigh,
              alert(
                  openHigh.id(),
                  rule.highRule(),
                  t,
                  mean,
                  watched.high(),
                  watched.high() - rule.clearMargin())));
    }
    Alert openLow = low;
    if (openLow != null) {
      judged.add(
          new Judged(
              openLow,
              alert(
                  openLow.id(),
                  rule.lowRule(),
                  t,
                  mean,
                  watched.low(),
                  watched.low() + rule.clearMargin())));
    }
  }

  private Alert alert(
      String id, String name, long t, double mean, double threshold, double clearAt) {
    return new Alert(
        id,
        watched.site(),
        watched.device(),
        name,
        rule.channel(),
        watched.unit(),
        t,
        mean,
        threshold,
        clearAt,
        rule.windowMicros(),
        to - from,
        samples.get(from).eventMicros(),
        samples.get(to - 1).eventMicros(),
        false,
        receivedMicros,
        arrival,
        watched.protocol(),
        evidence(),
        uncertaintyMicros < 0 ? null : (Long) uncertaintyMicros);
  }

  /** Bounding ranges of the records in the window, by partition, in the order of their samples. */
  private List<Alert.Evidence> evidence() {
    List<Alert.Evidence> ranges = new ArrayList<>(1);
    for (int at = from; at < to; at++) {
      Sample sample = samples.get(at);
      int place = 0;
      while (place < ranges.size()
          && !(ranges.get(place).topicId().equals(sample.topicId())
              && ranges.get(place).partition() == sample.partition())) {
        place++;
      }
      if (place == ranges.size()) {
        ranges.add(range(sample, sample.offset(), sample.offset(), 1));
      } else {
        Alert.Evidence was = ranges.get(place);
        boolean same = at > from && samples.get(at - 1).offset() == sample.offset();
        ranges.set(
            place,
            range(
                sample,
                Math.min(was.first(), sample.offset()),
                Math.max(was.last(), sample.offset()),
                was.records() + (same ? 0 : 1)));
      }
    }
    return List.copyOf(ranges);
  }

  private static Alert.Evidence range(Sample of, long first, long last, int records) {
    return new Alert.Evidence(of.topicId(), of.topic(), of.partition(), first, last, records);
  }

  private Judged burst(List<Judged> rest) {
    Alert first = rest.getFirst().raised();
    Alert last = rest.getLast().resolved();
    String id = AlertId.of(watched, BURST, first.eventMicros());
    return new Judged(renamed(first, id, rest.size()), renamed(last, id, rest.size()));
  }

  /** Its value is how many episodes it stands for. */
  private static Alert renamed(Alert alert, String id, int episodes) {
    return new Alert(
        id,
        alert.site(),
        alert.device(),
        BURST,
        alert.channel(),
        "episodes",
        alert.eventMicros(),
        episodes,
        alert.threshold(),
        alert.clearAt(),
        alert.windowMicros(),
        alert.samples(),
        alert.firstSampleMicros(),
        alert.lastSampleMicros(),
        false,
        alert.triggeredMicros(),
        alert.arrival(),
        alert.protocol(),
        alert.evidence(),
        alert.uncertaintyMicros());
  }
}
