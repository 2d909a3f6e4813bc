package io.zeitgeber.bench.kernel;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.protocol.Channel;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.window.OpenWindows;
import io.zeitgeber.participant.window.Tumbling;
import io.zeitgeber.participant.window.Window;
import io.zeitgeber.participant.window.WindowSink;
import io.zeitgeber.persistence.protocol.ProtocolText;
import java.util.List;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Minutes, hours and days alone. */
@State(Scope.Thread)
public class WindowKernel {
  /** Samples of a batch. */
  @Param({"16", "64", "256"})
  public int each;

  private final Protocol protocol = ProtocolText.standard().core();
  private final Channel channel = Objects.requireNonNull(protocol.channels().get("heart_rate"));
  private List<Batch> batches = List.of();

  /** Made by JMH. */
  public WindowKernel() {}

  /** Makes the batches. */
  @Setup(Level.Trial)
  public void batches() {
    batches = new Beats(each).inputs.stream().map(Beats::batch).toList();
  }

  /** A sample into its minute, the front moved behind it; a state left at every batch. */
  @Benchmark
  @OperationsPerInvocation(Beats.SAMPLES)
  public OpenWindows add(Blackhole closed) {
    WindowSink sink =
        new WindowSink() {
          @Override
          public void closed(Window window) {
            closed.consume(window);
          }

          @Override
          public void derived(long startMicros, long sizeMicros) {
            closed.consume(startMicros);
          }
        };
    OpenWindows open = OpenWindows.NONE;
    for (Batch batch : batches) {
      Tumbling windows = new Tumbling(open, "watch-1", channel, protocol.disorderMicros(), sink);
      for (int row = 0; row < batch.size(); row++) {
        long eventMicros = batch.deviceMicros()[row];
        windows.sample(eventMicros, batch.values()[row]);
        windows.advance(eventMicros);
      }
      open = windows.freeze();
    }
    return open;
  }
}
