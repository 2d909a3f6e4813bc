package io.zeitgeber.participant.step;

import io.zeitgeber.participant.timeline.Entry;
import io.zeitgeber.participant.timeline.Result;
import io.zeitgeber.participant.timeline.ResultSink;
import java.util.function.Consumer;
import java.util.function.ToLongBiFunction;

/**
 * Adds what is stated of results to the facts of a step, each with the uncertainty of its device's
 * clock.
 *
 * @param uncertainty of a device's event time; negative where no model has spoken
 * @param days takes the hours of whole days worn
 */
record ResultFacts(Consumer<Fact> facts, ToLongBiFunction<String, Long> uncertainty, WornDay days)
    implements ResultSink {

  /** Takes how long a participant wore a device on a day. */
  interface WornDay {
    void worn(double hours);
  }

  @Override
  public void stated(Result result) {
    Entry entry = result.entry();
    long known = uncertainty.applyAsLong(entry.device(), entry.startMicros());
    facts.accept(
        new TimelineFact.ResultStated(
            known < 0
                ? result
                : new Result(
                    result.rule(),
                    entry.within(known),
                    result.version(),
                    result.standing(),
                    result.goesOn())));
  }

  @Override
  public void dayWorn(long dayMicros, double hours) {
    days.worn(hours);
  }
}
