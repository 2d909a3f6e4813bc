package io.zeitgeber.bench.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * One alert of the high heart-rate rule.
 *
 * @param participant whose
 * @param raised raised, or resolved
 * @param atMillis the t at which it was decided, milliseconds since the epoch
 */
public record Alert(String participant, boolean raised, long atMillis) {
  private static final JsonFactory FACTORY = new JsonFactory();

  /**
   * Out of a record of a topic of alerts; empty where it is of another rule or lifecycle.
   *
   * @throws IOException where the bytes are no JSON object
   */
  public static Optional<Alert> read(byte[] json) throws IOException {
    String participant = "";
    String lifecycle = "";
    String rule = "";
    String at = "";
    try (JsonParser parser = FACTORY.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("an alert is an object");
      }
      for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
        parser.nextToken();
        switch (field) {
          case "participant" -> participant = parser.getText();
          case "lifecycle" -> lifecycle = parser.getText();
          case "rule" -> rule = parser.getText();
          case "event_time" -> at = parser.getText();
          default -> parser.skipChildren();
        }
      }
    }
    boolean raised = lifecycle.equals("raised");
    if (!rule.equals("high-heart-rate") || !(raised || lifecycle.equals("resolved"))) {
      return Optional.empty();
    }
    return Optional.of(new Alert(participant, raised, Instant.parse(at).toEpochMilli()));
  }
}
