package io.zeitgeber.persistence.explain;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Source;
import io.zeitgeber.participant.step.ArrivalTimes;
import io.zeitgeber.participant.step.ClockThen;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.RowSamples;
import io.zeitgeber.persistence.journal.CorruptJournal;
import io.zeitgeber.persistence.replay.Fold;
import io.zeitgeber.persistence.replay.Progress;
import io.zeitgeber.persistence.replay.Replay;
import io.zeitgeber.persistence.replay.Replayed;
import io.zeitgeber.persistence.replay.Watcher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One sample that a rule saw.
 *
 * @param index inside a chunked record, from 0
 * @param eventMicros as known when it arrived
 * @param uncertaintyMicros half the width of the interval around it, as known then; negative where
 *     no clock model had spoken
 * @param clock of the device, as known then
 * @param arrival ordinal of its record among the participant's distinct records, from 1
 * @param sequence of the journal entry that has it
 */
public record Sample(
    Origin origin,
    int index,
    long deviceMicros,
    long receivedMicros,
    long eventMicros,
    long uncertaintyMicros,
    ClockThen clock,
    double value,
    long arrival,
    long sequence) {

  /**
   * The samples of one device's channel with event times in [from, until), in order of arrival.
   *
   * @param most more are not looked for
   * @throws CorruptJournal where the chain breaks before
   */
  public static List<Sample> within(
      Replay replay, String entity, Source source, long fromMicros, long untilMicros, int most) {
    List<Sample> found = new ArrayList<>();
    Watcher<Optional<CorruptJournal>> watcher =
        new Watcher<>() {
          @Override
          public boolean see(Replayed entry) {
            each(
                entry,
                source,
                sample -> {
                  boolean inside =
                      sample.eventMicros() >= fromMicros && sample.eventMicros() < untilMicros;
                  if (inside && found.size() < most) {
                    found.add(sample);
                  }
                });
            return found.size() < most;
          }

          @Override
          public Optional<CorruptJournal> end(Fold fold, @Nullable CorruptJournal corrupt) {
            return Optional.ofNullable(corrupt);
          }
        };
    Explanation.check(replay.one(entity, watcher, new Progress()));
    return found;
  }

  /** Hands out the samples of one device's channel that an entry brought, in order of arrival. */
  static void each(Replayed entry, Source source, Consumer<Sample> consumer) {
    @Nullable Batch batch = batch(entry.entry().input());
    if (batch == null) {
      return;
    }
    int at = batch.sources().indexOf(source);
    if (at < 0) {
      return;
    }
    Set<Long> refused = refused(entry.derived());
    long last = entry.before().lastOffset(batch.topicId(), batch.partition());
    long arrival = entry.before().arrivals();
    ArrivalTimes times = new ArrivalTimes(entry.before(), batch, source.device());
    for (int row = 0; row < batch.size(); row++) {
      if (batch.offsets()[row] <= last) {
        continue;
      }
      arrival++;
      if (refused.contains(batch.offsets()[row])) {
        continue;
      }
      times.take(row, arrival);
      if (batch.sourceOf()[row] == at) {
        ClockThen clock = times.clock();
        for (int index = 0; index < RowSamples.count(batch, row); index++) {
          consumer.accept(of(batch, row, index, times, clock, arrival, entry.stored().sequence()));
        }
      }
    }
  }

  /** The observations of an input, also of one that was let in again; null where it has none. */
  static @Nullable Batch batch(Input input) {
    Input record = input instanceof Input.Readmitted readmitted ? readmitted.record() : input;
    return record instanceof Input.Observed(Batch batch) ? batch : null;
  }

  private static Set<Long> refused(List<Fact> facts) {
    Set<Long> offsets = new HashSet<>();
    for (Fact fact : facts) {
      if (fact instanceof Fact.Refused refused) {
        offsets.add(refused.origin().offset());
      }
    }
    return offsets;
  }

  private static Sample of(
      Batch batch,
      int row,
      int index,
      ArrivalTimes times,
      ClockThen clock,
      long arrival,
      long sequence) {
    long device = RowSamples.deviceMicros(batch, row, index);
    long received = batch.receivedMicros()[row];
    return new Sample(
        batch.origin(row),
        index,
        device,
        received,
        times.eventMicros(row, device),
        times.uncertaintyMicros(device),
        clock,
        RowSamples.value(batch, row, index),
        arrival,
        sequence);
  }
}
