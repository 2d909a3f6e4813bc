package io.zeitgeber.simulator.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How fast recorded time passes.
 *
 * @param factor seconds of the recording in a second of ours; infinite for as fast as Kafka takes
 *     it
 */
public record Speed(double factor) {
  public static final Speed MAX = new Speed(Double.POSITIVE_INFINITY);

  /** {@code MAX}, or a factor as in {@code 1x}, {@code 0.5x}, {@code 3600x}. */
  public static Speed parse(String text) {
    if (text.equalsIgnoreCase("max")) {
      return MAX;
    }
    boolean marked = text.endsWith("x") || text.endsWith("X");
    try {
      double factor = Double.parseDouble(marked ? text.substring(0, text.length() - 1) : text);
      if (marked && factor > 0 && Double.isFinite(factor)) {
        return new Speed(factor);
      }
    } catch (NumberFormatException _) {
      // Falls through to the sentence below.
    }
    throw new IllegalArgumentException(
        "'" + text + "' is no speed: MAX, or a factor such as 1x, 60x, 0.5x");
  }

  public boolean unlimited() {
    return Double.isInfinite(factor);
  }

  /** Faster than life: what is sent is a recording, and its time passes by its records alone. */
  public boolean aboveLive() {
    return factor > 1;
  }

  @Override
  public String toString() {
    if (unlimited()) {
      return "MAX";
    }
    return (factor == Math.rint(factor) ? Long.toString((long) factor) : Double.toString(factor))
        + "x";
  }

  /** Reads a speed from the command line. */
  public static final class Converter implements ITypeConverter<Speed> {
    @Override
    public Speed convert(String text) {
      try {
        return parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }
}
