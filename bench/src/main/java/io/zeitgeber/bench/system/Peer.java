package io.zeitgeber.bench.system;

import io.zeitgeber.bench.load.Alert;
import io.zeitgeber.bench.load.Writing;
import io.zeitgeber.bench.process.Child;
import io.zeitgeber.bench.process.Installation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A peer: one Java machine that is told its task as NAME=VALUE and tells its progress in lines. */
final class Peer implements Contestant {
  private final String key;
  private final String title;
  private final String setup;
  private final Supplier<List<String>> command;
  private final List<String> settings;
  private final List<String> latencySettings;

  private Peer(
      String key,
      String title,
      String setup,
      Supplier<List<String>> command,
      List<String> settings,
      List<String> latencySettings) {
    this.key = key;
    this.title = title;
    this.setup = setup;
    this.command = command;
    this.settings = settings;
    this.latencySettings = latencySettings;
  }

  static Peer flink(Installation here, String state, int checkpointS, boolean exactlyOnce) {
    boolean heap = state.equals("hashmap");
    String guarantee = exactlyOnce ? "exactly_once" : "at_least_once";
    return new Peer(
        "flink_" + (heap ? "heap" : "rocksdb") + "_" + checkpointS + "s" + suffix(exactlyOnce),
        "Flink, " + (heap ? "heap" : "RocksDB") + ", " + checkpointS + " s" + said(exactlyOnce),
        "Flink, keyed process function, "
            + state
            + " state, "
            + guarantee
            + ", a checkpoint every "
            + checkpointS
            + " s, 2 slots, object reuse, serializers of its own for records and state,"
            + " max.poll.records 10000, 8 MiB a partition's fetch",
        () -> here.peer("flink", "io.zeitgeber.bench.flink.FlinkJob"),
        List.of(
            "state=" + state,
            "checkpoint_ms=" + checkpointS * 1000,
            "guarantee=" + guarantee,
            "slots=2",
            "buffer_ms=100"),
        List.of("buffer_ms=5"));
  }

  static Peer streams(Installation here, boolean exactlyOnce) {
    String guarantee = exactlyOnce ? "exactly_once_v2" : "at_least_once";
    return new Peer(
        "kafka_streams" + suffix(exactlyOnce),
        "Kafka Streams" + said(exactlyOnce),
        "Kafka Streams, processor with one RocksDB store, its changelog and a cache of 256 MiB, "
            + guarantee
            + ", 2 threads, commit every 1 s (100 ms, its default, for latency),"
            + " max.poll.records 10000, 8 MiB a partition's fetch, lz4, batches of 256 KiB",
        () -> here.peer("streams", "io.zeitgeber.bench.streams.StreamsJob"),
        List.of("guarantee=" + guarantee, "threads=2", "commit_ms=1000", "linger_ms=20"),
        List.of("commit_ms=100", "linger_ms=0"));
  }

  private static String suffix(boolean exactlyOnce) {
    return exactlyOnce ? "" : "_at_least_once";
  }

  private static String said(boolean exactlyOnce) {
    return exactlyOnce ? "" : " (at least once)";
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public String setup() {
    return setup;
  }

  @Override
  public boolean saysAlerts() {
    return true;
  }

  @Override
  public Running start(Task task) {
    String alerts = task.name() + "-alerts";
    String windows = task.name() + "-windows";
    Writing.makeTopics(task.kafka(), task.partitions(), alerts, windows);
    List<String> full = new ArrayList<>(command.get());
    full.addAll(
        List.of(
            "kafka=" + task.kafka(),
            "observations=" + task.observations(),
            "participants=" + task.participants(),
            "alerts=" + alerts,
            "windows=" + windows,
            "group=" + task.name(),
            "directory=" + task.directory()));
    full.addAll(settings);
    // Said later, so it wins.
    full.addAll(task.isLatency() ? latencySettings : List.of());
    ProgressLines progress = new ProgressLines();
    long startedNanos = System.nanoTime();
    Child child = Child.start(key, task.directory(), full, Map.of(), progress);
    return new RunningPeer(
        startedNanos,
        child,
        progress,
        new CommitWatch(task.kafka(), task.name(), task.observations()),
        new AlertWatch(task.kafka(), alerts, task.partitions(), task.onAlert()));
  }

  private record RunningPeer(
      long startedNanos, Child child, ProgressLines lines, CommitWatch commits, AlertWatch watch)
      implements Running {

    @Override
    public Map<String, Long> pids() {
      return Map.of("job", child.pid());
    }

    @Override
    public long progress() {
      return Math.max(lines.records(), commits.committed());
    }

    @Override
    public long committed() {
      return commits.committed();
    }

    @Override
    public Map<Alert, Integer> alerts() {
      return watch.seen();
    }

    @Override
    public long alertCount() {
      return watch.count();
    }

    @Override
    public Found found() {
      return Found.NOTHING;
    }

    @Override
    public void mustBeAlive() {
      child.mustBeAlive();
    }

    @Override
    public void close() {
      child.close();
      commits.close();
      watch.close();
    }
  }
}
