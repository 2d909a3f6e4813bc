package io.zeitgeber.service.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.zeitgeber.participant.observation.Refusal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the value of one known field; leaves the parser at the value's last token. */
final class FieldParse {
  private static final int MOST_CHARACTERS = 128;
  private static final int LEAST_COMPONENTS = 2;
  private static final int MOST_COMPONENTS = 16;
  private static final int DAY_SECONDS = 86_400;

  private final Reading reading;
  private final Columns columns;
  private final Instants instants = new Instants();

  FieldParse(Reading reading, Columns columns) {
    this.reading = reading;
    this.columns = columns;
  }

  void read(Field field, JsonParser json, JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_NULL) {
      nothing(field);
      return;
    }
    reading.present(field);
    switch (field) {
      case STUDY, PARTICIPANT, DEVICE, CHANNEL -> id(field, json, token);
      case TIME, SENT_AT -> time(field, json, token);
      case DURATION -> duration(json, token);
      case RATE -> rate(json, token);
      case VALUE -> value(json, token);
      case BPM -> bpm(json, token);
      case VALUES -> values(json, token);
      case CODE, ID, UNIT -> text(field, json, token == JsonToken.VALUE_STRING);
      case QUALITY, FIRMWARE -> text(field, json, token.isScalarValue());
      case UTC_OFFSET -> utcOffset(json, token);
      case WITHDRAWN -> withdrawn(json, token);
    }
  }

  /** Null stands for unknown: as good as absent, but for what an observation is made of. */
  private void nothing(Field field) {
    if (field == Field.VALUE
        || field == Field.VALUES
        || field == Field.CODE
        || field == Field.BPM) {
      reading.wrong(field, Refusal.NULL_VALUE);
    }
  }

  private void id(Field field, JsonParser json, JsonToken token) throws IOException {
    String text = token == JsonToken.VALUE_STRING ? json.getText() : "";
    if (Ids.valid(text)) {
      reading.text(field, text);
    } else {
      json.skipChildren();
      reading.wrong(field, Refusal.BAD_ID);
    }
  }

  private void time(Field field, JsonParser json, JsonToken token) throws IOException {
    Refusal refusal;
    if (token.isNumeric() && !isNone(json, token)) {
      refusal = instants.milliseconds(json.getText());
    } else if (token == JsonToken.VALUE_STRING) {
      refusal = instants.rfc3339(json.getText());
    } else {
      json.skipChildren();
      refusal = Refusal.BAD_TIME;
    }
    if (refusal != null) {
      reading.wrong(field, refusal);
    } else if (field == Field.TIME) {
      reading.timeMicros = instants.micros();
    } else {
      reading.sentAtMicros = instants.micros();
    }
  }

  private void duration(JsonParser json, JsonToken token) throws IOException {
    if (!isNumber(Field.DURATION, json, token)) {
      return;
    }
    boolean read = instants.seconds(json.getText());
    long micros = instants.micros();
    if (read && micros >= 0 && micros <= Reading.MOST_DURATION_MICROS) {
      reading.durationMicros = micros;
    } else {
      reading.wrong(Field.DURATION, Refusal.BAD_DURATION);
    }
  }

  private void rate(JsonParser json, JsonToken token) throws IOException {
    double hz = number(Field.RATE, json, token);
    if (hz > 0 && hz <= Reading.MOST_HZ) {
      reading.rateHz = hz;
    } else if (!Double.isNaN(hz)) {
      reading.wrong(Field.RATE, Refusal.BAD_RATE);
    }
  }

  private void bpm(JsonParser json, JsonToken token) throws IOException {
    reading.bpm = number(Field.BPM, json, token);
  }

  private void value(JsonParser json, JsonToken token) throws IOException {
    columns.dropValues();
    if (token == JsonToken.START_ARRAY) {
      components(Field.VALUE, json);
    } else {
      columns.value(number(Field.VALUE, json, token));
    }
  }

  private void values(JsonParser json, JsonToken token) throws IOException {
    columns.dropValues();
    if (token != JsonToken.START_ARRAY) {
      json.skipChildren();
      reading.wrong(Field.VALUES, Refusal.BAD_TYPE);
      return;
    }
    int length = -1;
    for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
      int here = next == JsonToken.START_ARRAY ? components(Field.VALUES, json) : 1;
      if (next != JsonToken.START_ARRAY) {
        columns.value(number(Field.VALUES, json, next));
      }
      if (length >= 0 && here != length) {
        reading.wrong(Field.VALUES, Refusal.BAD_SHAPE, "not all of one length");
      }
      length = here;
    }
  }

  /** The components of one vector; returns how many. */
  private int components(Field field, JsonParser json) throws IOException {
    int count = 0;
    for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
      columns.value(number(field, json, next));
      count++;
    }
    if (count < LEAST_COMPONENTS || count > MOST_COMPONENTS) {
      reading.wrong(field, Refusal.BAD_SHAPE);
    }
    return count;
  }

  private void text(Field field, JsonParser json, boolean fits) throws IOException {
    String text = fits ? json.getText() : "";
    if (isPlain(text, MOST_CHARACTERS)) {
      reading.text(field, text);
    } else {
      json.skipChildren();
      reading.wrong(field, Refusal.BAD_TYPE);
    }
  }

  private void utcOffset(JsonParser json, JsonToken token) throws IOException {
    String text = token == JsonToken.VALUE_NUMBER_INT ? json.getText() : "";
    boolean read = !text.isEmpty() && text.length() <= 6;
    int seconds = read ? Integer.parseInt(text) : Integer.MAX_VALUE;
    if (Math.abs(seconds) <= DAY_SECONDS) {
      reading.utcOffsetSeconds = seconds;
    } else {
      json.skipChildren();
      reading.wrong(Field.UTC_OFFSET, Refusal.BAD_TYPE);
    }
  }

  private void withdrawn(JsonParser json, JsonToken token) throws IOException {
    if (token.isBoolean()) {
      reading.withdrawn = token == JsonToken.VALUE_TRUE;
    } else {
      json.skipChildren();
      reading.wrong(Field.WITHDRAWN, Refusal.BAD_TYPE);
    }
  }

  /** A finite number; NaN, and a flaw, where it is none. */
  private double number(Field field, JsonParser json, JsonToken token) throws IOException {
    if (!isNumber(field, json, token)) {
      return Double.NaN;
    }
    // Not the parser's own conversion: its way over big integers is quadratic in their digits.
    double number = Double.parseDouble(json.getText()) + 0.0; // −0 is 0
    if (Double.isFinite(number)) {
      return number;
    }
    reading.wrong(field, Refusal.NOT_FINITE);
    return Double.NaN;
  }

  private boolean isNumber(Field field, JsonParser json, JsonToken token) throws IOException {
    Refusal refusal;
    if (token.isNumeric()) {
      refusal = isNone(json, token) ? Refusal.NOT_FINITE : null;
    } else if (token == JsonToken.VALUE_NULL) {
      refusal = Refusal.NULL_VALUE;
    } else {
      boolean named = token == JsonToken.VALUE_STRING && isNoneByName(json.getText());
      refusal = named ? Refusal.NOT_FINITE : Refusal.BAD_TYPE;
      json.skipChildren();
    }
    if (refusal != null) {
      reading.wrong(field, refusal);
    }
    return refusal == null;
  }

  /** NaN and the infinities as the bare words that some writers put where a number belongs. */
  private static boolean isNone(JsonParser json, JsonToken token) throws IOException {
    if (token != JsonToken.VALUE_NUMBER_FLOAT) {
      return false;
    }
    String text = json.getText();
    char last = text.charAt(text.length() - 1);
    return last > '9';
  }

  private static boolean isNoneByName(@Nullable String text) {
    return switch (text) {
      case "NaN",
          "nan",
          "Infinity",
          "-Infinity",
          "+Infinity",
          "Inf",
          "-Inf",
          "inf",
          "-inf",
          "INF",
          "-INF" ->
          true;
      case null, default -> false;
    };
  }

  /** Text that any store and any page can hold: no control characters, no half characters. */
  static boolean isPlain(String text, int mostCharacters) {
    if (text.isEmpty() || text.length() > mostCharacters) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        return false;
      }
      if (Character.isSurrogate(c)) {
        boolean pair = i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1));
        if (!pair) {
          return false;
        }
        i++;
      }
    }
    return true;
  }
}
