package io.zeitgeber.simulator.scenario;

import java.time.Instant;
import java.util.List;

/**
 * A world to simulate. {@code scenarios/reference.conf} says what each value means, in which unit,
 * and why it is what it is.
 */
public record Scenario(
    String name,
    Instant start,
    List<Weighted> regimes,
    Devices devices,
    Cadence every,
    Network network,
    Sleep sleep,
    Misbehaviour misbehaviour,
    Adverse adverse,
    Load load) {

  public Scenario {
    regimes = List.copyOf(regimes);
  }

  /** A regime and how often a device draws it, beside the others. */
  public record Weighted(Regime regime, double weight) {}

  /** Shares of the people who have each device. */
  public record Devices(double watch, double phone, double patch) {}

  /** Milliseconds between two records of a channel. */
  public record Cadence(
      long heartRateMillis,
      long patchHeartRateMillis,
      long lightMillis,
      long temperatureMillis,
      long batteryMillis,
      long markMillis) {}

  /** Shares of records, and of uploads for {@code resynced} and {@code staleHints}. */
  public record Network(
      double lost,
      double duplicated,
      double swapped,
      double resynced,
      double hintless,
      double staleHints) {}

  /** Shares of sleep stages that are first told wrong, and naps a day that were none. */
  public record Sleep(double revised, double phantomNaps) {}

  /** Shares of records, for {@code malformed}, else of devices. */
  public record Misbehaviour(
      double malformed, double unitErrors, double firmware, double stuck, double future) {}

  /**
   * What happens to people: episodes a day beyond their limits, and the share of people who stop
   * wearing the watch.
   */
  public record Adverse(double tachycardiasPerDay, double bradycardiasPerDay, double fallsInWear) {}

  /**
   * How much is measured when. {@code times} as much in spikes of {@code lastsMillis}, which come
   * every {@code everyMillis}.
   */
  public record Load(Shape shape, double times, long everyMillis, long lastsMillis) {
    /** The course of it. */
    public enum Shape {
      STEADY,
      DAILY,
      SPIKES
    }
  }
}
