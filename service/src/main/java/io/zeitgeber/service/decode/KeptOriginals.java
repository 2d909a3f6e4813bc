package io.zeitgeber.service.decode;

import io.zeitgeber.participant.observation.Originals;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The bytes of a slice's records, for as long as its decoder holds them. */
final class KeptOriginals implements Originals {
  private final Arena arena;
  private final int generation;
  private final long[] offsets;
  private final int[] from;
  private final int[] to;

  KeptOriginals(Columns columns, long[] offsets, int[] rows, int size) {
    arena = columns.arena;
    generation = arena.generation();
    this.offsets = Arrays.copyOf(offsets, size);
    from = new int[size];
    to = new int[size];
    for (int i = 0; i < size; i++) {
      from[i] = columns.start[rows[i]];
      to[i] = columns.start[rows[i] + 1];
    }
  }

  @Override
  public byte @Nullable [] of(long offset) {
    int at = Arrays.binarySearch(offsets, offset);
    return at < 0 ? null : arena.copy(from[at], to[at], generation);
  }
}
