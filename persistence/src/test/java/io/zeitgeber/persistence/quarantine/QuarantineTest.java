package io.zeitgeber.persistence.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.persistence.database.Postgres;
import io.zeitgeber.persistence.database.Rows;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class QuarantineTest {
  private static Postgres postgres;
  private static Quarantine quarantine;
  private final UUID topicId = UUID.randomUUID();

  @BeforeAll
  static void migrate() {
    postgres = Postgres.database(QuarantineTest.class);
    quarantine = new Quarantine(postgres.service());
  }

  @Test
  void record_refusedTwice_keepsItsFirstFate() {
    quarantine.write(List.of(record(1, "BAD_JSON", new byte[] {1, 2})));
    quarantine.write(List.of(record(1, "BAD_ID", new byte[] {3}), record(2, "BAD_ID", null)));
    assertThat(rows("\"offset\", index, reason, length, bytes, refused_by"))
        .containsExactly("1|0|BAD_JSON|2|\\x0102|ingest", "2|0|BAD_ID|0|null|ingest");
  }

  @Test
  void rubbish_isStoredAsFarAsItCan() {
    quarantine.write(
        List.of(
            new QuarantinedRecord(
                new Origin(topicId, "t", 0, 1),
                "BAD_ID",
                "participant: \0\uD800",
                "a\0b",
                null,
                5,
                3,
                new byte[3])));
    assertThat(rows("detail, study, participant"))
        .containsExactly("participant: \uFFFD\uFFFD|a\uFFFDb|null");
  }

  @Test
  void tooLargeRecord_keepsItsLengthAndItsFirstSixteenMegabytes() {
    byte[] bytes = new byte[Quarantine.MAX_BYTES + 10];
    quarantine.write(List.of(record(1, "TOO_LARGE", bytes)));
    assertThat(rows("length, length(bytes)"))
        .containsExactly(bytes.length + "|" + Quarantine.MAX_BYTES);
  }

  @Test
  void thousandsOfRecords_areWrittenTogether() {
    quarantine.write(
        LongStream.range(0, 3_000)
            .mapToObj(offset -> record(offset, "BAD_JSON", new byte[20]))
            .toList());
    assertThat(rows("1")).hasSize(3_000);
  }

  @Test
  void bytesOfNobody_areForgottenAfterTheirTime_andTheRestStays() {
    quarantine.write(
        List.of(
            record(1, "BAD_ID", new byte[] {1}),
            record(2, "BAD_ID", new byte[] {2}),
            record(3, "BAD_ID", new byte[] {3})));
    // The database's clock can't be set; what it noted can, by its superuser.
    written(1, "*", 91);
    written(2, "*", 89);
    written(3, "S1/P1", 400);
    assertThat(quarantine.forget(90)).isEqualTo(1);
    assertThat(rows("\"offset\", reason, length, bytes"))
        .containsExactly("1|BAD_ID|1|null", "2|BAD_ID|1|\\x02", "3|BAD_ID|1|\\x03");
    assertThat(quarantine.forget(90)).as("once").isZero();
  }

  private void written(long offset, String sealedBy, int daysAgo) {
    Rows.of(
        postgres.superuser(),
        "update zeitgeber.quarantine set sealed_by = '%s', written_at = now() - interval '%d days'"
                .formatted(sealedBy, daysAgo)
            + " where topic_id = '%s' and \"offset\" = %d returning 1".formatted(topicId, offset));
  }

  private QuarantinedRecord record(long offset, String reason, byte @Nullable [] bytes) {
    return new QuarantinedRecord(
        new Origin(topicId, "observations", 0, offset),
        reason,
        "detail",
        null,
        null,
        5,
        bytes == null ? 0 : bytes.length,
        bytes);
  }

  private List<String> rows(String columns) {
    return Rows.of(
        postgres.service(),
        "select "
            + columns
            + " from zeitgeber.quarantine where topic_id = '"
            + topicId
            + "' order by \"offset\"");
  }
}
