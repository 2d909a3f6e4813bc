package io.zeitgeber.participant.step;

import io.zeitgeber.participant.observation.Batch;

/** The samples of one record of a scalar channel, as the step takes them: for those who explain. */
public final class RowSamples {

  private RowSamples() {}

  /** How many there are. */
  public static int count(Batch batch, int row) {
    return batch.valueStart()[row + 1] - batch.valueStart()[row];
  }

  /** The device time of one of them, from 0. */
  public static long deviceMicros(Batch batch, int row, int index) {
    long first = batch.deviceMicros()[row];
    return index == 0 ? first : Shapes.sampleMicros(first, index, Shapes.rate(batch, row));
  }

  /** The value of one of them, in the channel's unit. */
  public static double value(Batch batch, int row, int index) {
    return batch.values()[batch.valueStart()[row] + index];
  }
}
