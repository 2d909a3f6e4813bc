package io.zeitgeber.persistence.journal;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.observation.Source;
import io.zeitgeber.persistence.column.ByteSink;
import io.zeitgeber.persistence.column.ByteSource;
import io.zeitgeber.persistence.column.ColumnReader;
import io.zeitgeber.persistence.column.ColumnWriter;
import io.zeitgeber.persistence.column.Unreadable;
import java.util.List;

/**
 * A batch's columns, without what the header has of it (topic, partition, offsets):
 *
 * <ol>
 *   <li>varint: which of the rarely used columns there are, a bit each, in the order below
 *   <li>varint: how many sources; each a text device and a text channel
 *   <li>runs: place of each row's source + 1
 *   <li>numbers: device times; numbers: received times less the device times
 *   <li>runs: how many values each row has; doubles: the values
 *   <li>where there: {@link RareColumns}
 * </ol>
 */
final class BatchColumns {
  /** No batch has more rows: it would not fit a message between nodes many times over. */
  static final int MAX_ROWS = 1 << 20;

  /** No batch has more values; a record has at most a megabyte. */
  static final int MAX_VALUES = 1 << 24;

  private final ByteSink out;
  private final ColumnWriter columns;
  private long[] longs = new long[64];
  private int[] ints = new int[64];

  BatchColumns(ByteSink out, ColumnWriter columns) {
    this.out = out;
    this.columns = columns;
  }

  void write(Batch batch) {
    int size = batch.size();
    if (longs.length < size) {
      longs = new long[size * 2];
      ints = new int[size * 2];
    }
    out.varint(RareColumns.presence(batch));
    writeSources(batch);
    columns.longs(batch.deviceMicros(), size);
    writeLess(batch.receivedMicros(), batch.deviceMicros(), size);
    writeValues(batch);
    RareColumns.write(out, columns, batch);
  }

  private void writeSources(Batch batch) {
    List<Source> sources = batch.sources();
    out.varint(sources.size());
    for (Source source : sources) {
      out.text(source.device());
      out.text(source.channel());
    }
    int[] sourceOf = batch.sourceOf();
    for (int row = 0; row < batch.size(); row++) {
      ints[row] = sourceOf[row] + 1;
    }
    columns.runs(ints, batch.size());
  }

  private void writeLess(long[] values, long[] base, int size) {
    for (int row = 0; row < size; row++) {
      longs[row] = values[row] - base[row];
    }
    columns.longs(longs, size);
  }

  private void writeValues(Batch batch) {
    int[] start = batch.valueStart();
    for (int row = 0; row < batch.size(); row++) {
      ints[row] = start[row + 1] - start[row];
    }
    columns.runs(ints, batch.size());
    columns.doubles(batch.values(), start[batch.size()]);
  }

  /** Reads what {@link #write} wrote. */
  static Batch read(ByteSource in, RecordsTaken records, Originals originals) {
    int size = records.count();
    ColumnReader columns = new ColumnReader(in);
    Batch.Builder batch =
        new Batch.Builder(
            records.topicId(),
            records.topic(),
            records.partition(),
            records.logAppendTime(),
            originals);
    batch.receivedIsDevice(records.receivedIsDevice());
    int presence = in.count(RareColumns.ALL);
    int sources = readSources(in, batch);
    int[] sourceOf = columns.runs(size, sources);
    long[] device = columns.longs(size);
    long[] lag = columns.longs(size);
    int[] valueCount = columns.runs(size, MAX_VALUES);
    double[] values = columns.doubles(total(valueCount));
    if (presence == 0) {
      in.end();
      return plain(batch, records.offsets(), sourceOf, device, lag, valueCount, values);
    }
    RareColumns rare = new RareColumns(in, columns, presence, size);
    int at = 0;
    for (int row = 0; row < size; row++) {
      batch.record(records.offsets()[row], device[row] + lag[row], sourceOf[row] - 1, device[row]);
      for (int end = at + valueCount[row]; at < end; at++) {
        batch.value(values[at]);
      }
      rare.add(batch, row);
    }
    in.end();
    return batch.build();
  }

  /** What nearly all batches are, without a call for each row. */
  private static Batch plain(
      Batch.Builder batch,
      long[] offsets,
      int[] sourceOf,
      long[] device,
      long[] lag,
      int[] valueCount,
      double[] values) {
    int[] valueStart = new int[offsets.length + 1];
    for (int row = 0; row < offsets.length; row++) {
      lag[row] += device[row];
      sourceOf[row]--;
      valueStart[row + 1] = valueStart[row] + valueCount[row];
    }
    return batch.columns(offsets, lag, sourceOf, device, valueStart, values).build();
  }

  private static int readSources(ByteSource in, Batch.Builder batch) {
    int sources = in.count(in.left());
    for (int at = 0; at < sources; at++) {
      if (batch.source(new Source(in.text(), in.text())) != at) {
        throw new Unreadable("the same source twice");
      }
    }
    return sources;
  }

  private static int total(int[] counts) {
    long total = 0;
    for (int count : counts) {
      total += count;
    }
    if (total > MAX_VALUES) {
      throw new Unreadable(total + " values");
    }
    return (int) total;
  }
}
