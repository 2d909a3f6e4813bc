package io.zeitgeber.bench.flink;

import io.zeitgeber.bench.job.HeartRate;
import io.zeitgeber.bench.job.Outcome;
import io.zeitgeber.bench.job.Progress;
import io.zeitgeber.bench.job.Threshold;
import io.zeitgeber.bench.job.Vitals;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** The job for one key: one state, read and written once for each record. */
final class Watching extends KeyedProcessFunction<String, HeartRate, Outcome> {
  private static final long serialVersionUID = 1L;

  private final String kafka;
  private final String participants;
  private transient @Nullable Opened opened;

  Watching(String kafka, String participants) {
    this.kafka = kafka;
    this.participants = participants;
  }

  private record Opened(ValueState<Vitals> state, Map<String, Threshold> bounds) {}

  @Override
  public void open(OpenContext context) throws IOException {
    opened =
        new Opened(
            getRuntimeContext()
                .getState(
                    new ValueStateDescriptor<>(
                        "vitals", new SerializedBy<>(Vitals.class, new VitalsSerializer()))),
            Thresholds.read(kafka, participants));
  }

  @Override
  public void processElement(HeartRate record, Context context, Collector<Outcome> to)
      throws IOException {
    Opened here = opened;
    if (here == null) {
      throw new IllegalStateException("not opened");
    }
    String source = record.source;
    Vitals vitals = here.state.value();
    if (vitals == null) {
      vitals = new Vitals();
    }
    Threshold bounds = here.bounds.getOrDefault(HeartRate.participant(source), Threshold.DEFAULT);
    vitals.take(record.timeMillis, record.value, bounds, new Collecting(source, bounds, to));
    here.state.update(vitals);
    Progress.record();
  }

  private record Collecting(String source, Threshold bounds, Collector<Outcome> to)
      implements Vitals.Conclusions {
    @Override
    public void alert(boolean raised, boolean high, long atMillis, double mean, int samples) {
      to.collect(Outcome.alert(source, raised, high, atMillis, mean, samples, bounds));
    }

    @Override
    public void minute(
        long startMillis, int count, double sum, double squares, double least, double most) {
      to.collect(Outcome.minute(source, startMillis, count, sum, squares, least, most));
    }
  }
}
