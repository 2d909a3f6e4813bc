package io.zeitgeber.bench.load;

import picocli.CommandLine.Option;

/** Options of every measurement that fills a topic. */
public final class Layout {
  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Of the topic. Default: ${DEFAULT-VALUE}")
  private int partitions = 8;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The same seed, the same records. Default: ${DEFAULT-VALUE}")
  private long seed = 1;

  /** Eight partitions, seed 1. */
  public Layout() {}

  /** Of the topic of records. */
  public int partitions() {
    return partitions;
  }

  /** What the records are made from. */
  public long seed() {
    return seed;
  }
}
