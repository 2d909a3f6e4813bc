package io.zeitgeber.service.decode;

import static io.zeitgeber.service.decode.Decoding.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Extra;
import io.zeitgeber.participant.observation.Source;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every form of an observation that the contract names. */
final class ObservationFormsTest {
  private static final String HEAD = "{\"participant\":\"P001\",\"device\":\"watch-1\",";

  @Test
  void sample_asInTheContract_isDecoded() {
    String record =
        "{\"study\":\"S1\",\"participant\":\"P001\",\"device\":\"watch-1\","
            + "\"channel\":\"heart_rate\",\"time\":1760000000123,\"value\":72}";
    SliceDecoder decoder = new SliceDecoder(DecodeSettings.STANDARD);
    Slice slice = Decoding.slice(decoder);
    slice.add(decoder.decode(Decoding.bytes(record)), 17, Decoding.RECEIVED);
    Share share = slice.shares().getFirst();
    assertThat(share.study()).isEqualTo("S1");
    assertThat(share.participant()).isEqualTo("P001");
    Batch batch = share.parts().getFirst();
    assertThat(batch.size()).isEqualTo(1);
    assertThat(batch.topicId()).isEqualTo(Decoding.PLACE.topicId());
    assertThat(batch.topic()).isEqualTo("observations");
    assertThat(batch.partition()).isEqualTo(3);
    assertThat(batch.logAppendTime()).isFalse();
    assertThat(batch.offsets()).containsExactly(17);
    assertThat(batch.receivedMicros()).containsExactly(Decoding.RECEIVED);
    assertThat(batch.sources()).containsExactly(new Source("watch-1", "heart_rate"));
    assertThat(batch.sourceOf()).containsExactly(0);
    assertThat(batch.deviceMicros()).containsExactly(1_760_000_000_123_000L);
    assertThat(batch.values()).containsExactly(72);
    assertThat(batch.durationMicros()).isNull();
    assertThat(batch.codes()).isNull();
    assertThat(batch.rateHz()).isNull();
    assertThat(batch.extras()).isNull();
    assertThat(batch.flaws()).isNull();
    assertThat(batch.originals().of(17)).isEqualTo(record.getBytes(StandardCharsets.UTF_8));
    assertThat(batch.originals().of(18)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "{\"participant\":\"P001\", default",
    "{\"study\":null;\"participant\":\"P001\", default",
    "{\"study\":\"S-2\";\"participant\":\"P001\", S-2",
  })
  void study_absentOrNull_isDefault(String head, String study) {
    String record =
        head.replace(';', ',')
            + ",\"device\":\"w\",\"channel\":\"heart_rate\",\"time\":1,\"value\":1}";
    SliceDecoder decoder = new SliceDecoder(DecodeSettings.STANDARD);
    Slice slice = Decoding.slice(decoder);
    slice.add(decoder.decode(Decoding.bytes(record)), 17, Decoding.RECEIVED);
    assertThat(slice.shares().getFirst().study()).isEqualTo(study);
  }

  @Test
  void shorthand_isAHeartRateSample() {
    Batch batch = batch(HEAD + "\"time\":1760000000123,\"bpm\":72}");
    assertThat(batch.sources()).containsExactly(new Source("watch-1", "heart_rate"));
    assertThat(batch.values()).containsExactly(72);
    assertThat(batch.flaws()).isNull();
  }

  @Test
  void bpm_besideAChannel_isAnUnknownField() {
    Batch batch = batch(HEAD + "\"channel\":\"ecg_rate\",\"time\":1,\"bpm\": 72 ,\"value\":3}");
    assertThat(batch.values()).containsExactly(3);
    assertThat(extra(batch).unknown()).isEqualTo("{\"bpm\": 72}");
  }

  @Test
  void interval_keepsItsDuration() {
    Batch batch =
        batch(HEAD + "\"channel\":\"steps\",\"time\":1000,\"duration_s\":60.5,\"value\":12}");
    assertThat(batch.durationMicros()).containsExactly(60_500_000);
    assertThat(batch.values()).containsExactly(12);
  }

