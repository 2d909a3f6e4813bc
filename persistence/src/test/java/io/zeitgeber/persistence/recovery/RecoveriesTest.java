package io.zeitgeber.persistence.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.participant.step.Step;
import io.zeitgeber.persistence.database.Rows;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.JournalReader;
import io.zeitgeber.persistence.journal.Samples;
import io.zeitgeber.persistence.journal.SealedJournal;
import io.zeitgeber.persistence.journal.StoredEntry;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class RecoveriesTest {
  private static final Logger LOG = LoggerFactory.getLogger(RecoveriesTest.class);
  private static SealedJournal journal;
  private static Recoveries recoveries;

  @BeforeAll
  static void open() {
    journal = new SealedJournal(RecoveriesTest.class);
    recoveries = new Recoveries(journal.postgres().service(), journal.keys(), 1);
  }

  @Test
  void participant_isBackTheSame_withAndWithoutSnapshot_andWithADamagedOne() {
    List<Input> inputs = SealedJournal.heartRate(30, 10);
    Participant live = journal.write("P1", inputs);
    Participant early = Participant.unknown("S1", "P1", Samples.PROTOCOL);
    for (Input input : inputs.subList(0, 20)) {
      early = Step.step(early, input).after();
    }
    assertThat(back("P1")).isEqualTo(live);
    snapshot("P1", 20, early);
    Recovery recovery = recoveries.of("S1/P1", 500);
    assertThat(recovery.sequence()).isEqualTo(20);
    assertThat(recovery.entries()).hasSize(10);
    assertThat(back("P1")).isEqualTo(live);
    journal
        .postgres()
        .execute(
            "update zeitgeber.snapshots set state = set_byte(state, 40, get_byte(state, 40) # 1)");
    assertThat(recoveries.of("S1/P1", 500).sequence()).isZero();
    assertThat(back("P1")).isEqualTo(live);
    journal.postgres().execute("delete from zeitgeber.snapshots");
    assertThat(back("P1")).isEqualTo(live);
  }

  @Test
  void snapshot_ofOtherRules_isNotUsed() {
    Participant live = journal.write("P2", SealedJournal.heartRate(5, 10));
    snapshot("P2", 5, live);
    assertThat(recoveries.of("S1/P2", 9).sequence()).isEqualTo(5);
    assertThat(
            new Recoveries(journal.postgres().service(), journal.keys(), 2)
                .of("S1/P2", 9)
                .sequence())
        .isZero();
  }

  @Test
  @Tag("long")
  void participantWithAYearOfHeartRate_isBackSoon() {
    int days = 365;
    Participant live = journal.write("Y1", SealedJournal.heartRate(days * 4, 4_320));
    assertThat(live.arrivals()).isEqualTo(365L * 17_280);
    snapshot("Y1", days * 4 - 2, upTo("Y1", days * 4 - 2));
    long best = Long.MAX_VALUE;
    for (int run = 0; run < 20; run++) {
      long startedNanos = System.nanoTime();
      assertThat(back("Y1").arrivals()).isEqualTo(live.arrivals());
      best = Math.min(best, System.nanoTime() - startedNanos);
    }
    LOG.info("a year at 5 s, 8,640 samples after the snapshot: {} ms", best / 1_000_000.0);
    snapshot("Y1", days * 4L, live);
    best = Long.MAX_VALUE;
    for (int run = 0; run < 20; run++) {
      long startedNanos = System.nanoTime();
      back("Y1");
      best = Math.min(best, System.nanoTime() - startedNanos);
    }
    LOG.info("a year at 5 s, snapshot on leaving: {} ms", best / 1_000_000.0);
    assertThat(back("Y1")).isEqualTo(live);
  }

  @Test
  void several_areReadTogether_eachGetsItsOwnUpToTheLimit() {
    Participant sleeping = journal.write("T1", SealedJournal.heartRate(12, 10));
    journal.write("T2", SealedJournal.heartRate(3, 10));
    snapshot("T1", 10, sleeping);
    List<Recovery> read =
        recoveries.of(List.of("S1/T2", "S1/nobody", "S1/T1", "S1/T2"), /* limit= */ 2);
    assertThat(read).extracting(Recovery::sequence).containsExactly(0L, 0L, 10L, 0L);
    assertThat(read).extracting(Recovery::last).containsExactly(2L, 0L, 12L, 2L);
    for (int at = 0; at < read.size(); at++) {
      String entity = List.of("S1/T2", "S1/nobody", "S1/T1", "S1/T2").get(at);
      assertThat(read.get(at).entries()).allMatch(entry -> entry.entity().equals(entity));
    }
  }

  @Test
  void unknownParticipant_hasNothing() {
    Recovery recovery = recoveries.of("S1/nobody", 10);
    assertThat(recovery.last()).isZero();
    assertThat(recovery.key()).isNull();
  }

  @Test
  void snapshot_ofFormatOne_isReadForEver() {
    // Sealed with the key of 32 bytes 01 on S1/P001, entry 42, rules 1, digest of 32 bytes 07.
    byte[] digest = new byte[32];
    Arrays.fill(digest, (byte) 7);
    byte[] approved = ApprovedSnapshot.bytes();
    assertThat(
            Snapshot.open(
                io.zeitgeber.persistence.key.TestKeys.key(1),
                new Snapshot.Place("S1/P001", 42, 1),
                digest,
                approved))
        .hasValueSatisfying(
            state ->
                assertThat(HexFormat.of().formatHex(state))
                    .isEqualTo(
                        HexFormat.of()
                            .formatHex(
                                "a state".getBytes(java.nio.charset.StandardCharsets.UTF_8))));
    assertThat(approved[0]).isEqualTo((byte) Snapshot.FORMAT);
  }

  private static Participant upTo(String participant, long sequence) {
    Participant[] state = {Participant.unknown("S1", participant, Samples.PROTOCOL)};
    new JournalReader(journal.postgres().service())
        .entries(
            "S1",
            participant,
            1,
            row -> {
              if (row.entry().sequence() <= sequence) {
                state[0] = stepped(state[0], row.entry());
              }
            });
    return state[0];
  }

  private static void snapshot(String participant, long sequence, Participant state) {
    try (SnapshotWriter writer = new SnapshotWriter(journal.postgres().service())) {
      writer.offer(
          new Snapshot.Place("S1/" + participant, sequence, 1),
          new JournalReader(journal.postgres().service())
              .digest("S1", participant, sequence)
              .orElseThrow(),
          Objects.requireNonNull(journal.keys().of("S1/" + participant)),
          state::toBytes);
    }
    assertThat(
            Rows.number(
                journal.postgres().superuser(),
                "select sequence from zeitgeber.snapshots where entity = 'S1/" + participant + "'"))
        .isEqualTo(sequence);
  }

  /** As an actor comes back. */
  private static Participant back(String participant) {
    Recovery recovery = recoveries.of("S1/" + participant, 2_000);
    byte[] snapshot = recovery.state();
    Participant state =
        snapshot == null
            ? Participant.unknown("S1", participant, Samples.PROTOCOL)
            : Participant.fromBytes(snapshot, Samples.PROTOCOL);
    byte[] digest = recovery.digest();
    for (StoredEntry entry : recovery.entries()) {
      EntryCodec.verify(digest, entry);
      state = stepped(state, entry);
      digest = entry.digest();
    }
    return state;
  }

  private static Participant stepped(Participant state, StoredEntry entry) {
    return Step.step(
            state, EntryCodec.decode(entry.payload(), Samples::protocol, journal.keys()).input())
        .after();
  }
}
