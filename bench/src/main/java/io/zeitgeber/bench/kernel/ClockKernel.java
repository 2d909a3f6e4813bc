package io.zeitgeber.bench.kernel;

import io.zeitgeber.bench.clock.Silent;
import io.zeitgeber.participant.clock.ClockPolicy;
import io.zeitgeber.participant.clock.ClockState;
import io.zeitgeber.participant.clock.DeviceClock;
import io.zeitgeber.participant.observation.Batch;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The clock model alone: a record observed, its sample's time corrected. */
@State(Scope.Thread)
public class ClockKernel {
  /** Samples of a batch. */
  @Param({"16", "64", "256"})
  public int each;

  private List<Batch> batches = List.of();

  /** Made by JMH. */
  public ClockKernel() {}

  /** Makes the batches. */
  @Setup(Level.Trial)
  public void batches() {
    batches = new Beats(each).inputs.stream().map(Beats::batch).toList();
  }

  /** A state taken up and left at every batch. */
  @Benchmark
  @OperationsPerInvocation(Beats.SAMPLES)
  public long correct() {
    ClockState state = ClockState.NONE;
    long sum = 0;
    long arrival = 0;
    for (Batch batch : batches) {
      DeviceClock clock = new DeviceClock(state, ClockPolicy.MODELLED, Silent.SINK);
      long[] deviceMicros = batch.deviceMicros();
      long[] receivedMicros = batch.receivedMicros();
      for (int row = 0; row < batch.size(); row++) {
        clock.observe(deviceMicros[row], receivedMicros[row], ++arrival);
        sum += clock.eventMicros(deviceMicros[row], receivedMicros[row]);
      }
      state = clock.freeze();
    }
    return sum;
  }
}
