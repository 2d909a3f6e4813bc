package io.zeitgeber.bench.kernel;

import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Outcome;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.participant.step.Step;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** The whole step: clock, windows, rule, results, watch over absence. */
@State(Scope.Thread)
public class StepKernel {
  /** Samples of a batch. */
  @Param({"16", "64", "256"})
  public int each;

  private List<Input> inputs = List.of();
  private Participant nobody = new Beats(Beats.SAMPLES).nobody();

  /** Made by JMH. */
  public StepKernel() {}

  /** Makes the batches. */
  @Setup(Level.Trial)
  public void batches() {
    Beats beats = new Beats(each);
    inputs = beats.inputs;
    nobody = beats.nobody();
  }

  /** From nobody to 18 h of data. */
  @Benchmark
  @OperationsPerInvocation(Beats.SAMPLES)
  public Participant step(Blackhole facts) {
    Participant participant = nobody;
    for (Input input : inputs) {
      Outcome outcome = Step.step(participant, input);
      facts.consume(outcome.facts());
      participant = outcome.after();
    }
    return participant;
  }
}
