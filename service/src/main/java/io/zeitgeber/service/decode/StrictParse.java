package io.zeitgeber.service.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.zeitgeber.participant.observation.Flaw;
import io.zeitgeber.participant.observation.Refusal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Decodes any record, with a streaming parser, and decides what is wrong with it. */
final class StrictParse {
  static final int MOST_NESTING = 100;
  static final Flaw NOT_JSON =
      new Flaw(Refusal.BAD_JSON, "not one well-formed JSON object in UTF-8");

  private final JsonFactory factory;
  private final Columns columns;
  private final Sources sources;
  private final Prefixes prefixes;
  private final Reading reading = new Reading();
  private final FieldParse fields;
  private int timeNameAt;
  private int bpmAt;
  private int bpmEnd;

  StrictParse(Columns columns, Sources sources, Prefixes prefixes, int maxRecordBytes) {
    this.columns = columns;
    this.sources = sources;
    this.prefixes = prefixes;
    factory = factory(maxRecordBytes, maxRecordBytes);
    fields = new FieldParse(reading, columns);
  }

  /**
   * Numbers that are none (NaN, Infinity) are read, to be refused under their own reason. What
   * depends on what was parsed before (a limit on collisions in the table of names) is off: the
   * same bytes have the same fate.
   */
  static JsonFactory factory(int maxRecordBytes, int maxDigits) {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MOST_NESTING)
                .maxNumberLength(maxDigits)
                .maxStringLength(maxRecordBytes)
                .maxNameLength(maxRecordBytes)
                .build())
        .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
        .build();
  }

  /** Fills the row that was begun last. */
  void parse(int row) {
    byte[] bytes = columns.arena.bytes();
    int from = columns.start[row];
    int to = columns.start[row + 1];
    reading.clear();
    timeNameAt = -1;
    Flaw refused = isUtf8Object(bytes, from, to) && read(bytes, from, to) ? null : NOT_JSON;
    boolean readable = refused == null;
    refused = readable ? reading.atIngest() : refused;
    if (refused != null) {
      quarantine(refused, readable);
      return;
    }
    take(row, bytes, from);
  }

  private void quarantine(Flaw refused, boolean readable) {
    columns.dropValues();
    Detail detail = columns.detail();
    detail.clear();
    detail.flaw = refused;
    if (readable) {
      reading.who(detail);
    }
  }

  private void take(int row, byte[] bytes, int from) {
    int numbers = columns.valueStart[row + 1] - columns.valueStart[row];
    if (reading.has(Field.BPM) && !reading.shorthand()) {
      reading.unknown.add(bytes, bpmAt, bpmEnd); // beside a channel it has no meaning
    }
    Flaw flaw = reading.inStep(numbers);
    columns.source[row] = reading.source(sources);
    columns.deviceMicros[row] = reading.timeMicros;
    Detail detail = columns.detail();
    detail.clear();
    reading.into(detail);
    detail.flaw = flaw;
    if (flaw != null) {
      columns.dropValues();
    } else if (reading.shorthand()) {
      columns.value(reading.bpm);
    }
    if (!detail.used()) {
      columns.detail[row] = 0;
    }
    if (flaw == null && reading.idsBeforeTime()) {
      learn(row, bytes, from);
    }
  }

  private void learn(int row, byte[] bytes, int from) {
    int after = FastScan.afterTime(bytes, from, columns.start[row + 1]);
    if (after == timeNameAt + "\"time\":".length()) {
      int shorthand = reading.shorthand() ? 1 : 0;
      prefixes.learn(bytes, from, after, columns.source[row] << 1 | shorthand);
    }
  }

  /**
   * UTF-16 and UTF-32, which the parser would detect and read, have a NUL in the first two bytes.
   */
  static boolean isUtf8Object(byte[] bytes, int from, int to) {
    return to - from >= 2 && bytes[from] > 0 && bytes[from + 1] != 0 && Utf8.valid(bytes, from, to);
  }

  private boolean read(byte[] bytes, int from, int to) {
    try (JsonParser json = factory.createParser(bytes, from, to - from)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      int valueEnd = from + (int) json.currentLocation().getByteOffset();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        valueEnd = field(json, bytes, from, valueEnd);
      }
      return json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null;
    } catch (IOException _) {
      return false; // from an array it can only mean malformed
    }
  }

  /** Reads one field of the record; returns where its value ends. */
  private int field(JsonParser json, byte[] bytes, int from, int before) throws IOException {
    int nameAt = before;
    while (bytes[nameAt] != '"') {
      nameAt++;
    }
    @Nullable Field field = Field.named(json.currentName());
    JsonToken value = json.nextToken();
    if (field == Field.TIME) {
      timeNameAt = nameAt;
    }
    if (field == null) {
      json.skipChildren();
    } else {
      reading.begins(field);
      fields.read(field, json, value);
    }
    json.finishToken();
    int end = from + (int) json.currentLocation().getByteOffset();
    if (field == null) {
      reading.unknown.add(bytes, nameAt, end);
    } else if (field == Field.BPM) {
      bpmAt = nameAt;
      bpmEnd = end;
    }
    return end;
  }
}