  @Test
  void state_keepsItsCode() {
    Batch batch =
        batch(HEAD + "\"channel\":\"sleep_stage\",\"time\":1,\"duration_s\":30,\"code\":\"REM\"}");
    assertThat(batch.codes()).containsExactly("REM");
    assertThat(batch.durationMicros()).containsExactly(30_000_000);
    assertThat(batch.values()).isEmpty();
    assertThat(batch.flaws()).isNull();
  }

  @Test
  void vector_liesComponentByComponent() {
    Batch batch = batch(HEAD + "\"channel\":\"acceleration\",\"time\":1,\"value\":[0.1,-2, 3e0]}");
    assertThat(batch.values()).containsExactly(0.1, -2, 3);
    assertThat(batch.valueStart()).containsExactly(0, 3);
    assertThat(batch.rateHz()).isNull();
  }

  @Test
  void chunk_keepsRateAndValues() {
    Batch batch =
        batch(HEAD + "\"channel\":\"ppg\",\"time\":1,\"rate_hz\":32,\"values\":[1,2.5,-3]}");
    assertThat(batch.rateHz()).containsExactly(32);
    assertThat(batch.values()).containsExactly(1, 2.5, -3);
  }

  @Test
  void chunkOfVectors_liesSampleAfterSample() {
    Batch batch =
        batch(
            HEAD
                + "\"channel\":\"acceleration\",\"time\":1,\"rate_hz\":32.5,"
                + "\"values\":[[1,2,3],[4,5,6]]}");
    assertThat(batch.rateHz()).containsExactly(32.5);
    assertThat(batch.values()).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @ParameterizedTest
  @CsvSource({
    "1760000000123, 1760000000123000",
    "0, 0",
    "-1, -1000",
    "1760000000123.4, 1760000000123400",
    "1760000000123.4567, 1760000000123456",
    "1760000000123.9999999, 1760000000123999",
    "-0.0001, -1",
    "-1.0005, -1001",
    "1.760000000123e12, 1760000000123000",
    "0.1, 100",
    "4503599627370.496, 4503599627370496",
    "-4503599627370.496, -4503599627370496",
    "\"2025-10-09T08:53:20.123Z\", 1760000000123000",
    "\"2025-10-09t10:53:20.123456789+02:00\", 1760000000123456",
    "\"2025-10-09 08:53:20z\", 1760000000000000",
    "\"2025-10-08T22:53:20.5-10:00\", 1760000000500000",
    "\"1969-12-31T23:59:59.9999999Z\", -1",
    "\"1970-01-01T00:00:00-00:00\", 0",
    "\"2000-02-29T00:00:00Z\", 951782400000000",
    "\"2030-01-01T00:00:00Z\", 1893456000000000",
  })
  void time_isExactToTheMicrosecond_andCutTowardsThePast(String time, long micros) {
    Batch batch = batch(HEAD + "\"channel\":\"heart_rate\",\"time\":" + time + ",\"value\":1}");
    assertThat(batch.flaws()).isNull();
    assertThat(batch.deviceMicros()).containsExactly(micros);
  }

  @Test
  void options_areKept() {
    Batch batch =
        batch(
            HEAD
                + "\"channel\":\"heart_rate\",\"time\":1,\"value\":1,\"sent_at\":2.5,"
                + "\"utc_offset_s\":-3600,\"id\":\"ä-1\",\"unit\":\"beats/min\",\"quality\":0.9,"
                + "\"firmware\":\"2.1\",\"withdrawn\":true}");
    assertThat(batch.sentAtMicros()).containsExactly(2_500);
    assertThat(batch.ids()).containsExactly("ä-1");
    assertThat(extra(batch)).isEqualTo(new Extra("beats/min", "0.9", "2.1", -3600, true, null, 0));
    assertThat(batch.flaws()).isNull();
  }

  @Test
  void options_thatAreNull_areAbsent() {
    Batch batch =
        batch(
            HEAD
                + "\"channel\":\"heart_rate\",\"time\":1,\"value\":1,\"sent_at\":null,\"id\":null,"
                + "\"duration_s\":null,\"rate_hz\":null,\"utc_offset_s\":null,\"unit\":null,"
                + "\"quality\":null,\"firmware\":null,\"withdrawn\":null}");
    assertThat(batch.sentAtMicros()).isNull();
    assertThat(batch.extras()).isNull();
    assertThat(batch.flaws()).isNull();
  }

  @Test
  void withdrawal_needsNoValue() {
    Batch batch =
        batch(HEAD + "\"channel\":\"heart_rate\",\"time\":1,\"id\":\"x\",\"withdrawn\":true}");
    assertThat(batch.flaws()).isNull();
    assertThat(batch.values()).isEmpty();
    assertThat(extra(batch).withdrawn()).isTrue();
  }

  @Test
  void unknownFields_areKeptAsTheyCame() {
    Batch batch =
        batch(
            "{ \"x\" : {\"a\":[1, 2],\"a\":\"\\u00e4\"} ,\"participant\":\"P001\",\"n\":-1.50e+3,"
                + "\"device\":\"w\",\"channel\":\"heart_rate\",\"time\":1,\"value\":1,"
                + "\"s\":\"a,\\\"}ö\",\"t\":true ,\"z\":null }");
    assertThat(extra(batch).unknown())
        .isEqualTo(
            "{\"x\" : {\"a\":[1, 2],\"a\":\"\\u00e4\"},\"n\":-1.50e+3,\"s\":\"a,\\\"}ö\","
                + "\"t\":true,\"z\":null}");
    assertThat(extra(batch).unknownBeyond()).isZero();
    assertThat(batch.flaws()).isNull();
  }

  @Test
  void unknownFields_beyond4KiB_areCounted() {
    String small = "\"s\":1";
    String big = "\"b\":\"" + "x".repeat(4090) + "\"";
    Batch batch =
        batch(
            HEAD
                + "\"channel\":\"heart_rate\",\"time\":1,\"value\":1,"
                + small
                + ","
                + big
                + ","
                + small.replace('s', 't')
                + "}");
    assertThat(extra(batch).unknown()).isEqualTo("{\"s\":1,\"t\":1}");
    assertThat(extra(batch).unknownBeyond()).isEqualTo(big.length());
  }

  @Test
  void order_escapesAndSpace_doNotMatter() {
    Batch batch =
        batch(
            "\n{ \"value\" : 72 , \"time\" : 1760000000123 , \"ch\\u0061nnel\" : \"heart_rate\" ,\t"
                + "\"device\" : \"watch\\u002d1\" , \"participant\" : \"P001\" }\r\n");
    assertThat(batch.sources()).containsExactly(new Source("watch-1", "heart_rate"));
    assertThat(batch.deviceMicros()).containsExactly(1_760_000_000_123_000L);
    assertThat(batch.values()).containsExactly(72);
    assertThat(batch.extras()).isNull();
  }

  @Test
  void directBuffer_isDecodedLikeAnArray_andLeftAsItWas() {
    String record = HEAD + "\"channel\":\"heart_rate\",\"time\":1,\"value\":1}";
    byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length + 7);
    direct.position(3).put(bytes);
    direct.limit(3 + bytes.length).position(3);
    SliceDecoder decoder = new SliceDecoder(DecodeSettings.STANDARD);
    String fate = Decoding.fate(decoder, decoder.decode(direct));
    assertThat(fate).isEqualTo(Decoding.fate(decoder, decoder.decode(ByteBuffer.wrap(bytes))));
    assertThat(direct.position()).isEqualTo(3);
    assertThat(direct.remaining()).isEqualTo(bytes.length);
  }

  private static Extra extra(Batch batch) {
    var extras = batch.extras();
    assertThat(extras).isNotNull();
    Extra extra = extras[0];
    assertThat(extra).isNotNull();
    return extra;
  }
}
