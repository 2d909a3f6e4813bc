package io.zeitgeber.persistence.journal;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * How far a reader of several slices has come in each of them. They move together; they differ only
 * where the slices had other readers before.
 */
public final class Reached {
  private final SortedMap<Integer, Position> bySlice;

  private Reached(SortedMap<Integer, Position> bySlice) {
    this.bySlice = Collections.unmodifiableSortedMap(bySlice);
  }

  /** Where one slice is. */
  public static Reached of(int slice, Position position) {
    return of(Collections.singleton(slice), _ -> position);
  }

  /**
   * Where each slice is.
   *
   * @param slices one or more
   */
  public static Reached of(Iterable<Integer> slices, IntFunction<Position> positions) {
    SortedMap<Integer, Position> bySlice = new TreeMap<>();
    slices.forEach(slice -> bySlice.put(slice, positions.apply(slice)));
    return new Reached(bySlice);
  }

  /** The position of each slice, in ascending order of the slices. */
  public SortedMap<Integer, Position> bySlice() {
    return bySlice;
  }

  /** Where reading goes on: nothing before it is wanted by any slice. */
  public Position least() {
    return Collections.min(bySlice.values());
  }

  /** Whether a slice has what stands at a position. */
  public boolean has(int slice, Position position) {
    Position at = bySlice.get(slice);
    return at != null && position.compareTo(at) <= 0;
  }

  /** All of them moved on to a position; what is farther stays. */
  public Reached to(Position end) {
    SortedMap<Integer, Position> moved = new TreeMap<>();
    for (Map.Entry<Integer, Position> each : bySlice.entrySet()) {
      Position at = each.getValue();
      moved.put(each.getKey(), at.compareTo(end) < 0 ? end : at);
    }
    return new Reached(moved);
  }

  @Override
  public String toString() {
    return bySlice.toString();
  }
}
