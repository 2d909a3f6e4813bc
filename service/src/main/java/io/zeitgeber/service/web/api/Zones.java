package io.zeitgeber.service.web.api;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which zone is local to a row. */
final class Zones {
  private static final int DEEPEST = 3;

  private final Optional<ZoneId> asked;
  private final Map<String, ZoneId> byParticipant;

  /**
   * @param asked for rows that say nothing
   * @param byParticipant where each participant lives, as far as it is known
   */
  Zones(Optional<ZoneId> asked, Map<String, ZoneId> byParticipant) {
    this.asked = asked;
    this.byParticipant = byParticipant;
  }

  /**
   * What the row itself says, else what was asked for, else where its participant lives, or UTC.
   */
  ZoneId of(List<Message> row) {
    for (Message each : row) {
      String zone = CsvAnswer.text(each, "zone");
      if (!zone.isEmpty()) {
        return ZoneId.of(zone);
      }
    }
    return asked.orElseGet(() -> byParticipant.getOrDefault(participant(row), ZoneId.of("UTC")));
  }

  private static String participant(List<Message> row) {
    return row.stream()
        .map(each -> participant(each, DEEPEST))
        .filter(each -> !each.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String participant(Message message, int deep) {
    String own = CsvAnswer.text(message, "participant");
    if (!own.isEmpty() || deep == 0) {
      return own;
    }
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
          && !field.isRepeated()
          && message.hasField(field)) {
        String inner = participant((Message) message.getField(field), deep - 1);
        if (!inner.isEmpty()) {
          return inner;
        }
      }
    }
    return "";
  }
}
