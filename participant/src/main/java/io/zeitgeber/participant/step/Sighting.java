package io.zeitgeber.participant.step;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Extra;
import org.jspecify.annotations.Nullable;

/** One record of a channel as it is seen again when a stretch is put right. */
final class Sighting {
  private static final long SAME_MICROS = 60_000_000;

  final Batch batch;
  final int row;
  final long arrival;
  final long deviceMicros;
  final long durationMicros;
  final long digest;
  final @Nullable String id;
  final boolean withdraws;
  private final boolean modelled;

  /** Event time of its first sample, and of its last sample or end, as is known now. */
  final long firstMicros;

  final long lastMicros;

  /** The upload that it came in, or the last one that repeated it. */
  long upload;

  /** Arrival of the first version of what it says: names the entry on the timeline. */
  long entry;

  /** Superseded, taken back or sent again: it counts no more. */
  boolean gone;

  Sighting(Batch batch, int row, long arrival, EventTime time, boolean lasts, long lastDevice) {
    this.batch = batch;
    this.row = row;
    this.arrival = arrival;
    entry = arrival;
    modelled = time.isModelled();
    deviceMicros = batch.deviceMicros()[row];
    long received = batch.receivedMicros()[row];
    durationMicros = lasts ? Math.max(0, Shapes.duration(batch, row)) : 0;
    lastMicros = time.latest(lastDevice, received, arrival);
    firstMicros =
        lasts ? lastMicros - durationMicros : time.latest(deviceMicros, received, arrival);
    digest = Shapes.digest(batch, row);
    @Nullable String[] ids = batch.ids();
    id = ids == null ? null : ids[row];
    @Nullable Extra[] extras = batch.extras();
    Extra extra = extras == null ? null : extras[row];
    withdraws = extra != null && extra.withdrawn();
  }

  long receivedMicros() {
    return batch.receivedMicros()[row];
  }

  /** Event time of a chunk's sample. */
  long sampleMicros(int sample, double rate, EventTime time) {
    if (sample == 0) {
      return firstMicros;
    }
    long device = Shapes.sampleMicros(deviceMicros, sample, rate);
    return Math.max(firstMicros, time.latest(device, receivedMicros(), arrival));
  }

  /**
   * Whether it says something of the same place: start and duration by the device's clock. A clock
   * that was set back gives the same times again: there the model tells them apart.
   */
  boolean samePlace(Sighting other) {
    return deviceMicros == other.deviceMicros
        && durationMicros == other.durationMicros
        && (!modelled || Math.abs(lastMicros - other.lastMicros) <= SAME_MICROS);
  }

  boolean isEqual(Sighting other) {
    return samePlace(other) && digest == other.digest;
  }
}
