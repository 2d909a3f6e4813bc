package io.zeitgeber.service.decode;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.observation.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts one participant's rows into batches that a message can hold. */
final class Parts {
  // Generous: offset, two times, source and counts as the varints of jumps between them, worst
  // case.
  private static final int RECORD_BYTES = 36;
  private static final int VALUE_BYTES = 9;
  private static final int BATCH_BYTES = 128;

  private final Columns columns;
  private final Sources sources;
  private final Place place;
  private final Originals originals;
  private final int maxPartBytes;
  private final List<Batch> done = new ArrayList<>(1);
  private Batch.@Nullable Builder builder;
  private int estimated;

  // The sources of the part that is being built, in the builder's order.
  private int[] known = new int[8];
  private int knownCount;
  private int last;

  Parts(SliceDecoder decoder, Place place, Originals originals) {
    columns = decoder.columns;
    sources = decoder.sources;
    this.place = place;
    this.originals = originals;
    maxPartBytes = decoder.settings.maxPartBytes();
  }

  void add(int row, long offset, long received) {
    int from = columns.valueStart[row];
    int to = columns.valueStart[row + 1];
    @Nullable Detail detail = columns.detailOf(row);
    int bytes = RECORD_BYTES + (to - from) * VALUE_BYTES;
    bytes += detail == null ? 0 : detail.encodedBytes();
    if (builder != null && estimated + bytes > maxPartBytes) {
      finish(builder);
    }
    Batch.Builder part = builder;
    if (part == null) {
      part = begin();
    }
    estimated += bytes;
    part.record(offset, received, source(part, columns.source[row]), columns.deviceMicros[row]);
    part.values(columns.values, from, to);
    if (detail != null) {
      detail.into(part);
    }
  }

  /**
   * All of a participant's rows at once, in columns of just their size: what most shares are.
   *
   * @param order positions of the participant's rows, from {@code from} up to {@code to}
   * @return false, and nothing added, where they are too many for one part or say more than numbers
   */
  boolean addPlain(int[] order, int from, int to, int[] rows, long[] offsets, long[] received) {
    int size = to - from;
    int numbers = 0;
    for (int i = from; i < to; i++) {
      int row = rows[order[i]];
      if (columns.detail[row] != 0) {
        return false;
      }
      numbers += columns.valueStart[row + 1] - columns.valueStart[row];
    }
    long bytes = BATCH_BYTES + (long) size * RECORD_BYTES + (long) numbers * VALUE_BYTES;
    if (bytes > maxPartBytes) {
      return false;
    }
    Batch.Builder part = begin();
    long[] offsetOf = new long[size];
    long[] receivedOf = new long[size];
    int[] sourceOf = new int[size];
    long[] deviceOf = new long[size];
    int[] valueStart = new int[size + 1];
    double[] values = new double[numbers];
    for (int i = 0; i < size; i++) {
      int at = order[from + i];
      int row = rows[at];
      offsetOf[i] = offsets[at];
      receivedOf[i] = received[at];
      sourceOf[i] = source(part, columns.source[row]);
      deviceOf[i] = columns.deviceMicros[row];
      int first = valueStart[i];
      int start = columns.valueStart[row];
      int end = columns.valueStart[row + 1];
      for (int value = start; value < end; value++) {
        values[first + value - start] = columns.values[value];
      }
      valueStart[i + 1] = first + end - start;
    }
    if (bytes + estimated - BATCH_BYTES > maxPartBytes) {
      builder = null;
      return false;
    }
    finish(part.columns(offsetOf, receivedOf, sourceOf, deviceOf, valueStart, values));
    return true;
  }

  /** The parts of this participant; the next row begins another's. */
  List<Batch> take() {
    if (builder != null) {
      finish(builder);
    }
    List<Batch> parts = List.copyOf(done);
    done.clear();
    return parts;
  }

  private Batch.Builder begin() {
    Batch.Builder fresh =
        new Batch.Builder(
                place.topicId(), place.topic(), place.partition(), place.logAppendTime(), originals)
            .receivedIsDevice(place.receivedIsDevice());
    builder = fresh;
    estimated = BATCH_BYTES;
    knownCount = 0;
    last = 0;
    return fresh;
  }

  private void finish(Batch.Builder part) {
    done.add(part.build());
    builder = null;
  }

  /** The builder's index of a source. Mostly it is the one of the row before. */
  private int source(Batch.Builder part, int number) {
    if (last < knownCount && known[last] == number) {
      return last;
    }
    for (int i = 0; i < knownCount; i++) {
      if (known[i] == number) {
        last = i;
        return i;
      }
    }
    @Nullable Source source = sources.source(number);
    if (source == null) {
      return -1;
    }
    estimated += 8 + source.device().length() + source.channel().length();
    int index = part.source(source);
    if (knownCount == known.length) {
      known = Arrays.copyOf(known, knownCount * 2);
    }
    known[knownCount++] = number;
    last = index;
    return index;
  }
}
