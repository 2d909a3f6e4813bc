package io.zeitgeber.bench.streams;

import io.zeitgeber.bench.job.HeartRate;
import io.zeitgeber.bench.job.Outcome;
import io.zeitgeber.bench.job.Progress;
import io.zeitgeber.bench.job.Threshold;
import io.zeitgeber.bench.job.Vitals;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.jspecify.annotations.Nullable;

/** The job for the keys of one partition: one state, read and written once for each record. */
final class Watching implements Processor<byte[], HeartRate, String, Outcome> {
  static final String VITALS = "vitals";
  static final String BOUNDS = "bounds";

  private @Nullable Opened opened;
  // The table is complete before the first record and does not change in a run.
  private final Map<String, Threshold> known = new HashMap<>();

  private record Opened(
      ProcessorContext<String, Outcome> context,
      KeyValueStore<String, Vitals> vitals,
      TimestampedKeyValueStore<String, Threshold> bounds) {}

  @Override
  public void init(ProcessorContext<String, Outcome> context) {
    opened = new Opened(context, context.getStateStore(VITALS), context.getStateStore(BOUNDS));
  }

  @Override
  public void process(Record<byte[], HeartRate> record) {
    Opened here = opened;
    if (here == null) {
      throw new IllegalStateException("not initialised");
    }
    HeartRate read = record.value();
    Vitals vitals = here.vitals.get(read.source);
    if (vitals == null) {
      vitals = new Vitals();
    }
    String participant = HeartRate.participant(read.source);
    Threshold bounds = known.computeIfAbsent(participant, who -> bounds(here.bounds.get(who)));
    vitals.take(
        read.timeMillis,
        read.value,
        bounds,
        new Forwarding(here.context, read.source, bounds, record.timestamp()));
    here.vitals.put(read.source, vitals);
    Progress.record();
  }

  private static Threshold bounds(@Nullable ValueAndTimestamp<Threshold> kept) {
    return kept == null ? Threshold.DEFAULT : kept.value();
  }

  private record Forwarding(
      ProcessorContext<String, Outcome> to, String source, Threshold bounds, long stamp)
      implements Vitals.Conclusions {
    @Override
    public void alert(boolean raised, boolean high, long atMillis, double mean, int samples) {
      forward(Outcome.alert(source, raised, high, atMillis, mean, samples, bounds));
    }

    @Override
    public void minute(
        long startMillis, int count, double sum, double squares, double least, double most) {
      forward(Outcome.minute(source, startMillis, count, sum, squares, least, most));
    }

    private void forward(Outcome outcome) {
      to.forward(new Record<>(outcome.participant(), outcome, stamp));
    }
  }
}
