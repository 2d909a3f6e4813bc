package io.zeitgeber.bench.system;

import io.zeitgeber.bench.process.Installation;
import java.util.List;

/** All systems by their keys. */
public final class Contestants {

  private Contestants() {}

  /** The eight of {@code bench peers}, in the order of the report. */
  public static List<Contestant> all(Installation here, Knobs knobs) {
    return List.of(
        new Zeitgeber(here, 1, knobs),
        Peer.streams(here, true),
        Peer.flink(here, "hashmap", 1, true),
        Peer.flink(here, "hashmap", 10, true),
        Peer.flink(here, "rocksdb", 1, true),
        Peer.flink(here, "rocksdb", 10, true),
        new Floor(here, "jackson"),
        new Floor(here, "scan"));
  }

  /** The three of {@code bench latency}, and the peers' weaker guarantee as a line to compare. */
  public static List<Contestant> forLatency(Installation here, Knobs knobs) {
    return List.of(
        new Zeitgeber(here, 1, knobs),
        Peer.streams(here, true),
        Peer.flink(here, "hashmap", 1, true),
        Peer.streams(here, false),
        Peer.flink(here, "hashmap", 1, false));
  }
}
