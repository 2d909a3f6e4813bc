package io.zeitgeber.service.web.api;

import com.google.protobuf.Message;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which zone is local to a row. */
final class Zones {
  private final Optional<CsvColumn> own;
  private final Optional<CsvColumn> participant;
  private final Optional<ZoneId> asked;
  private final Map<String, ZoneId> byParticipant;

  /**
   * @param columns of the rows
   * @param asked for rows that say nothing
   * @param byParticipant where each participant lives, as far as it is known
   */
  Zones(List<CsvColumn> columns, Optional<ZoneId> asked, Map<String, ZoneId> byParticipant) {
    this.own = named(columns, "zone");
    this.participant = named(columns, "participant");
    this.asked = asked;
    this.byParticipant = byParticipant;
  }

  private static Optional<CsvColumn> named(List<CsvColumn> columns, String field) {
    return columns.stream().filter(it -> it.path().getLast().getName().equals(field)).findFirst();
  }

  /** A zone by its name; nothing where this JVM does not know it. */
  static Optional<ZoneId> known(String name) {
    try {
      return name.isEmpty() ? Optional.empty() : Optional.of(ZoneId.of(name));
    } catch (DateTimeException unknown) {
      return Optional.empty();
    }
  }

  /**
   * What the row itself says, else what was asked for, else where its participant lives, or UTC.
   */
  ZoneId of(List<Message> row) {
    return own.flatMap(it -> known(it.text(row, ZoneOffset.UTC)))
        .or(() -> asked)
        .or(() -> participant.map(it -> byParticipant.get(it.text(row, ZoneOffset.UTC))))
        .orElse(ZoneOffset.UTC);
  }
}
