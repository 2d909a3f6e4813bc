package io.zeitgeber.simulator.cohort;

import static io.zeitgeber.simulator.cli.Failure.wrongInput;

import io.zeitgeber.simulator.cli.Speed;
import io.zeitgeber.simulator.cli.TimeText;
import io.zeitgeber.simulator.record.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the command line says of who is simulated, since when, for how long and how fast. */
final class PlanOptions {
  private static final Instant MONDAY = Instant.parse("2026-01-05T00:00:00Z");
  private static final int MOST_PARTICIPANTS = 1_000_000;

  @Option(
      names = "--participants",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many people (default: ${DEFAULT-VALUE}); each tenth wears two watches")
  private int participants;

  @Option(names = "--days", paramLabel = "D", description = "How many days are simulated")
  private @Nullable Double days;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = TimeText.DurationConverter.class,
      description =
          "How long a time is simulated: 90s, 15m, 2h, 7d (default: one day; with --speed 1x or"
              + " less, until Ctrl-C)")
  private @Nullable Duration span;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Which cohort (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--start",
      paramLabel = "TIME",
      converter = TimeText.InstantConverter.class,
      description =
          "RFC 3339, or now (default: 2026-01-05T00:00:00Z, so that a seed means the same bytes"
              + " every day; with --speed 1x: now)")
  private @Nullable Instant start;

  @Option(
      names = "--speed",
      paramLabel = "MAX|Nx",
      defaultValue = "MAX",
      converter = Speed.Converter.class,
      description = "How fast simulated time passes: MAX, 1x, 60x (default: ${DEFAULT-VALUE})")
  private Speed speed = Speed.MAX;

  @Option(
      names = "--study",
      paramLabel = "S",
      defaultValue = "default",
      description = "The study they take part in (default: ${DEFAULT-VALUE})")
  private String study = "default";

  @Option(
      names = "--every",
      paramLabel = "DURATION",
      converter = TimeText.DurationConverter.class,
      description = "Between two heart-rate samples of a watch (default: 1s)")
  private @Nullable Duration every;

  @Option(names = "--rate-hz", paramLabel = "HZ", description = "The same as samples a second")
  private @Nullable Double rateHz;

  @Option(
      names = "--episodes-per-hour",
      paramLabel = "N",
      description = "Of each person, all the time; 0 for none")
  private @Nullable Double episodesPerHour;

  @Option(
      names = "--malformed",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Mix in malformed records, as a share of the heart-rate records: 0.01")
  private double malformed;

  /** Built by picocli. */
  PlanOptions() {}

  Speed speed() {
    return speed;
  }

  /** Whether anything was asked for that only the plain cohort knows. */
  boolean plainCohort() {
    return every != null || rateHz != null || episodesPerHour != null || malformed > 0;
  }

  /** Begins then, unless another time was named or it is to be live. */
  void startAt(Instant otherwise) {
    if (start == null && speed.aboveLive()) {
      start = otherwise;
    }
  }

  /**
   * What is to be simulated.
   *
   * @throws io.zeitgeber.simulator.cli.Failure where it makes no sense
   */
  Plan plan() {
    if (participants < 1 || participants > MOST_PARTICIPANTS) {
      throw wrongInput("--participants takes 1 to 1000000.");
    }
    if (!Ids.valid(study)) {
      throw wrongInput("--study takes letters, digits and . _ : @ -, at most 64 of them.");
    }
    if (malformed < 0 || malformed > 1) {
      throw wrongInput("--malformed takes a share from 0 to 1.");
    }
    if (episodesPerHour != null && !(episodesPerHour >= 0 && episodesPerHour <= 20)) {
      throw wrongInput("--episodes-per-hour takes 0 to 20.");
    }
    return new Plan(
        study,
        participants,
        startMicros(),
        spanMicros(),
        everyMicros(),
        seed,
        episodesPerHour == null ? OptionalDouble.empty() : OptionalDouble.of(episodesPerHour),
        malformed,
        speed.aboveLive());
  }

  private long startMicros() {
    Instant from = start;
    if (from == null) {
      from = speed.factor() == 1 ? Instant.now() : MONDAY;
    }
    if (from.isBefore(Instant.EPOCH)) {
      throw wrongInput("--start can't lie before 1970: Kafka has no stamp for it.");
    }
    return from.toEpochMilli() * 1000;
  }

  private long spanMicros() {
    if (span != null && days != null) {
      throw wrongInput("--days and --for say the same thing: give one of them.");
    }
    if (span != null) {
      return Math.max(1, span.toNanos() / 1000);
    }
    if (days != null) {
      if (!(days > 0 && days <= 36_500)) {
        throw wrongInput("--days takes more than 0, at most 36500.");
      }
      return (long) (days * 86_400e6);
    }
    return speed.aboveLive() ? 86_400_000_000L : Plan.ENDLESS;
  }

  private long everyMicros() {
    if (every != null && rateHz != null) {
      throw wrongInput("--every and --rate-hz say the same thing: give one of them.");
    }
    if (rateHz != null) {
      if (!(rateHz > 0 && rateHz <= 10_000)) {
        throw wrongInput("--rate-hz takes more than 0, at most 10000.");
      }
      return Math.max(1, Math.round(1e6 / rateHz));
    }
    return every == null ? 1_000_000 : Math.max(100, every.toNanos() / 1000);
  }
}
