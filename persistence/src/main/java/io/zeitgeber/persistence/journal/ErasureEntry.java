package io.zeitgeber.persistence.journal;

import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.Custody;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.participant.step.Step;
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
   * @param entity {@code study/participant}
   * @param erase the input, from what is left of the participant
   * @return false where the journal says so already, or never knew the participant
   */
  public static boolean append(
      Connection connection,
      String code,
      DataKey instance,
      Function<String, Protocol> protocols,
      String entity,
      Function<Participant, Custody.Erase> erase)
      throws SQLException {
    Left left = left(connection, entity);
    if (left.sequence == 0 || left.isErased) {
      return false;
    }
    Protocol protocol = protocols.apply(left.protocol);
    String study = entity.substring(0, entity.indexOf('/'));
    String participant = entity.substring(study.length() + 1);
    Participant remainder =
        Participant.erased(
            study, participant, protocol, left.records, List.copyOf(left.lasts.values()));
    Custody.Erase input = erase.apply(remainder);
    StoredEntry entry =
        new EntryCodec(code)
            .encode(
                Sealing.withInstance(instance),
                study,
                participant,
                left.sequence + 1,
                left.digest,
                protocol,
                input,
                Step.step(remainder, input).facts());
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
