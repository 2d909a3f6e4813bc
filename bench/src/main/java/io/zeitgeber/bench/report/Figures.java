package io.zeitgeber.bench.report;

import java.util.Locale;

/** Numbers as a person reads them. */
public final class Figures {
  private static final double MEBI = 1024.0 * 1024.0;

  private Figures() {}

  /** Records or samples a second: 1.23 M, 456 k, 78. */
  public static String rate(double perSecond) {
    if (perSecond >= 1e6) {
      return of(perSecond / 1e6, 2) + " M";
    }
    return perSecond >= 1e3 ? of(perSecond / 1e3, 0) + " k" : of(perSecond, 0);
  }

  /** A number with so many digits after the point. */
  public static String of(double number, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", number);
  }

  /** Bytes as MiB. */
  public static String mebibytes(double bytes) {
    return of(bytes / MEBI, 0) + " MiB";
  }

  /** A rate with its spread: 1.23 M (1.10 M–1.30 M). */
  public static String rate(Spread spread) {
    return rate(spread.median())
        + (spread.rounds() == 1
            ? ""
            : " (" + rate(spread.least()) + "–" + rate(spread.most()) + ")");
  }

  /** A number with its spread. */
  public static String of(Spread spread, int digits) {
    return of(spread.median(), digits)
        + (spread.rounds() == 1
            ? ""
            : " (" + of(spread.least(), digits) + "–" + of(spread.most(), digits) + ")");
  }
}
