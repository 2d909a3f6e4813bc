package io.zeitgeber.service.query;

import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.service.query.v1.HeldBack;
import io.zeitgeber.service.query.v1.ListHeldBackRequest;
import io.zeitgeber.service.query.v1.ListHeldBackResponse;
import io.zeitgeber.service.query.v1.Origin;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The quarantine, for looking through: never the bytes, which may hold what nobody may see. */
final class HeldBackStore {
  private static final String PAGE =
      """
      select reason, detail, coalesce(study, ''), coalesce(participant, ''), topic, partition,
        "offset", received_micros, length, refused_by, topic_id, index
      from zeitgeber.quarantine
      where study = ? and (? = '' or reason = ?)
        and (? or (received_micros, topic_id, partition, "offset", index) < (?, ?, ?, ?, ?))
      order by received_micros desc, topic_id desc, partition desc, "offset" desc, index desc
      limit ?\
      """;

  private final Database database;

  HeldBackStore(Sources sources) {
    this.database = new Database(sources.database());
  }

  private record Placed(HeldBack record, List<String> place) {}

  ListHeldBackResponse records(ListHeldBackRequest request) {
    String study = Asked.study(request.getStudy());
    String reason = request.getReason().isEmpty() ? "" : Asked.id("reason", request.getReason());
    int size = Asked.page(request.getPageSize());
    List<String> after = Asked.token("page_token", request.getPageToken(), 5);
    List<Placed> page =
        Rows.of(
            database,
            PAGE,
            HeldBackStore::placed,
            study,
            reason,
            reason,
            after.isEmpty(),
            number(after, 0),
            after.isEmpty() ? new UUID(0, 0) : uuid(after.get(1)),
            (int) number(after, 2),
            number(after, 3),
            (int) number(after, 4),
            size + 1);
    ListHeldBackResponse.Builder response = ListHeldBackResponse.newBuilder();
    page.stream().limit(size).forEach(each -> response.addRecords(each.record()));
    if (page.size() > size) {
      response.setNextPageToken(Asked.token(page.get(size - 1).place()));
    }
    return response.build();
  }

  private static Placed placed(ResultSet row) throws SQLException {
    HeldBack record =
        HeldBack.newBuilder()
            .setReason(row.getString(1))
            .setDetail(row.getString(2))
            .setStudy(row.getString(3))
            .setParticipant(row.getString(4))
            .setOrigin(
                Origin.newBuilder()
                    .setTopic(row.getString(5))
                    .setPartition(row.getInt(6))
                    .setOffset(row.getLong(7)))
            .setReceivedAt(StateProto.time(row.getLong(8)))
            .setLengthBytes(row.getInt(9))
            .setRefusedBy(row.getString(10))
            .build();
    List<String> place = new ArrayList<>();
    for (int column : new int[] {8, 11, 6, 7, 12}) {
      place.add(row.getString(column));
    }
    return new Placed(record, place);
  }

  private static long number(List<String> place, int at) {
    try {
      return place.isEmpty() ? 0 : Long.parseLong(place.get(at));
    } catch (NumberFormatException broken) {
      throw Failures.badField("page_token", "not one that was handed out");
    }
  }

  private static UUID uuid(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException broken) {
      throw Failures.badField("page_token", "not one that was handed out");
    }
  }
}
