package io.zeitgeber.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Declined;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Refusal;
import io.zeitgeber.participant.step.Custody;
import io.zeitgeber.participant.step.CustodyFact;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Outcome;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.participant.step.Step;
import io.zeitgeber.persistence.key.DataKey;
import io.zeitgeber.persistence.key.Keys;
import io.zeitgeber.persistence.key.TestKeys;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class SealedEntryTest {
  private static final DataKey KEY = TestKeys.key(1);
  private static final DataKey INSTANCE = TestKeys.key(2);
  private static final Keys KEYS =
      entity ->
          switch (entity) {
            case "S1/P001" -> KEY;
            case Keys.INSTANCE -> INSTANCE;
            default -> null;
          };

  private final EntryCodec codec = new EntryCodec("0.1.0");

  @Test
  void sealedEntry_withItsKey_readsAsWritten() {
    Batch batch = Samples.heartRate(1, 300);
    StoredEntry stored = sealed(new Input.Observed(batch), Sealing.with(KEY));
    Entry entry = EntryCodec.decode(stored.payload(), Samples::protocol, KEYS);

    assertThat(entry.header().seal()).isEqualTo(EntryHeader.Seal.PARTICIPANT);
    assertThat(((Input.Observed) entry.input()).batch().values()).isEqualTo(batch.values());
    assertThat(Objects.requireNonNull(EntryCodec.decodeHeader(stored.payload()).records()).count())
        .isEqualTo(300);
  }

  @Test
  void sealedEntry_withoutItsKey_givesItsHeaderOnly() {
    StoredEntry stored = sealed(new Input.Tick(7), Sealing.with(KEY));
    assertThat(EntryCodec.decodeHeader(stored.payload()).sequence()).isEqualTo(5);
    assertThatExceptionOfType(KeyGone.class)
        .isThrownBy(() -> EntryCodec.decode(stored.payload(), Samples::protocol, Keys.NONE))
        .satisfies(gone -> assertThat(gone.entity()).isEqualTo("S1/P001"));
  }

  @Test
  void sealedEntry_underAnotherKey_isCorrupt() {
    StoredEntry stored = sealed(new Input.Tick(7), Sealing.with(TestKeys.key(3)));
    assertThatExceptionOfType(CorruptJournal.class)
        .isThrownBy(() -> EntryCodec.decode(stored.payload(), Samples::protocol, KEYS));
  }

  @Test
  void sealedEntry_withAnyByteChanged_doesNotOpen() {
    byte[] payload =
        sealed(new Input.Observed(Samples.heartRate(2, 3)), Sealing.with(KEY)).payload();
    for (int at = 0; at < payload.length; at++) {
      byte[] changed = payload.clone();
      changed[at] ^= 1;
      assertThatExceptionOfType(RuntimeException.class)
          .as("byte " + at)
          .isThrownBy(() -> EntryCodec.decode(changed, Samples::protocol, KEYS))
          .matches(e -> e instanceof CorruptJournal || e instanceof KeyGone);
    }
  }

  @Test
  void sealedEntry_costs28BytesAndThePreviousDigest() {
    Input input = new Input.Observed(Samples.heartRate(1, 300));
    int bare = sealed(input, Sealing.NONE).payload().length;
    assertThat(sealed(input, Sealing.with(KEY)).payload()).hasSizeLessThanOrEqualTo(bare + 28 + 20);
  }

  @Test
  void checkpoint_comesBackWithItsState() {
    Participant state =
        Step.step(
                Participant.unknown("S1", "P001", Samples.PROTOCOL),
                new Input.Observed(Samples.heartRate(1, 300)))
            .after();
    StoredEntry stored = sealed(new Custody.Checkpoint(state, 1), Sealing.with(KEY));
    assertThat(stored.whole()).isTrue();
    assertThat(EntryCodec.decode(stored.payload(), Samples::protocol, KEYS).input())
        .isEqualTo(new Custody.Checkpoint(state, 1));
  }

  @Test
  void erase_isSealedWithTheInstancesKey_andLeavesOffsetsOnly() {
    Participant left = Participant.erased("S1", "P001", Samples.PROTOCOL, 12, List.of(origin(41)));
    Custody.Erase erase =
        new Custody.Erase("dm-1", List.of("a", "b"), "asked for", 1_000_000, left);
    Outcome outcome = Step.step(Participant.unknown("S1", "P001", Samples.PROTOCOL), erase);
    StoredEntry stored =
        codec.encode(
            Sealing.withInstance(INSTANCE),
            "S1",
            "P001",
            5,
            StoredEntry.noDigest(),
            Samples.PROTOCOL,
            erase,
            outcome.facts());
    Entry entry = EntryCodec.decode(stored.payload(), Samples::protocol, KEYS);

    assertThat(entry.header().seal()).isEqualTo(EntryHeader.Seal.INSTANCE);
    assertThat(entry.input()).isEqualTo(erase);
    assertThat(entry.facts())
        .containsExactly(new CustodyFact.Erased("dm-1", List.of("a", "b"), "asked for", 1_000_000));
    assertThat(outcome.after().lastOffset(new UUID(1, 2), 3)).isEqualTo(41);
    assertThat(outcome.after().arrivals()).isEqualTo(12);
  }

  @Test
  void recordsAfterErasure_leaveOriginReasonAndLengthOnly() {
    Participant erased =
        Participant.erased("S1", "P001", Samples.PROTOCOL, 12, List.of(origin(-1)));
    Batch batch = Samples.heartRate(1, 5);
    Input kept = Step.kept(erased, new Input.Observed(batch));
    Outcome outcome = Step.step(erased, kept);
    StoredEntry stored =
        codec.encode(
            Sealing.NONE,
            "S1",
            "P001",
            6,
            StoredEntry.noDigest(),
            Samples.PROTOCOL,
            kept,
            outcome.facts());

    Declined declined = ((Custody.Refrain) kept).records();
    assertThat(declined.reason()).isEqualTo(Refusal.ERASED);
    assertThat(declined.offsets()).isEqualTo(batch.offsets());
    EntryFacts read = EntryCodec.decodeFacts(stored.payload());
    assertThat(read.facts()).hasSize(5);
    assertThat(Objects.requireNonNull(read.header().records()).refused()).isEqualTo(5);
    for (int row = 0; row < 5; row++) {
      assertThat(read.originals().of(batch.offsets()[row])).isNull();
      assertThat(read.originals().length(batch.offsets()[row])).isEqualTo(declined.lengths()[row]);
    }
    assertThat(new String(stored.payload(), StandardCharsets.ISO_8859_1))
        .doesNotContain("watch")
        .doesNotContain("heart_rate");
  }

  private static Origin origin(long offset) {
    return new Origin(new UUID(1, 2), "observations", 3, offset);
  }

  private StoredEntry sealed(Input input, Sealing sealing) {
    return codec.encode(
        sealing, "S1", "P001", 5, StoredEntry.noDigest(), Samples.PROTOCOL, input, List.of());
  }
}
