package io.zeitgeber.service.participant;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.observation.Source;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.Custody;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Outcome;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.participant.step.Step;
import io.zeitgeber.persistence.database.Migrations;
import io.zeitgeber.persistence.journal.Entry;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.EntryHeader;
import io.zeitgeber.persistence.journal.JournalReader;
import io.zeitgeber.persistence.journal.JournalWriter;
import io.zeitgeber.persistence.journal.JournalWriterSettings;
import io.zeitgeber.persistence.journal.PastEntries;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.key.KeyFiles;
import io.zeitgeber.persistence.key.KeyRing;
import io.zeitgeber.persistence.protocol.ProtocolText;
import io.zeitgeber.persistence.protocol.StudyProtocol;
import io.zeitgeber.persistence.recovery.Recoveries;
import io.zeitgeber.persistence.recovery.Recovery;
import io.zeitgeber.persistence.recovery.SnapshotWriter;
import io.zeitgeber.service.embedded.EmbeddedDatabase;
import io.zeitgeber.service.journal.EntityId;
import io.zeitgeber.service.journal.Recorded;
import io.zeitgeber.service.participant.State.Known;
import io.zeitgeber.service.participant.State.Unborn;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Rules change in the middle of a run: a participant's first entry under the new ones holds the
 * whole state, and nobody needs the older rules to go on.
 */
@Execution(ExecutionMode.CONCURRENT)
final class RulesUpgradeTest {
  private static final EntityId ID = new EntityId("S1", "P1");
  private static final Protocol PROTOCOL = ProtocolText.standard().core();
  private static final Rules OLD = Rules.CURRENT;

  /** The next rules keep silent about windows. */
  private static final Rules NEW = new Rules(OLD.version() + 1, RulesUpgradeTest::silent);

  @TempDir private static Path dir;
  private static EmbeddedDatabase database;
  private static PGSimpleDataSource source;
  private static KeyRing keys;

  private static Outcome silent(Participant before, Input input) {
    Outcome outcome = Step.step(before, input);
    return new Outcome(
        outcome.after(),
        outcome.facts().stream().filter(fact -> !(fact instanceof Fact.WindowClosed)).toList());
  }

  @BeforeAll
  static void open() {
    database = EmbeddedDatabase.start(dir, 0);
    PGSimpleDataSource owner = source(EmbeddedDatabase.OWNER);
    Migrations.migrate(owner, EmbeddedDatabase.SERVICE);
    source = source(EmbeddedDatabase.SERVICE);
    keys = KeyRing.open(source, KeyFiles.in(dir).open(source).encryption());
  }

  @AfterAll
  static void close() {
    database.close();
  }

