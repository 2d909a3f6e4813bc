package io.zeitgeber.simulator.device;

import io.zeitgeber.simulator.body.Minutes;
import io.zeitgeber.simulator.body.Person;
import io.zeitgeber.simulator.chance.Dice;
import io.zeitgeber.simulator.scenario.Regime;
import io.zeitgeber.simulator.scenario.Scenario;
import java.util.List;

/** Somebody's phone, watch or patch: measures, stamps by its own clock, and uploads. */
public final class Device {
  private final int index;
  private final Kind kind;
  private final Regime regime;
  private final Person person;
  private final DeviceClock clock;
  private final Uplink uplink;
  private final Sensors sensors;
  private final Records made = new Records();
  private final double firstErrorMicros;
  private int[] order = new int[256];

  /**
   * @param index as the cohort counts devices
   * @param out where its records go, with their received times
   */
  public Device(
      int index,
      Kind kind,
      Regime regime,
      Person person,
      Scenario scenario,
      Span span,
      Records out,
      Witness witness) {
    this.index = index;
    this.kind = kind;
    this.regime = regime;
    this.person = person;
    long own = person.index() * 8L + kind.number();
    Faults faults =
        new Faults(
            new Dice(span.seed(), 110, own),
            span.fromMillis(),
            span.untilMillis(),
            person.site().hours());
    this.clock = new DeviceClock(regime, kind, new Dice(span.seed(), 111, own), faults);
    this.firstErrorMicros = clock.errorMicros();
    Network network = new Network(regime, kind, new Dice(span.seed(), 112, own), span.fromMillis());
    this.uplink =
        new Uplink(regime, scenario, new Dice(span.seed(), 113, own), network, clock, out, witness);
    this.sensors =
        new Sensors(index, kind, scenario, span, new Dice(span.seed(), 114, own), clock, made);
  }

  /** How long is simulated, and from which seed. */
  public record Span(long seed, long fromMillis, long untilMillis) {
    public double days() {
      return (untilMillis - fromMillis) / 86_400_000.0;
    }
  }

  /** Measures through a stretch of the body's life and sends what can be sent. */
  public void live(Minutes minutes) {
    clock.run(minutes);
    for (int minute = 0; minute < Minutes.LENGTH; minute++) {
      made.clear();
      sensors.live(minutes, minute);
      byTime();
      for (int i = 0; i < made.size(); i++) {
        // Until it is sent, the received time is the time from which it could be.
        uplink.take(made, order[i], made.receivedMillis(order[i]));
      }
    }
    uplink.flushUntil(minutes.fromMillis() + Minutes.LENGTH * Minutes.MINUTE);
  }

  /** The end of the study. */
  public void end(long millis) {
    uplink.flushNow(millis);
  }

  public int index() {
    return index;
  }

  public Kind kind() {
    return kind;
  }

  /** The wire's name of it, one of each kind a person. */
  public String id() {
    return kind.id() + "-1";
  }

  public Regime regime() {
    return regime;
  }

  public Person person() {
    return person;
  }

  /** How far its clock was ahead as it began. */
  public long firstErrorMicros() {
    return Math.round(firstErrorMicros);
  }

  /** The jumps of its clock so far. */
  public List<ClockStep> clockSteps() {
    return clock.steps();
  }

  /** Insertion: a minute's records are few and nearly in order. */
  private void byTime() {
    if (order.length < made.size()) {
      order = new int[made.size() * 2];
    }
    for (int i = 0; i < made.size(); i++) {
      int at = i;
      while (at > 0 && made.receivedMillis(order[at - 1]) > made.receivedMillis(i)) {
        order[at] = order[at - 1];
        at--;
      }
      order[at] = i;
    }
  }
}
