package io.zeitgeber.persistence.journal;

import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.Custody;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.participant.step.Step;
import io.zeitgeber.persistence.erasure.Erasure;
import io.zeitgeber.persistence.key.DataKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The entry that says that all before it was erased. It is made of clear headers alone, so that it
 * can be made where the key is gone already, as after the restore of a backup.
 */
public final class ErasureEntry {
  private static final int FETCH = 500;

  private ErasureEntry() {}

  /**
   * Appends the entry, inside a transaction that is open. The participant's actor, if it lives,
   * loses its place and comes back without a key.
   *
   * @return false where the journal says so already, or never knew the participant
   */
  public static boolean append(
      Connection connection,
      String code,
      DataKey instance,
      Function<String, Protocol> protocols,
      Erasure erasure)
      throws SQLException {
    Left left = left(connection, erasure.entity());
    if (left.sequence == 0 || left.isErased) {
      return false;
    }
    Protocol protocol = protocols.apply(left.protocol);
    Participant remainder =
        Participant.erased(
            erasure.study(),
            erasure.participant(),
            protocol,
            left.records,
            List.copyOf(left.lasts.values()));
    Custody.Erase erase =
        new Custody.Erase(
            erasure.by(),
            erasure.approvers(),
            erasure.reason(),
            erasure.erasedMicros(),
            remainder);
    StoredEntry entry =
        new EntryCodec(code)
            .encode(
                Sealing.withInstance(instance),
                erasure.study(),
                erasure.participant(),
                left.sequence + 1,
                left.digest,
                protocol,
                erase,
                Step.step(remainder, erase).facts());
    insert(connection, entry);
    return true;
  }

  private static void insert(Connection connection, StoredEntry entry) throws SQLException {
    WriteGroup group = WriteGroup.of(List.of(entry), UUID.randomUUID());
    Map<WriteGroup, RefusedRow> refused =
        new JournalTable().insert(connection, Generations.check(connection), List.of(group));
    if (!refused.isEmpty()) {
      throw new SQLException("the participant went on meanwhile; try again", "40001");
    }
  }

  private static Left left(Connection connection, String entity) throws SQLException {
    Left left = new Left();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select sequence, payload, digest from zeitgeber.journal where entity = ?"
                + " order by sequence")) {
      select.setString(1, entity);
      select.setFetchSize(FETCH);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          left.add(row.getLong(1), EntryCodec.decodeHeader(row.getBytes(2)), row.getBytes(3));
        }
      }
    }
    return left;
  }

  /** What the clear headers say. */
  private static final class Left {
    long sequence;
    byte[] digest = StoredEntry.noDigest();
    String protocol = "";
    long records;
    boolean isErased;
    final Map<String, Origin> lasts = new LinkedHashMap<>();

    void add(long at, EntryHeader header, byte[] digestAt) {
      sequence = at;
      digest = digestAt;
      protocol = header.protocol();
      isErased |= header.kind() == EntryHeader.Kind.ERASE;
      @Nullable RecordsTaken taken = header.records();
      if (taken != null && taken.count() > 0) {
        records += taken.count();
        Origin last = taken.origin(taken.count() - 1);
        lasts.put(last.topicId() + "-" + last.partition(), last);
      }
    }
  }
}
