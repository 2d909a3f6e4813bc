package io.zeitgeber.service.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.enrolment.Change;
import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.enrolment.Enrolment.Device;
import io.zeitgeber.participant.enrolment.Enrolment.Limits;
import io.zeitgeber.participant.enrolment.Enrolment.Status;
import io.zeitgeber.participant.observation.Flaw;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EnrolmentDecoderTest {
  private static final Origin ORIGIN = new Origin(new UUID(1, 2), "participants", 0, 9);
  private static final String FULL =
      """
      {"study":"S1","participant":"P001","site":"DE-01","zone":"Europe/Berlin",
       "from":"2026-01-12","until":null,"status":"active",
       "devices":[{"device":"watch-1","kind":"fitbit","from":"2026-01-12T09:00:00+01:00",
         "until":null},{"device":"w2"}],
       "thresholds":{"heart_rate":{"high":110,"low":45},"inter_beat_interval":{"low":null}},
       "by":"coordinator-7","reason":"protocol v2","colour":"blue"}
      """;

  private final EnrolmentDecoder decoder = new EnrolmentDecoder(DecodeSettings.STANDARD);

  @Test
  void record_asInTheContract_isRead() {
    Enrolled enrolled = enrolled(FULL);
    assertThat(enrolled.study()).isEqualTo("S1");
    assertThat(enrolled.participant()).isEqualTo("P001");
    Enrolment read = enrolled.enrolment();
    assertThat(read.flaw()).isNull();
    assertThat(read.origin()).isEqualTo(ORIGIN);
    assertThat(read.receivedMicros()).isEqualTo(77);
    assertThat(read.way()).isEqualTo("topic");
    assertThat(read.by()).isEqualTo("coordinator-7");
    assertThat(read.reason()).isEqualTo("protocol v2");
    assertThat(read.site()).isEqualTo(Change.to("DE-01"));
    assertThat(read.zone()).isEqualTo(Change.to("Europe/Berlin"));
    assertThat(read.from()).isEqualTo(Change.to("2026-01-12"));
    assertThat(read.until()).isEqualTo(Change.cleared());
    assertThat(read.status()).isEqualTo(Change.to(Status.ACTIVE));
    assertThat(read.devices())
        .isEqualTo(
            Change.to(
                List.of(
                    new Device("watch-1", "fitbit", 1_768_204_800_000_000L, null),
                    new Device("w2", null, null, null))));
    assertThat(read.thresholds())
        .containsOnlyKeys("heart_rate", "inter_beat_interval")
        .containsEntry("heart_rate", new Limits(Change.to(110.0), Change.to(45.0)))
        .containsEntry("inter_beat_interval", new Limits(Change.absent(), Change.cleared()));
    assertThat(read.originals().of(9)).isEqualTo(FULL.getBytes(StandardCharsets.UTF_8));
    assertThat(read.originals().of(8)).isNull();
  }

  @Test
  void absentFields_changeNothing() {
    Enrolled enrolled = enrolled("{\"participant\":\"P001\"}");
    assertThat(enrolled.study()).isEqualTo("default");
    Enrolment read = enrolled.enrolment();
    assertThat(read.flaw()).isNull();
    assertThat(read.by()).isNull();
    assertThat(read.site()).isEqualTo(Change.absent());
    assertThat(read.zone()).isEqualTo(Change.absent());
    assertThat(read.from()).isEqualTo(Change.absent());
    assertThat(read.until()).isEqualTo(Change.absent());
    assertThat(read.status()).isEqualTo(Change.absent());
    assertThat(read.devices()).isEqualTo(Change.absent());
    assertThat(read.thresholds()).isEmpty();
  }

  @Test
  void nullFields_returnToTheDefault() {
    Enrolment read =
        enrolled(
                "{\"participant\":\"P\",\"study\":null,\"site\":null,\"zone\":null,\"from\":null,"
                    + "\"until\":null,\"status\":null,\"devices\":null,\"by\":null,"
                    + "\"thresholds\":{\"heart_rate\":null}}")
            .enrolment();
    assertThat(read.flaw()).isNull();
    assertThat(read.site()).isEqualTo(Change.cleared());
    assertThat(read.zone()).isEqualTo(Change.cleared());
    assertThat(read.from()).isEqualTo(Change.cleared());
    assertThat(read.until()).isEqualTo(Change.cleared());
    assertThat(read.status()).isEqualTo(Change.cleared());
    assertThat(read.devices()).isEqualTo(Change.cleared());
    assertThat(read.thresholds())
        .containsEntry("heart_rate", new Limits(Change.cleared(), Change.cleared()));
  }

  @ParameterizedTest
  @CsvSource({"active, ACTIVE", "paused, PAUSED", "completed, COMPLETED", "withdrawn, WITHDRAWN"})
  void status_isReadByItsName(String name, Status status) {
    assertThat(enrolled(with("\"status\":\"" + name + "\"")).enrolment().status())
        .isEqualTo(Change.to(status));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "\"site\":\"a b\" | BAD_ID | site: expected 1 to 64",
        "\"site\":7 | BAD_ID | site: expected",
        "\"zone\":\"Europe/Atlantis\" | BAD_ENROLMENT | zone: expected an IANA name",
        "\"zone\":\"+01:00\" | BAD_ENROLMENT | zone: expected",
        "\"zone\":1 | BAD_ENROLMENT | zone: expected",
        "\"from\":\"12.01.2026\" | BAD_ENROLMENT | from: expected a date",
        "\"from\":\"2026-02-30\" | BAD_ENROLMENT | from: expected a date",
        "\"from\":\"+2026-01-1\" | BAD_ENROLMENT | from: expected a date",
        "\"until\":\"2026-01-12T00:00:00Z\" | BAD_ENROLMENT | until: expected a date",
        "\"from\":\"2026-02-02\",\"until\":\"2026-02-01\" | BAD_ENROLMENT | until: before from",
        "\"status\":\"ACTIVE\" | BAD_ENROLMENT | status: expected active",
        "\"status\":\"gone\" | BAD_ENROLMENT | status: expected active",
        "\"status\":1 | BAD_ENROLMENT | status: expected active",
        "\"devices\":{} | BAD_TYPE | devices: expected a list",
        "\"devices\":[7] | BAD_TYPE | devices[0]: expected an object",
        "\"devices\":[{\"device\":\"w\"},{}] | MISSING_FIELD | devices[1].device: missing",
        "\"devices\":[{\"device\":\"a/b\"}] | BAD_ID | devices[0].device: expected",
        "\"devices\":[{\"device\":\"w\",\"kind\":\" \"}] | BAD_ID | devices[0].kind: expected",
        "\"devices\":[{\"device\":\"w\",\"from\":1}] | BAD_TIME | devices[0].from: expected RFC",
        "\"devices\":[{\"device\":\"w\",\"from\":\"2026-01-01T00:00:00\"}] | TIME_WITHOUT_OFFSET"
            + " | devices[0].from: expected RFC",
        "\"devices\":[{\"device\":\"w\",\"until\":\"9999-01-01T00:00:00Z\"}] | TIME_OUT_OF_RANGE"
            + " | devices[0].until: expected RFC",
        "\"devices\":[{\"device\":\"w\",\"from\":\"2026-01-01T00:00:00Z\","
            + "\"until\":\"2026-01-01T00:00:00Z\"}] | BAD_ENROLMENT | devices[0].until: not after",
        "\"thresholds\":null | BAD_ENROLMENT | thresholds: expected limits name the channels",
        "\"thresholds\":[] | BAD_ENROLMENT | thresholds: expected limits by channel",
        "\"thresholds\":{\"heart rate\":{}} | BAD_ID | thresholds: a channel's name",
        "\"thresholds\":{\"heart_rate\":110} | BAD_TYPE | thresholds.heart_rate: expected an obj",
        "\"thresholds\":{\"hr\":{\"high\":\"110\"}} | BAD_TYPE | thresholds.hr.high: expected a n",
        "\"thresholds\":{\"hr\":{\"low\":NaN}} | NOT_FINITE | thresholds.hr.low: not a finite",
        "\"thresholds\":{\"hr\":{\"low\":1e999}} | NOT_FINITE | thresholds.hr.low: not a finite",
        "\"by\":7 | BAD_TYPE | by: expected text",
        "\"reason\":\"\" | BAD_TYPE | reason: expected text",
        "\"reason\":\"a\\u0000b\" | BAD_TYPE | reason: expected text",
      })
  void field_withoutMeaning_flawsTheWholeRecord(String field, Refusal reason, String detail) {
    Flaw flaw = enrolled(with(field)).enrolment().flaw();
    assertThat(flaw).isNotNull();
    assertThat(flaw.reason()).isEqualTo(reason);
    assertThat(flaw.detail()).startsWith(detail);
  }

  @Test
  void moreDevicesThanAParticipantMayHave_areAFlaw() {
    String device = "{\"device\":\"w\"}";
    assertThat(enrolled(with("\"devices\":[" + device + ("," + device).repeat(31) + "]")))
        .satisfies(enrolled -> assertThat(enrolled.enrolment().flaw()).isNull());
    Flaw flaw =
        enrolled(with("\"devices\":[" + device + ("," + device).repeat(32) + "]"))
            .enrolment()
            .flaw();
    assertThat(flaw).isNotNull();
    assertThat(flaw.reason()).isEqualTo(Refusal.TOO_MANY_DEVICES);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        " | EMPTY_RECORD",
        "{ | BAD_JSON",
        "[] | BAD_JSON",
        "{\"participant\":\"P\"}{} | BAD_JSON",
        "{\"participant\":\"P\",\"by\":\"\\q\"} | BAD_JSON",
        "{} | MISSING_FIELD",
        "{\"participant\":null} | MISSING_FIELD",
        "{\"participant\":7} | BAD_ID",
        "{\"participant\":\"a b\"} | BAD_ID",
        "{\"study\":\"\",\"participant\":\"P\"} | BAD_ID",
        "{\"participant\":\"P\",\"participant\":\"P\"} | DUPLICATE_FIELD",
        "{\"participant\":\"P\",\"thresholds\":{\"hr\":{},\"hr\":{}}} | DUPLICATE_FIELD",
      })
  void record_withoutAParticipant_isForTheQuarantine(String record, Refusal reason) {
    byte[] bytes = record == null ? null : record.getBytes(StandardCharsets.UTF_8);
    EnrolmentFate fate = decoder.decode(bytes, ORIGIN, 77);
    assertThat(fate).isInstanceOf(Quarantined.class);
    Quarantined quarantined = (Quarantined) fate;
    assertThat(quarantined.reason()).isEqualTo(reason);
    assertThat(quarantined.offset()).isEqualTo(9);
    assertThat(quarantined.receivedMicros()).isEqualTo(77);
    assertThat(quarantined.bytes()).isEqualTo(bytes == null ? new byte[0] : bytes);
  }

  @Test
  void hostileRecords_areRefused_notThrownAt() {
    for (String value :
        new String[] {
          "[".repeat(100_000),
          "9".repeat(100_000),
          "\"" + "x".repeat(2_000_000) + "\"",
          "1e99999999"
        }) {
      EnrolmentFate fate =
          decoder.decode(
              ("{\"participant\":\"P\",\"x\":" + value + "}").getBytes(StandardCharsets.UTF_8),
              ORIGIN,
              77);
      assertThat(fate).isInstanceOfAny(Quarantined.class, Enrolled.class);
    }
    RecordGenerator records = new RecordGenerator(5);
    for (int i = 0; i < 20_000; i++) {
      assertThat(decoder.decode(records.nextMutated(), ORIGIN, i)).isNotNull();
    }
  }

  private Enrolled enrolled(String record) {
    EnrolmentFate fate = decoder.decode(record.getBytes(StandardCharsets.UTF_8), ORIGIN, 77);
    assertThat(fate).as(record).isInstanceOf(Enrolled.class);
    return (Enrolled) fate;
  }

  private static String with(String field) {
    return "{\"participant\":\"P001\"," + field + "}";
  }
}
