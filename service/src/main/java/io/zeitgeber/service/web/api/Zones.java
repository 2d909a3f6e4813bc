package io.zeitgeber.service.web.api;

import com.google.protobuf.Message;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** Which zone is local to a row. */
final class Zones {
  private final Optional<ZoneId> asked;

  Zones(Optional<ZoneId> asked) {
    this.asked = asked;
  }

  /** What the row itself says, else what was asked for, else UTC. */
  ZoneId of(List<Message> row) {
    for (Message each : row) {
      String zone = CsvAnswer.text(each, "zone");
      if (!zone.isEmpty()) {
        return ZoneId.of(zone);
      }
    }
    return asked.orElse(ZoneId.of("UTC"));
  }
}
