package io.zeitgeber.service.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Flaw;
import io.zeitgeber.participant.observation.Refusal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every reason that a record is refused for, by ingest and by the step. */
final class ObservationFlawsTest {

  /** The fields of a good record behind its participant; each line replaces or adds one. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "device |  | MISSING_FIELD | device: missing",
        "device | null | MISSING_FIELD | device: missing",
        "device | 7 | BAD_ID | device: expected 1 to 64 of",
        "device | \"\" | BAD_ID | device: expected",
        "device | \"a/b\" | BAD_ID | device: expected",
        "device | \"a\\u007cb\" | BAD_ID | device: expected",
        "device | \"a\\u0000b\" | BAD_ID | device: expected",
        "device | \"<b>\" | BAD_ID | device: expected",
        "device | {\"a\":[1]} | BAD_ID | device: expected",
        "device | \"ä\" | BAD_ID | device: expected",
        "channel |  | MISSING_FIELD | channel: missing",
        "channel | null | MISSING_FIELD | channel: missing",
        "channel | \"heart rate\" | BAD_ID | channel: expected",
        "time |  | MISSING_FIELD | time: missing",
        "time | null | MISSING_FIELD | time: missing",
        "time | true | BAD_TIME | time: expected epoch milliseconds",
        "time | {} | BAD_TIME | time: expected",
        "time | [1] | BAD_TIME | time: expected",
        "time | NaN | BAD_TIME | time: expected",
        "time | \"\" | BAD_TIME | time: expected",
        "time | \"1760000000123\" | BAD_TIME | time: expected",
        "time | \"yesterday\" | BAD_TIME | time: expected",
        "time | \"2025-02-29T00:00:00Z\" | BAD_TIME | time: expected",
        "time | \"2025-13-01T00:00:00Z\" | BAD_TIME | time: expected",
        "time | \"2025-01-01T24:00:00Z\" | BAD_TIME | time: expected",
        "time | \"2016-12-31T23:59:60Z\" | BAD_TIME | time: expected",
        "time | \"2025-01-01T00:00Z\" | BAD_TIME | time: expected",
        "time | \"2025-01-01T00:00:00.Z\" | BAD_TIME | time: expected",
        "time | \"2025-01-01T00:00:00+0100\" | BAD_TIME | time: expected",
        "time | \"2025-01-01T00:00:00Zz\" | BAD_TIME | time: expected",
        "time | \"2025-01-01T00:00:00[Europe/Berlin]\" | BAD_TIME | time: expected",
        "time | 1e99999999999 | BAD_TIME | time: expected",
        "time | \"2025-01-01T00:00:00\" | TIME_WITHOUT_OFFSET | time: text without an offset",
        "time | \"2025-01-01T00:00:00.123\" | TIME_WITHOUT_OFFSET | time: text without an offset",
        "time | 4503599627370.497 | TIME_OUT_OF_RANGE | time: beyond 2^52",
        "time | -4503599627370.497 | TIME_OUT_OF_RANGE | time: beyond 2^52",
        "time | 1760000000123456789 | TIME_OUT_OF_RANGE | time: beyond 2^52",
        "time | 1e999 | TIME_OUT_OF_RANGE | time: beyond 2^52",
        "time | 1e999999999 | TIME_OUT_OF_RANGE | time: beyond 2^52",
        "time | \"9999-12-31T23:59:59Z\" | TIME_OUT_OF_RANGE | time: beyond 2^52",
        "time | \"0000-01-01T00:00:00Z\" | TIME_OUT_OF_RANGE | time: beyond 2^52",
        "value |  | MISSING_FIELD | value: missing, and no values, code or bpm",
        "value | null | NULL_VALUE | value: null",
        "value | [1,null] | NULL_VALUE | value: null",
        "value | \"72\" | BAD_TYPE | value: expected a finite number",
        "value | true | BAD_TYPE | value: expected",
        "value | {\"v\":1} | BAD_TYPE | value: expected",
        "value | [1,\"2\"] | BAD_TYPE | value: expected",
        "value | [1,[2,3]] | BAD_TYPE | value: expected",
        "value | NaN | NOT_FINITE | value: not a finite number",
        "value | -Infinity | NOT_FINITE | value: not a finite number",
        "value | \"NaN\" | NOT_FINITE | value: not a finite number",
        "value | \"Infinity\" | NOT_FINITE | value: not a finite number",
        "value | 1e999 | NOT_FINITE | value: not a finite number",
        "value | [1,-1e999] | NOT_FINITE | value: not a finite number",
        "value | [] | BAD_SHAPE | value: expected",
        "value | [1] | BAD_SHAPE | value: expected",
        "value | [1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7] | BAD_SHAPE | value: expected",
        "code | \"REM\" | BAD_SHAPE | value, values, code and bpm: more than one",
        "values | [1] | BAD_SHAPE | value, values, code and bpm: more than one",
        "rate_hz | 32 | BAD_SHAPE | values and rate_hz: one without the other",
        "rate_hz | 0 | BAD_RATE | rate_hz: expected samples a second",
        "rate_hz | -1 | BAD_RATE | rate_hz: expected",
        "rate_hz | 1000000.1 | BAD_RATE | rate_hz: expected",
        "rate_hz | NaN | NOT_FINITE | rate_hz: not a finite",
        "rate_hz | \"32\" | BAD_TYPE | rate_hz: expected",
        "duration_s | -1 | BAD_DURATION | duration_s: expected seconds",
        "duration_s | -0.0000001 | BAD_DURATION | duration_s: expected seconds",
        "duration_s | 31622400.000001 | BAD_DURATION | duration_s: expected",
        "duration_s | 1e30 | BAD_DURATION | duration_s: expected",
        "duration_s | \"60\" | BAD_TYPE | duration_s: expected",
        "duration_s | Infinity | NOT_FINITE | duration_s: not a finite",
        "sent_at | \"now\" | BAD_TIME | sent_at: expected",
        "sent_at | \"2025-01-01T00:00:00\" | TIME_WITHOUT_OFFSET | sent_at: text without",
        "utc_offset_s | 1.5 | BAD_TYPE | utc_offset_s: expected",
        "utc_offset_s | 86401 | BAD_TYPE | utc_offset_s: expected",
        "utc_offset_s | \"+01:00\" | BAD_TYPE | utc_offset_s: expected",
        "id | 7 | BAD_TYPE | id: expected text",
        "id | \"\" | BAD_TYPE | id: expected text",
        "id | \"a\\u0000\" | BAD_TYPE | id: expected text",
        "id | \"\\ud800\" | BAD_TYPE | id: expected text",
        "unit | [] | BAD_TYPE | unit: expected text",
        "quality | {} | BAD_TYPE | quality: expected text",
        "firmware | [1] | BAD_TYPE | firmware: expected text",
        "withdrawn | 1 | BAD_TYPE | withdrawn: expected true or false",
        "withdrawn | \"true\" | BAD_TYPE | withdrawn: expected true or false",
      })
  void field_isRefusedByTheStep_withItsReason(
      String field, String value, Refusal reason, String detail) {
    Flaw flaw = Decoding.flaw(with(field, value));
    assertThat(flaw.reason()).isEqualTo(reason);
    assertThat(flaw.detail()).startsWith(detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"rate_hz\":1,\"values\":[] | BAD_SHAPE | values: empty",
        "\"values\":[1,2] | BAD_SHAPE | values and rate_hz: one without",
        "\"rate_hz\":1,\"values\":[[1,2],[1,2,3]] | BAD_SHAPE | values: not all of one length",
        "\"rate_hz\":1,\"values\":[1,[1,2]] | BAD_SHAPE | values: not all of one length",
        "\"rate_hz\":1,\"values\":[[1],[2]] | BAD_SHAPE | values: expected",
        "\"rate_hz\":1,\"values\":[1,null] | NULL_VALUE | values: null",
        "\"rate_hz\":1,\"values\":null | NULL_VALUE | values: null",
        "\"rate_hz\":1,\"values\":7 | BAD_TYPE | values: expected",
        "\"rate_hz\":1,\"values\":[1,NaN] | NOT_FINITE | values: not a finite",
        "\"code\":null | NULL_VALUE | code: null",
        "\"code\":3 | BAD_TYPE | code: expected text",
        "\"code\":\"\" | BAD_TYPE | code: expected text",
        "\"bpm\":60 | MISSING_FIELD | value: missing",
      })
  void shape_isRefusedByTheStep(String shape, Refusal reason, String detail) {
    Flaw flaw =
        Decoding.flaw(
            "{\"participant\":\"P\",\"device\":\"w\",\"channel\":\"c\",\"time\":1," + shape + "}");
    assertThat(flaw.reason()).isEqualTo(reason);
    assertThat(flaw.detail()).startsWith(detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"bpm\":null | NULL_VALUE | bpm: null",
        "\"bpm\":\"60\" | BAD_TYPE | bpm: expected",
        "\"bpm\":[60,61] | BAD_TYPE | bpm: expected",
        "\"bpm\":1e999 | NOT_FINITE | bpm: not",
        "\"bpm\":60,\"value\":60 | BAD_SHAPE | value, values, code and bpm",
      })
  void shorthand_isRefusedByTheStep(String shape, Refusal reason, String detail) {
    Flaw flaw = Decoding.flaw("{\"participant\":\"P\",\"device\":\"w\",\"time\":1," + shape + "}");
    assertThat(flaw.reason()).isEqualTo(reason);
    assertThat(flaw.detail()).startsWith(detail);
  }

  @Test
  void flawedRecord_keepsWhatCouldBeRead() {
    Batch batch = Decoding.batch(with("value", "null"));
    assertThat(batch.sourceOf()).containsExactly(0);
    assertThat(batch.deviceMicros()).containsExactly(1_760_000_000_123_000L);
    assertThat(batch.values()).isEmpty();
    assertThat(Decoding.batch(with("device", "7")).sourceOf()).containsExactly(-1);
    assertThat(Decoding.batch(with("time", "true")).deviceMicros()).containsExactly(Batch.NONE);
  }

  @Test
  void detail_neverHoldsWhatWasSent() {
    assertThat(Decoding.flaw(with("value", "\"secret\"")).detail()).doesNotContain("secret");
    assertThat(quarantined("{\"participant\":\"a secret\"}").detail()).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "not json | BAD_JSON",
        "7 | BAD_JSON",
        "[] | BAD_JSON",
        "null | BAD_JSON",
        "\"text\" | BAD_JSON",
        "{ | BAD_JSON",
        "{\"participant\":\"P\" | BAD_JSON",
        "{\"participant\":\"P\"} {} | BAD_JSON",
        "{\"participant\":\"P\"}x | BAD_JSON",
        "{\"participant\":\"P\",} | BAD_JSON",
        "{participant:\"P\"} | BAD_JSON",
        "{'participant':'P'} | BAD_JSON",
        "{\"participant\":\"P\",\"value\":01} | BAD_JSON",
        "{\"participant\":\"P\",\"value\":+1} | BAD_JSON",
        "{\"participant\":\"P\",\"value\":.5} | BAD_JSON",
        "{\"participant\":\"P\",\"value\":5.} | BAD_JSON",
        "{\"participant\":\"P\",\"value\":0x1} | BAD_JSON",
        "{\"participant\":\"P\",\"value\":True} | BAD_JSON",
        "{\"participant\":\"P\",\"x\":\"\\q\"} | BAD_JSON",
        "{} | MISSING_FIELD",
        "{\"device\":\"w\"} | MISSING_FIELD",
        "{\"participant\":null} | MISSING_FIELD",
        "{\"participant\":7} | BAD_ID",
        "{\"participant\":\"\"} | BAD_ID",
        "{\"participant\":\"a b\"} | BAD_ID",
        "{\"participant\":\"a/b\"} | BAD_ID",
        "{\"participant\":\"a\\u0000\"} | BAD_ID",
        "{\"participant\":[\"a\"]} | BAD_ID",
        "{\"study\":7,\"participant\":\"P\"} | BAD_ID",
        "{\"study\":\"\",\"participant\":\"P\"} | BAD_ID",
        "{\"study\":\"a\\u007cb\",\"participant\":\"P\"} | BAD_ID",
        "{\"participant\":\"P\",\"participant\":\"Q\"} | DUPLICATE_FIELD",
        "{\"participant\":\"P\",\"value\":1,\"value\":1} | DUPLICATE_FIELD",
        "{\"participant\":\"P\",\"time\":1,\"t\\u0069me\":2} | DUPLICATE_FIELD",
      })
  void record_withoutAParticipant_isRefusedByIngest(String record, Refusal reason) {
    Quarantined refused = quarantined(record);
    assertThat(refused.reason()).isEqualTo(reason);
    assertThat(refused.bytes()).isEqualTo(record.getBytes(StandardCharsets.UTF_8));
    assertThat(refused.offset()).isEqualTo(17);
    assertThat(refused.receivedMicros()).isEqualTo(Decoding.RECEIVED);
  }

  @Test
  void quarantined_namesStudyAndParticipant_whereTheyAreSure() {
    Quarantined twice = quarantined("{\"participant\":\"P\",\"value\":1,\"value\":1}");
    assertThat(twice.study()).isEqualTo("default");
    assertThat(twice.participant()).isEqualTo("P");
    Quarantined ambiguous = quarantined("{\"participant\":\"P\",\"participant\":\"P\"}");
    assertThat(ambiguous.participant()).isNull();
    Quarantined studyless = quarantined("{\"study\":\" \",\"participant\":\"P\"}");
    assertThat(studyless.study()).isNull();
    assertThat(studyless.participant()).isEqualTo("P");
  }

  @Test
  void idOf64Characters_isTaken_oneOf65IsNot() {
    String longest = "a".repeat(64);
    String record = "{\"participant\":\"" + longest + "\"}";
    assertThat(Decoding.batch(record).size()).isEqualTo(1);
    assertThat(quarantined(record.replace(longest, longest + "a")).reason())
        .isEqualTo(Refusal.BAD_ID);
    assertThat(quarantined(record.replace(longest, "a".repeat(1000))).reason())
        .isEqualTo(Refusal.BAD_ID);
  }

  @Test
  void bytesThatAreNotUtf8_areRefused() {
    byte[] good = "{\"participant\":\"P\",\"x\":\"??\"}".getBytes(StandardCharsets.UTF_8);
    int at = good.length - 4;
    int[][] bad = {{0xC0, 0x80}, {0xED, 0xA0}, {0xFF, 0x20}, {0xE4, 0x20}, {0x20, 0x80}};
    for (int[] pair : bad) {
      byte[] record = good.clone();
      record[at] = (byte) pair[0];
      record[at + 1] = (byte) pair[1];
      assertThat(Decoding.quarantined(record).reason()).isEqualTo(Refusal.BAD_JSON);
    }
    String text = "{\"participant\":\"P\"}";
    for (var charset :
        new java.nio.charset.Charset[] {
          StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16
        }) {
      assertThat(Decoding.quarantined(text.getBytes(charset)).reason()).isEqualTo(Refusal.BAD_JSON);
    }
    assertThat(quarantined("\uFEFF" + text).reason()).isEqualTo(Refusal.BAD_JSON);
  }

  @Test
  void recordOver1MiB_isTooLarge_andKept() {
    String record = "{\"participant\":\"P\",\"x\":\"" + "x".repeat(1 << 20) + "\"}";
    Quarantined refused = quarantined(record);
    assertThat(refused.reason()).isEqualTo(Refusal.TOO_LARGE);
    assertThat(refused.length()).isEqualTo(record.length());
    String largest = record.substring(0, (1 << 20) - 2) + "\"}";
    assertThat(Decoding.batch(largest).size()).isEqualTo(1);
  }

  @Test
  void deepNesting_isRefused_ratherThanFollowed() {
    String shallow = "{\"participant\":\"P\",\"x\":" + "[".repeat(99) + "]".repeat(99) + "}";
    assertThat(Decoding.batch(shallow).size()).isEqualTo(1);
    String deep = "{\"participant\":\"P\",\"x\":" + "[".repeat(500_000) + "]".repeat(500_000) + "}";
    assertThat(quarantined(deep).reason()).isEqualTo(Refusal.BAD_JSON);
  }

  @Test
  void hugeNumbers_costLittle() {
    String digits = "9".repeat(1_000_000);
    assertThat(Decoding.flaw(with("value", digits)).reason()).isEqualTo(Refusal.NOT_FINITE);
    assertThat(Decoding.flaw(with("time", digits)).reason()).isEqualTo(Refusal.BAD_TIME);
    assertThat(Decoding.flaw(with("duration_s", digits)).reason()).isEqualTo(Refusal.BAD_DURATION);
  }

  @Test
  void emptyRecord_isRefused_withAndWithoutAValue() {
    assertThat(Decoding.quarantined(new byte[0]).reason()).isEqualTo(Refusal.EMPTY_RECORD);
    SliceDecoder decoder = new SliceDecoder(DecodeSettings.STANDARD);
    Slice slice = Decoding.slice(decoder);
    slice.add(decoder.emptyRow(), 17, Decoding.RECEIVED);
    Quarantined tombstone = slice.quarantined().getFirst();
    assertThat(tombstone.reason()).isEqualTo(Refusal.EMPTY_RECORD);
    assertThat(tombstone.length()).isZero();
  }

  private static Quarantined quarantined(String record) {
    return Decoding.quarantined(record.getBytes(StandardCharsets.UTF_8));
  }

  /** A good record with one field replaced, added, or (without a value) left out. */
  @SuppressWarnings("NullAway") // an empty cell of the table is null
  private static String with(String field, String value) {
    String[][] good = {
      {"device", "\"w\""}, {"channel", "\"heart_rate\""}, {"time", "1760000000123"}, {"value", "72"}
    };
    StringBuilder record = new StringBuilder("{\"participant\":\"P\"");
    boolean replaced = false;
    for (String[] each : good) {
      boolean here = each[0].equals(field);
      replaced |= here;
      String written = here ? value : each[1];
      if (written != null) {
        record.append(",\"").append(each[0]).append("\":").append(written);
      }
    }
    if (!replaced) {
      record.append(",\"").append(field).append("\":").append(value);
    }
    return record.append('}').toString();
  }
}
