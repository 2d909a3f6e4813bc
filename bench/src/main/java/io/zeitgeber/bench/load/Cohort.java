package io.zeitgeber.bench.load;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of every measurement of one cohort. */
public final class Cohort {
  @Option(
      names = "--participants",
      paramLabel = "N",
      description = "How many. Default: ${DEFAULT-VALUE}")
  private int participants;

  @Mixin private Layout layout = new Layout();

  /** A thousand participants. */
  public Cohort() {
    this(1000);
  }

  /** So many participants, where nothing else is said. */
  public Cohort(int participants) {
    this.participants = participants;
  }

  /** How many. */
  public int participants() {
    return participants;
  }

  /** Of the topic of records. */
  public int partitions() {
    return layout.partitions();
  }

  /** What the records are made from. */
  public long seed() {
    return layout.seed();
  }

  /** Its people. */
  public Hearts hearts() {
    return new Hearts(participants, seed());
  }
}
