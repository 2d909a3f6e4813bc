package io.zeitgeber.bench.load;

import java.time.Duration;
import picocli.CommandLine.Option;

/** Options of a measurement that warms up first. */
public final class Stretch {
  @Option(
      names = "--warm-up",
      converter = Span.class,
      paramLabel = "DURATION",
      description = "Before anything counts. Default: 20s")
  private Duration warmUp = Duration.ofSeconds(20);

  @Option(
      names = "--for",
      converter = Span.class,
      paramLabel = "DURATION",
      description = "How long is measured. Default: 1m")
  private Duration measured = Duration.ofMinutes(1);

  /** Twenty seconds, then a minute. */
  public Stretch() {}

  /** Before anything counts. */
  public Duration warmUp() {
    return warmUp;
  }

  /** What counts. */
  public Duration measured() {
    return measured;
  }
}
