package io.zeitgeber.bench.job;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * A participant's own bounds, beats a minute.
 *
 * @param high a mean above it raises an alert
 * @param low a mean below it raises an alert
 */
public record Threshold(double high, double low) {
  /** What holds for a participant that nobody said anything about. */
  public static final Threshold DEFAULT = new Threshold(120, 40);

  private static final JsonFactory FACTORY = new JsonFactory();

  /**
   * Reads {@code thresholds.heart_rate} of an enrolment.
   *
   * @throws IOException where the bytes are no JSON
   */
  public static Threshold read(byte[] enrolment) throws IOException {
    double high = DEFAULT.high;
    double low = DEFAULT.low;
    try (JsonParser parser = FACTORY.createParser(enrolment)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
          switch (parser.currentName()) {
            case "high" -> high = parser.getDoubleValue();
            case "low" -> low = parser.getDoubleValue();
            case null, default -> {}
          }
        }
      }
    }
    return new Threshold(high, low);
  }
}
