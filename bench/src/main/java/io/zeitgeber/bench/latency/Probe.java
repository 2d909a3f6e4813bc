package io.zeitgeber.bench.latency;

import io.zeitgeber.bench.load.Cohort;
import io.zeitgeber.bench.load.Feed;
import io.zeitgeber.bench.system.Contestant;
import io.zeitgeber.bench.system.Ground;
import io.zeitgeber.bench.system.Task;
import io.zeitgeber.bench.system.Trial;
import java.nio.file.Path;
import java.time.Duration;

/** Finds what a system sustains: the steady rate at which it catches up with a full topic. */
final class Probe {
  private static final Duration LIMIT = Duration.ofMinutes(15);

  private final Ground ground;
  private final long records;
  private final Cohort cohort;

  Probe(Ground ground, long records, Cohort cohort) {
    this.ground = ground;
    this.records = records;
    this.cohort = cohort;
  }

  /** Records a second. */
  double steady(Contestant contestant) {
    String name = "probe-" + contestant.key().replace('_', '-');
    Path directory = ground.directory(name);
    try (Feed feed = new Feed(ground.kafka(), name, cohort, 20)) {
      feed.write(records);
      Task task =
          new Task(
              name,
              ground.kafka(),
              feed.observations(),
              feed.participants(),
              cohort.partitions(),
              directory,
              false,
              (_, _) -> {});
      return new Trial(task, records, feed.truth(), ground.brokerPid(), LIMIT)
          .run(contestant)
          .steadyPerS();
    } finally {
      Ground.delete(directory);
    }
  }
}
