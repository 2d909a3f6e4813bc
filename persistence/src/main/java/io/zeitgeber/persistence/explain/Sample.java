package io.zeitgeber.persistence.explain;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Source;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.RowSamples;
import io.zeitgeber.persistence.replay.Replayed;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One sample that a rule saw.
 *
 * @param index inside a chunked record, from 0
 * @param eventMicros as known when it arrived
 * @param arrival ordinal of its record among the participant's distinct records, from 1
 * @param sequence of the journal entry that has it
 */
public record Sample(
    Origin origin,
    int index,
    long deviceMicros,
    long receivedMicros,
    long eventMicros,
    double value,
    long arrival,
    long sequence) {

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
    for (int row = 0; row < batch.size(); row++) {
      if (batch.offsets()[row] <= last) {
        continue;
      }
      arrival++;
      if (batch.sourceOf()[row] == at && !refused.contains(batch.offsets()[row])) {
        for (int index = 0; index < RowSamples.count(batch, row); index++) {
          consumer.accept(of(batch, row, index, arrival, entry.stored().sequence()));
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

  private static Sample of(Batch batch, int row, int index, long arrival, long sequence) {
    long device = RowSamples.deviceMicros(batch, row, index);
    long received = batch.receivedMicros()[row];
    return new Sample(
        batch.origin(row),
        index,
        device,
        received,
        Math.min(device, received),
        RowSamples.value(batch, row, index),
        arrival,
        sequence);
  }
}
