package io.zeitgeber.service.chaos;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.participant.step.Step;
import io.zeitgeber.persistence.journal.Entry;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.PastEntries;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.key.KeyRing;
import io.zeitgeber.persistence.protocol.ProtocolText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a journal says of each participant, freed from how slices were cut. */
final class History {
  private final Map<String, List<Entry>> entries = new TreeMap<>();
  private final Map<String, Protocol> protocols = new HashMap<>();
  private final KeyRing keys;

  private History(KeyRing keys) {
    this.keys = keys;
  }

  /** Reads a whole journal, and checks its chain. */
  static History of(Infrastructure at, String database) throws SQLException {
    History history = new History(at.keys(database));
    try (Connection connection = at.connect(database)) {
      history.readProtocols(connection);
      history.readKeys(connection);
      history.readEntries(connection);
    }
    return history;
  }

  private void readProtocols(Connection connection) throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement("select digest, text from zeitgeber.protocols");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        protocols.put(rows.getString(1), ProtocolText.parse(rows.getString(2)).core());
      }
    }
  }

  /** All at once: one by one each would take a connection of its own. */
  private void readKeys(Connection connection) throws SQLException {
    List<String> entities = new ArrayList<>();
    try (PreparedStatement statement =
            connection.prepareStatement("select distinct entity from zeitgeber.journal");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        entities.add(rows.getString(1));
      }
    }
    keys.prepare(entities);
  }

  private void readEntries(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select entity, sequence, payload, digest, outbound from zeitgeber.journal"
                + " order by entity, sequence")) {
      statement.setFetchSize(500);
      byte[] before = StoredEntry.noDigest();
      String entity = "";
      List<StoredEntry> stored = new ArrayList<>();
      PastEntries past =
          new PastEntries(
              (_, from, to) ->
                  List.copyOf(stored.subList(Math.toIntExact(from - 1), Math.toIntExact(to))));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          if (!entity.equals(rows.getString(1))) {
            entity = rows.getString(1);
            stored.clear();
            before = StoredEntry.noDigest();
          }
          StoredEntry next =
              new StoredEntry(
                  entity,
                  rows.getLong(2),
                  rows.getBytes(3),
                  rows.getBytes(4),
                  rows.getBoolean(5),
                  null,
                  0,
                  0,
                  0);
          EntryCodec.verify(before, next);
          before = next.digest();
          stored.add(next);
          entries
              .computeIfAbsent(entity, _ -> new ArrayList<>())
              .add(EntryCodec.decode(next.payload(), this::protocol, keys, past.with(keys)));
        }
      }
    }
  }

  private Protocol protocol(String digest) {
    return Objects.requireNonNull(protocols.get(digest), digest);
  }

  int rows() {
    return entries.values().stream().mapToInt(List::size).sum();
  }

  /** Every record taken, by participant: its origin, times and values. */
  Map<String, List<String>> observations() {
    Map<String, List<String>> all = new TreeMap<>();
    entries.forEach(
        (entity, steps) -> {
          List<String> records = new ArrayList<>();
          for (Entry step : steps) {
            if (step.input() instanceof Input.Observed(Batch batch)) {
              for (int row = 0; row < batch.size(); row++) {
                records.add(record(batch, row));
              }
            }
          }
          all.put(entity, records);
        });
    return all;
  }

  private static String record(Batch batch, int row) {
    StringBuilder text = new StringBuilder(96);
    text.append(batch.topicId()).append(' ').append(batch.partition()).append(' ');
    text.append(batch.offsets()[row]).append(' ').append(batch.receivedMicros()[row]);
    text.append(' ').append(batch.deviceMicros()[row]);
    for (int at = batch.valueStart()[row]; at < batch.valueStart()[row + 1]; at++) {
      text.append(' ').append(batch.values()[at]);
    }
    return text.toString();
  }

  /** The identity of every record in the journal: topic id, partition, offset. */
  List<String> origins() {
    List<String> origins = new ArrayList<>();
    for (List<Entry> steps : entries.values()) {
      for (Entry step : steps) {
        if (step.input() instanceof Input.Observed(Batch batch)) {
          for (long offset : batch.offsets()) {
            origins.add(batch.topicId() + " " + batch.partition() + " " + offset);
          }
        }
      }
    }
    return origins;
  }

  /** The partitions that records came from. */
  Set<Integer> partitions() {
    Set<Integer> partitions = new TreeSet<>();
    for (List<Entry> steps : entries.values()) {
      for (Entry step : steps) {
        if (step.input() instanceof Input.Observed(Batch batch)) {
          partitions.add(batch.partition());
        }
      }
    }
    return partitions;
  }

  /** Every fact, by participant, in order. */
  Map<String, List<Fact>> facts() {
    Map<String, List<Fact>> all = new TreeMap<>();
    entries.forEach(
        (entity, steps) ->
            all.put(entity, steps.stream().<Fact>flatMap(step -> step.facts().stream()).toList()));
    return all;
  }

  /** Every fact, derived again from the inputs alone. */
  Map<String, List<Fact>> derived() {
    Map<String, List<Fact>> all = new TreeMap<>();
    entries.forEach(
        (entity, steps) -> {
          List<Fact> facts = new ArrayList<>();
          @Nullable Participant participant = null;
          for (Entry step : steps) {
            if (participant == null) {
              participant =
                  Participant.unknown(
                      step.header().study(),
                      step.header().participant(),
                      protocol(step.header().protocol()));
            }
            var outcome = Step.step(participant, step.input());
            participant = outcome.after();
            facts.addAll(outcome.facts());
          }
          all.put(entity, facts);
        });
    return all;
  }

  /** What the topic of alerts has to hold, as "id lifecycle", by participant, in order. */
  Map<String, List<String>> alerts() {
    Map<String, List<String>> all = new TreeMap<>();
    facts()
        .forEach(
            (entity, facts) -> {
              for (Fact fact : facts) {
                String name = entity.substring(entity.indexOf('/') + 1);
                switch (fact) {
                  case Fact.AlertRaised(var alert) ->
                      all.computeIfAbsent(name, _ -> new ArrayList<>())
                          .add(alert.id() + " raised " + alert.value());
                  case Fact.AlertResolved(var alert, _) ->
                      all.computeIfAbsent(name, _ -> new ArrayList<>())
                          .add(alert.id() + " resolved " + alert.value());
                  default -> {}
                }
              }
            });
    return all;
  }

  long refused() {
    return facts().values().stream()
        .flatMap(List::stream)
        .filter(fact -> fact instanceof Fact.Refused)
        .count();
  }
}
