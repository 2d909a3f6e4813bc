package io.zeitgeber.participant.clock;

import java.util.Arrays;

/**
 * The rate from the knots: the edge of their lower hull over the mean device time, which is the
 * optimum of Moon, Skelly and Towsley's linear program (Zhang, Liu and Xia, INFOCOM 2002). The
 * window doubles while the slopes agree.
 */
final class RateFit {
  private static final long ADOPT = 60 * Q32.PPM;
  private static final long RHO_MIN = 3 * Q32.PPM;
  private static final long MOST = 300 * Q32.PPM;
  private static final long MIN_SPAN = 25 * Times.MINUTE;
  private static final int FIRST_WINDOW = 8;
  private static final int MEDIAN_OF = 16;

  private final Knots knots;
  private final int[] hull = new int[Knots.RING];
  private long slope;
  private long uncertainty;

  private RateFit(Knots knots) {
    this.knots = knots;
  }

  /** Sets the line's rate and drift allowance where the knots say enough. */
  static void fit(Knots knots, Line line, boolean sparse) {
    if (knots.count() >= 4) {
      new RateFit(knots).fit(line, sparse);
    }
  }

  private void fit(Line line, boolean sparse) {
    if (!widest()) {
      return;
    }
    long rate = slope;
    long unsure = Math.max(RHO_MIN, uncertainty);
    boolean better =
        unsure <= line.rateUncertainty + line.rateUncertainty / 2 || knots.added() >= 16;
    if (unsure <= ADOPT && better) {
      line.rate = rate;
      line.rateUncertainty = unsure;
      line.rho = unsure;
    }
    // The oscillator is changing speed right now: widen the cone rather than tilt the line.
    if (line.rateUncertainty <= ADOPT && !sparse && knots.count() >= 6 && slopeOf(6)) {
      long apart = Math.abs(slope - line.rate);
      long wide = apart > uncertainty ? Math.min(apart + uncertainty, Line.RHO_FIRST) : 0;
      line.rho = Math.max(line.rateUncertainty, wide);
    }
  }

  /** Leaves the surest slope of all windows that agree; false where there is none. */
  private boolean widest() {
    int count = knots.count();
    boolean any = false;
    long best = 0;
    long unsure = 0;
    for (int window = FIRST_WINDOW; ; window *= 2) {
      int size = Math.min(window, count);
      if (slopeOf(size)) {
        if (any && Math.abs(slope - best) > unsure + uncertainty) {
          break;
        }
        if (!any || uncertainty < unsure) {
          best = slope;
          unsure = uncertainty;
        }
        any = true;
      }
      if (size >= count) {
        break;
      }
    }
    slope = best;
    uncertainty = unsure;
    return any;
  }

  /** The slope of the newest knots and how sure it is; false where they say nothing. */
  private boolean slopeOf(int count) {
    int first = knots.added() - count;
    long start = knots.x(first);
    if (knots.x(knots.newest()) - start < MIN_SPAN) {
      return false;
    }
    int corners = lowerHull(first);
    long middle = start;
    for (int knot = first; knot < knots.added(); knot++) {
      middle += (knots.x(knot) - start) / count;
    }
    int edge = 0;
    while (edge < corners - 2 && knots.x(hull[edge + 1]) < middle) {
      edge++;
    }
    return corners >= 2 && along(hull[edge], hull[edge + 1], first, count);
  }

  /** Andrew's monotone chain. */
  private int lowerHull(int first) {
    int corners = 0;
    for (int knot = first; knot < knots.added(); knot++) {
      while (corners >= 2 && isAbove(hull[corners - 2], hull[corners - 1], knot)) {
        corners--;
      }
      hull[corners++] = knot;
    }
    return corners;
  }

  /** Whether the middle knot lies on or above the line through the other two. */
  private boolean isAbove(int before, int middle, int after) {
    return Q32.compareProducts(
            knots.y(middle) - knots.y(before),
            knots.x(after) - knots.x(before),
            knots.y(after) - knots.y(before),
            knots.x(middle) - knots.x(before))
        >= 0;
  }

  private boolean along(int from, int to, int first, int count) {
    long dx = knots.x(to) - knots.x(from);
    long dy = knots.y(to) - knots.y(from);
    if (dx <= 0 || Math.abs(dy) >= 1L << 30) {
      return false;
    }
    slope = Q32.rate(dy, dx);
    if (Math.abs(slope) > MOST) {
      return false;
    }
    long scatter = 2 * (Math.max(median(from, first, count), floor(count)) + 2 * Times.MILLI);
    uncertainty = scatter < 1L << 30 ? Q32.rate(scatter, dx) + Q32.PPM : 4 * Line.RHO_FIRST;
    return true;
  }

  /** Few knots lie near their own hull by chance alone. */
  private long floor(int count) {
    return count < 16 ? knots.excess >> 1 : 0;
  }

  private long median(int on, int first, int count) {
    long[] above = new long[MEDIAN_OF];
    int taken = 0;
    int step = Math.max(1, count / MEDIAN_OF);
    for (int knot = first; knot < knots.added() && taken < MEDIAN_OF; knot += step) {
      long line = knots.y(on) + Q32.mul(slope, knots.x(knot) - knots.x(on));
      above[taken++] = Math.max(0, knots.y(knot) - line);
    }
    Arrays.sort(above, 0, taken);
    return above[taken >> 1];
  }
}