  private static PGSimpleDataSource source(String role) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(database.url());
    source.setUser(role);
    return source;
  }

  @Test
  void rulesChangedMidRun_withAndWithoutSnapshots_giveTheSame() {
    List<Entry> without = run(false);
    forgetAll();
    List<Entry> with = run(true);
    assertThat(with)
        .extracting(entry -> entry.header().kind())
        .isEqualTo(without.stream().map(entry -> entry.header().kind()).toList())
        .containsSubsequence(
            EntryHeader.Kind.OBSERVED, EntryHeader.Kind.CHECKPOINT, EntryHeader.Kind.OBSERVED);
    assertThat(with)
        .extracting(Entry::facts)
        .isEqualTo(without.stream().map(Entry::facts).toList());
    assertThat(with)
        .extracting(entry -> entry.header().rules())
        .startsWith(OLD.version())
        .endsWith(NEW.version());
    assertThat(checkpoint(with)).isEqualTo(checkpoint(without));
    assertThat(with.stream().filter(e -> e.header().kind() == EntryHeader.Kind.CHECKPOINT))
        .hasSize(1);
  }

  private static Custody.Checkpoint checkpoint(List<Entry> entries) {
    return entries.stream()
        .map(Entry::input)
        .filter(Custody.Checkpoint.class::isInstance)
        .map(Custody.Checkpoint.class::cast)
        .findFirst()
        .orElseThrow();
  }

  /** As a superuser, so that the same participant can live twice: ids of alerts hold the name. */
  private static void forgetAll() {
    try (Connection connection = source("postgres").getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("alter table zeitgeber.journal disable trigger only_added");
      statement.execute("delete from zeitgeber.journal");
      statement.execute("delete from zeitgeber.snapshots");
      statement.execute("delete from zeitgeber.participant_keys where entity <> '*'");
      statement.execute("alter table zeitgeber.journal enable always trigger only_added");
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
    keys.forget(ID.toString());
  }

  /** Thirty batches under the old rules, a recovery, ten under the new, a recovery, ten more. */
  private static List<Entry> run(boolean snapshots) {
    EntityId id = ID;
    var _ = go(id, OLD, Unborn.INSTANCE, 0, 30, snapshots);
    State state = go(id, NEW, back(id, NEW), 30, 40, snapshots);
    Known live = (Known) state;
    Known again = (Known) back(id, NEW);
    assertThat(again.participant().toBytes()).isEqualTo(live.participant().toBytes());
    assertThat(again.sequence()).isEqualTo(live.sequence());
    go(id, NEW, again, 40, 50, snapshots);
    List<Entry> entries = new ArrayList<>();
    new JournalReader(source)
        .entries(
            id.study(),
            id.participant(),
            1,
            row -> entries.add(EntryCodec.decode(row.entry().payload(), _ -> PROTOCOL, keys)));
    return entries;
  }

  private static State go(
      EntityId id, Rules rules, State from, int first, int until, boolean snapshots) {
    State state = from;
    try (SnapshotWriter writer = new SnapshotWriter(source)) {
      Recorder recorder = recorder(rules, writer);
      SnapshotKeeper keeper = recorder.keeper(id);
      for (int batch = first; batch < until; batch++) {
        Recorder.Taking taking = recorder.take(id, state, batch(batch), batch);
        write(taking.entries().stream().map(Recorded::entry).toList());
        state = Objects.requireNonNull((State) taking.entries().getLast().after());
      }
      if (snapshots) {
        keeper.leaving(state);
      }
    }
    return state;
  }

  private static State back(EntityId id, Rules rules) {
    try (SnapshotWriter writer = new SnapshotWriter(source)) {
      Recorder recorder = recorder(rules, writer);
      Recovery recovery = new Recoveries(source, keys, rules.version()).of(id.toString(), 1_000);
      StoredEntry none =
          new StoredEntry(
              id.toString(),
              recovery.sequence(),
              new byte[0],
              recovery.digest(),
              false,
              null,
              -1,
              0,
              0);
      State state = recorder.replay(id, Unborn.INSTANCE, new Recorded(none, null, recovery));
      for (StoredEntry entry : recovery.entries()) {
        state = recorder.replay(id, state, new Recorded(entry, null));
      }
      return state;
    }
  }

  private static Recorder recorder(Rules rules, SnapshotWriter writer) {
    Protocols protocols =
        new Protocols() {
          @Override
          public Activation activation(String study) {
            return new Activation(PROTOCOL, "test", "the only one", null);
          }

          @Override
          public StudyProtocol.Time time(String study) {
            return StudyProtocol.Time.AUTO;
          }

          @Override
          public Protocol byDigest(String digest) {
            return PROTOCOL;
          }
        };
    ParticipantMeter meter = new ParticipantMeter(new SimpleMeterRegistry());
    PastEntries past = new PastEntries((_, _, _) -> List.of());
    return new Recorder(protocols, "test", past, meter, keys, writer, rules);
  }

  private static Input batch(int number) {
    Batch.Builder batch =
        new Batch.Builder(new UUID(1, 2), "observations", 0, false, Originals.NONE);
    int heart = batch.source(new Source("watch-1", "heart_rate"));
    for (int row = 0; row < 20; row++) {
      long micros = 1_760_000_000_000_000L + (number * 20L + row) * 5_000_000;
      batch
          .record(number * 20L + row, micros + 200_000, heart, micros)
          .value(60 + (number * 7) % 80);
    }
    return new Input.Observed(batch.build());
  }

  private static void write(List<StoredEntry> entries) {
    JournalWriterSettings settings =
        JournalWriterSettings.of(ConfigFactory.load().getConfig("zeitgeber.journal.writer"));
    try (JournalWriter writer = new JournalWriter(source, settings, () -> {}, _ -> {})) {
      writer.write(entries, new UUID(0, 1)).join();
    }
  }
}
