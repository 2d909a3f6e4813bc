package io.zeitgeber.bench.system;

import java.util.ArrayList;
import java.util.List;

/** How many records were dealt with when: readings of a count that never goes back. */
public final class Curve {
  private final List<Point> points = new ArrayList<>();

  private record Point(long nanos, long count) {}

  /** Adds a reading; one that shows no progress adds nothing. */
  public void add(long nanos, long count) {
    if (points.isEmpty() || count > points.getLast().count) {
      points.add(new Point(nanos, count));
    }
  }

  /**
   * When a count was reached, on straight lines between readings.
   *
   * @throws IllegalArgumentException where it never was
   */
  public long nanosAt(double count) {
    Point before = points.getFirst();
    for (Point point : points) {
      if (point.count >= count) {
        if (point.count == before.count) {
          return point.nanos;
        }
        double share = (count - before.count) / (point.count - before.count);
        return before.nanos + (long) (share * (point.nanos - before.nanos));
      }
      before = point;
    }
    throw new IllegalArgumentException(count + " was not reached");
  }

  /** Records a second between two counts. */
  public double perSecond(double from, double to) {
    return (to - from) / ((nanosAt(to) - nanosAt(from)) / 1e9);
  }

  /** The time of the first reading above nothing. */
  public long firstNanos() {
    return points.stream()
        .filter(point -> point.count > 0)
        .findFirst()
        .map(Point::nanos)
        .orElseThrow(() -> new IllegalArgumentException("nothing was done"));
  }
}
