package io.zeitgeber.persistence.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.observation.Source;
import io.zeitgeber.participant.step.Custody;
import io.zeitgeber.participant.step.CustodyFact;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.persistence.audit.JournalAudit;
import io.zeitgeber.persistence.audit.Verified;
import io.zeitgeber.persistence.database.Rows;
import io.zeitgeber.persistence.journal.Entry;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.EntryFacts;
import io.zeitgeber.persistence.journal.JournalReader;
import io.zeitgeber.persistence.journal.KeyGone;
import io.zeitgeber.persistence.journal.Samples;
import io.zeitgeber.persistence.journal.SealedJournal;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.key.DataKey;
import io.zeitgeber.persistence.key.KeyRing;
import io.zeitgeber.persistence.key.Keys;
import io.zeitgeber.persistence.key.SigningKey;
import io.zeitgeber.persistence.ledger.Reconciliation;
import io.zeitgeber.persistence.quarantine.Quarantine;
import io.zeitgeber.persistence.quarantine.QuarantinedRecord;
import io.zeitgeber.persistence.recovery.Recoveries;
import io.zeitgeber.persistence.recovery.Recovery;
import io.zeitgeber.persistence.recovery.Snapshot;
import io.zeitgeber.persistence.recovery.SnapshotWriter;
import io.zeitgeber.persistence.replay.Account;
import io.zeitgeber.persistence.replay.Certificate;
import io.zeitgeber.persistence.replay.CodeIdentity;
import io.zeitgeber.persistence.replay.JournalHistories;
import io.zeitgeber.persistence.replay.Progress;
import io.zeitgeber.persistence.replay.Range;
import io.zeitgeber.persistence.replay.Replay;
import io.zeitgeber.persistence.replay.Verification;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ErasingTest {
  private static final String CANARY = "canary-7f3a91";
  private static final Erasure ERASURE =
      new Erasure("S1", "P1", "dm-1", List.of("A", "B"), "asked for", 1_700_000_000_000_000L);

  private static SealedJournal journal;
  private static Participant before;
  private static ErasureList list;

  @BeforeAll
  static void eraseOneOfTwo() throws SQLException {
    journal = new SealedJournal(ErasingTest.class);
    List<Input> inputs = new ArrayList<>(SealedJournal.heartRate(3, 40));
    inputs.add(new Input.Observed(canary()));
    before = journal.write("P1", inputs);
    journal.write("P2", SealedJournal.heartRate(2, 10));
    quarantined(7, "P1");
    quarantined(8, "P2");
    derived();
    snapshot();
    assertThat(foundOf(CANARY)).as("it is there before").isNotEmpty();
    assertThat(journal.keys().of("S1/P1")).isNotNull();
    list = new ErasureList(journal.files().erasures());
    list.add(ERASURE);
    assertThat(erasing().apply(ERASURE)).isTrue();
    journal.keys().forget("S1/P1");
  }

  private static Batch canary() {
    Batch.Builder batch =
        new Batch.Builder(new UUID(1, 2), "observations", 3, false, Originals.NONE);
    int source = batch.source(new Source(CANARY, "sleep_stage"));
    batch.record(9_000, 1_760_000_000_000_000L, source, 1_760_000_000_000_000L).code(CANARY);
    return batch.build();
  }

  private static void quarantined(long offset, String participant) {
    new Quarantine(journal.postgres().service(), journal.keys())
        .write(
            List.of(
                new QuarantinedRecord(
                    origin(offset),
                    "BAD_TIME",
                    CANARY,
                    "S1",
                    participant,
                    0,
                    CANARY.length(),
                    CANARY.getBytes(StandardCharsets.UTF_8))));
  }

  private static Origin origin(long offset) {
    return new Origin(new UUID(5, 5), "observations", 0, offset);
  }

  private static void derived() {
    journal
        .postgres()
        .execute(
            "insert into zeitgeber.alerts (alert, lifecycle, study, participant, device, rule,"
                + " channel, event_time, live, arrival, json) values ('a1', 'raised', 'S1', 'P1',"
                + " 'w', 'r', 'c', now(), true, 1, '{\"note\":\""
                + CANARY
                + "\"}')",
            "insert into zeitgeber.participants (study, participant, site, status, records,"
                + " protocol, updated_at) values ('S1', 'P1', '"
                + CANARY
                + "', 'active', 4, 'p', now())");
  }

  private static void snapshot() {
    DataKey key = Objects.requireNonNull(journal.keys().of("S1/P1"));
    try (SnapshotWriter writer = new SnapshotWriter(journal.postgres().service())) {
      byte[] digest = new JournalReader(journal.postgres().service()).digest("S1", "P1", 4).get();
      writer.offer(new Snapshot.Place("S1/P1", 4, 1), digest, key, before::toBytes);
    }
    assertThat(
            Rows.number(journal.postgres().superuser(), "select count(*) from zeitgeber.snapshots"))
        .isOne();
  }

  private static Erasing erasing() {
    return new Erasing(
        journal.postgres().owner(), "test", journal.keys().instance(), Samples::protocol);
  }

  @Test
  void erased_findsNothingOfThemAnywhere() throws SQLException {
    assertThat(foundOf(CANARY)).as("P2's own stays").containsExactly("quarantine");
    assertThat(
            Rows.number(
                journal.postgres().superuser(),
                "select count(*) from zeitgeber.quarantine where participant = 'P1' and"
                    + " bytes is null and detail = '' and length = "
                    + CANARY.length()))
        .isOne();
    assertThat(new Quarantine(journal.postgres().service(), journal.keys()).bytes(origin(8)))
        .hasValueSatisfying(bytes -> assertThat(bytes).asString().isEqualTo(CANARY));
  }

  @Test
  void erased_entriesCannotBeRead_andTheChainStillVerifies() {
    KeyRing fresh = KeyRing.open(journal.postgres().service(), journal.encryption());
    List<StoredEntry> entries = entries();
    assertThat(entries).hasSize(5);
    for (StoredEntry entry : entries.subList(0, 4)) {
      assertThatThrownBy(() -> EntryCodec.decodeFacts(entry.payload(), fresh))
          .isInstanceOf(KeyGone.class);
      assertThat(EntryCodec.decodeHeader(entry.payload()).records()).isNotNull();
    }
    EntryFacts last = EntryCodec.decodeFacts(entries.get(4).payload(), fresh);
    assertThat(last.facts())
        .containsExactly(
            new CustodyFact.Erased("dm-1", List.of("A", "B"), "asked for", ERASURE.erasedMicros()));
    Verified verified =
        new JournalAudit(journal.postgres().service(), Optional.of(fresh))
            .verify(Optional.empty(), Optional.empty(), Optional.empty(), _ -> {});
    assertThat(verified.tampering()).isEmpty();
    assertThat(verified.erased()).isEqualTo(4);
  }

  @Test
  void withoutKeys_theErasedAreErased_andOthersAreSealed() throws InterruptedException {
    DataSource service = journal.postgres().service();
    Replay sealed = Replay.of(new JournalHistories(service), Keys.NONE);
    List<Account> accounts =
        sealed.each(List.of("S1/P1", "S1/P2"), 1, _ -> Verification.of(Range.ALL), new Progress());
    assertThat(accounts)
        .extracting(Account::entity, Account::erased, Account::sealed, Account::state)
        .containsExactly(tuple("S1/P1", 5L, 0L, null), tuple("S1/P2", 0L, 2L, null));
    SigningKey signing = SigningKey.create(journal.files().erasures().resolveSibling("signing"));
    Certificate certificate =
        Certificate.sign(accounts, Range.ALL, CodeIdentity.ofThis(), Instant.EPOCH, signing);
    assertThat(certificate.isClean()).as("it certifies nothing about the sealed").isFalse();

    Reconciliation.Result blind =
        new Reconciliation(service, sealed.opening()).run(List.of(), _ -> {});
    assertThat(blind.sealed()).containsExactly(entry("S1/P2", 2L));
    assertThat(blind.erased()).isEqualTo(5);
    assertThat(blind.balances()).isFalse();

    Replay opened = Replay.of(new JournalHistories(service), journal.keys());
    Reconciliation.Result seen =
        new Reconciliation(service, opened.opening()).run(List.of(), _ -> {});
    assertThat(seen.sealed()).isEmpty();
    assertThat(seen.erased()).isEqualTo(4);
  }

  @Test
  void erased_goesOnFromOffsetsAlone() {
    Recovery recovery =
        new Recoveries(journal.postgres().service(), journal.keys(), 1).of("S1/P1", 100);
    assertThat(recovery.sequence()).isEqualTo(4);
    assertThat(recovery.key()).isNull();
    assertThat(recovery.entries()).hasSize(1);
    Entry erase =
        EntryCodec.decode(
            recovery.entries().getFirst().payload(), Samples::protocol, journal.keys());
    Participant left = ((Custody.Erase) erase.input()).remainder();
    assertThat(left.arrivals()).isEqualTo(before.arrivals());
    assertThat(left.lastOffset(new UUID(1, 2), 3)).isEqualTo(before.lastOffset(new UUID(1, 2), 3));
    assertThat(left.devices()).isEmpty();
  }

  @Test
  void restoredKey_isDestroyedAgain_asTheListSays() {
    journal
        .postgres()
        .execute(
            "insert into zeitgeber.participant_keys (entity, kek, wrapped) select 'S1/P1', kek,"
                + " wrapped from zeitgeber.participant_keys where entity = '*'");
    for (Erasure erasure : list.all()) {
      assertThat(erasing().apply(erasure)).as("the journal says so already").isFalse();
    }
    assertThat(list.all()).containsExactly(ERASURE);
    assertThat(
            Rows.number(
                journal.postgres().superuser(),
                "select count(*) from zeitgeber.participant_keys where entity = 'S1/P1'"))
        .isZero();
  }

  @Test
  void erasure_withoutTwoDifferentApprovers_isNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Erasure("S1", "P1", "x", List.of("A", " A"), "r", 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Erasure("S1", "P1", "x", List.of("A", "B"), " ", 0));
  }

  @Test
  void service_cannotErase_norSweepWhoWasNotErased() {
    assertRefused("delete from zeitgeber.participant_keys");
    assertRefused("update zeitgeber.participant_keys set wrapped = ''");
    assertRefused(
        "insert into zeitgeber.erasures (entity, by, approvers, reason, erased_at)"
            + " values ('S1/P2', 'x', '{a,b}', 'r', now())");
    assertRefused("select zeitgeber.sweep_erased('S1/P2')");
    assertRefused("select zeitgeber.forget_quarantined(1)");
  }

  private static void assertRefused(String sql) {
    assertThatThrownBy(
            () -> {
              try (Connection connection = journal.postgres().service().getConnection();
                  Statement statement = connection.createStatement()) {
                statement.execute(sql);
              }
            })
        .isInstanceOf(SQLException.class)
        .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("42501"));
  }

  @Test
  void legalHold_ofStudyOrParticipant_isInForceUntilReleased() {
    LegalHolds holds = new LegalHolds(journal.postgres().service());
    assertThat(holds.inForce("S9", "P1")).isEmpty();
    holds.say("S9", Optional.empty(), true, "counsel", "audit");
    holds.say("S9", Optional.of("P1"), true, "counsel", "case 7");
    assertThat(holds.inForce("S9", "P1"))
        .containsExactlyInAnyOrder("audit (counsel)", "case 7 (counsel)");
    holds.say("S9", Optional.of("P1"), false, "counsel", "over");
    assertThat(holds.inForce("S9", "P1")).containsExactly("audit (counsel)");
    holds.say("S9", Optional.empty(), false, "counsel", "over");
    assertThat(holds.inForce("S9", "P1")).isEmpty();
  }

  private static List<StoredEntry> entries() {
    List<StoredEntry> entries = new ArrayList<>();
    new JournalReader(journal.postgres().service())
        .entries("S1", "P1", 1, row -> entries.add(row.entry()));
    return entries;
  }

  /** The tables in whose rows a text stands, in any column, as text or as bytes. */
  private static List<String> foundOf(String canary) throws SQLException {
    List<String> found = new ArrayList<>();
    KeyRing keys = KeyRing.open(journal.postgres().superuser(), journal.encryption());
    try (Connection connection = journal.postgres().superuser().getConnection();
        Statement statement = connection.createStatement()) {
      for (String table : tables(statement)) {
        String hex = java.util.HexFormat.of().formatHex(canary.getBytes(StandardCharsets.UTF_8));
        String sql =
            "select count(*) from zeitgeber.%s t where t::text like '%%%s%%' or t::text like '%%%s%%'"
                .formatted(table, canary, hex);
        try (ResultSet row = statement.executeQuery(sql)) {
          row.next();
          if (row.getLong(1) > 0) {
            found.add(table);
          }
        }
      }
    }
    for (StoredEntry entry : entries()) {
      try {
        Input input = EntryCodec.decode(entry.payload(), Samples::protocol, keys).input();
        if (input instanceof Input.Observed(Batch batch)
            && batch.sources().toString().contains(canary)) {
          found.add("journal, opened");
        }
      } catch (KeyGone gone) {
        assertThat(gone.entity()).isEqualTo("S1/P1");
      }
    }
    return found;
  }

  private static List<String> tables(Statement statement) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (ResultSet row =
        statement.executeQuery(
            "select table_name from information_schema.tables where table_schema = 'zeitgeber'"
                + " and table_type = 'BASE TABLE' order by table_name")) {
      while (row.next()) {
        tables.add(row.getString(1));
      }
    }
    return tables;
  }
}
