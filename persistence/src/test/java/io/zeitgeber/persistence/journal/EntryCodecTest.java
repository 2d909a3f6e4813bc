package io.zeitgeber.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.observation.Refusal;
import io.zeitgeber.participant.observation.Source;
import io.zeitgeber.participant.step.Custody;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.persistence.column.Unreadable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class EntryCodecTest {
  private static final int SEEDS = 600;

  private final EntryCodec codec = new EntryCodec("0.1.0");

  @Test
  void anyStep_encodedAndDecoded_isTheSameToTheBit() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Samples samples = new Samples(seed);
      Input input = samples.input();
      List<Fact> facts = samples.facts(input);
      Entry entry = EntryCodec.decode(encode(input, facts).payload(), Samples::protocol);
      assertThat(same(entry.input(), input)).as("input of seed %d", seed).isTrue();
      assertThat(entry.facts()).as("facts of seed %d", seed).isEqualTo(facts);
    }
  }

  @Test
  void anyStep_decodedForTheTail_hasTheSameHeaderAndFactsAndTheRefusedBytes() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Samples samples = new Samples(seed);
      Input input = samples.input();
      List<Fact> facts = samples.facts(input);
      EntryFacts entry = EntryCodec.decodeFacts(encode(input, facts).payload());
      assertThat(entry.facts()).as("seed %d", seed).isEqualTo(facts);
      RecordsTaken records = entry.header().records();
      if (records != null) {
        assertOnlyTheRefusedAreKept(records, entry.originals());
      }
    }
  }

  private static void assertOnlyTheRefusedAreKept(RecordsTaken records, Originals originals) {
    boolean[] refused = new boolean[records.count()];
    records
        .refusals()
        .values()
        .forEach(rows -> Arrays.stream(rows).forEach(row -> refused[row] = true));
    for (int row = 0; row < refused.length; row++) {
      long offset = records.offsets()[row];
      assertThat(originals.of(offset))
          .isEqualTo(refused[row] ? Samples.SamplesOriginals.INSTANCE.of(offset) : null);
    }
  }

  @Test
  void header_saysWhereTheRecordsCameFromAndWhatBecameOfThem() {
    Batch batch = Samples.heartRate(1, 10);
    Fact refused =
        new Fact.Refused(
            batch.origin(4),
            Refusal.VALUE_OUT_OF_RANGE,
            "value",
            batch.receivedMicros()[4],
            "heart_rate");
    StoredEntry stored = encode(new Input.Observed(batch), List.of(refused));
    EntryHeader header = EntryCodec.decodeHeader(stored.payload());
    RecordsTaken records = Objects.requireNonNull(header.records());

    assertThat(header.entity()).isEqualTo("S1/P001");
    assertThat(header.sequence()).isEqualTo(7);
    assertThat(header.kind()).isEqualTo(EntryHeader.Kind.OBSERVED);
    assertThat(header.protocol()).isEqualTo(Samples.PROTOCOL.digest());
    assertThat(header.code()).isEqualTo("0.1.0");
    assertThat(header.outbound()).isTrue();
    assertThat(records.offsets()).isEqualTo(batch.offsets());
    assertThat(records.topicId()).isEqualTo(Samples.TOPIC_ID);
    assertThat(records.observed()).isEqualTo(9);
    assertThat(records.refusals()).containsOnlyKeys("VALUE_OUT_OF_RANGE");
    assertThat(records.receivedMinMicros())
        .isEqualTo(Arrays.stream(batch.receivedMicros()).min().orElseThrow());
    assertThat(records.receivedMaxMicros())
        .isEqualTo(Arrays.stream(batch.receivedMicros()).max().orElseThrow());
    assertThat(stored.records()).isEqualTo(10);
    assertThat(stored.refused()).isEqualTo(1);
    assertThat(stored.outbound()).isTrue();
  }

  @Test
  void sameStep_encodedTwice_givesTheSameBytes() {
    Samples samples = new Samples(5);
    Input input = samples.input();
    List<Fact> facts = samples.facts(input);
    assertThat(encode(input, facts).payload()).isEqualTo(encode(input, facts).payload());
  }

  @Test
  void chain_asWritten_verifies() {
    StoredEntry first = encode(1, StoredEntry.noDigest());
    StoredEntry second = encode(2, first.digest());
    EntryCodec.verify(StoredEntry.noDigest(), first);
    EntryCodec.verify(first.digest(), second);
  }

  @Test
  void anyChangedBit_ofAnEntry_breaksTheChain() {
    StoredEntry entry = encode(1, StoredEntry.noDigest());
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < 200; round++) {
      byte[] changed = entry.payload().clone();
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      assertCorrupt(with("S1/P001", 1, changed, entry.digest()), StoredEntry.noDigest());
    }
    assertCorrupt(with("S1/P002", 1, entry.payload(), entry.digest()), StoredEntry.noDigest());
    assertCorrupt(with("S1/P001", 2, entry.payload(), entry.digest()), StoredEntry.noDigest());
    assertCorrupt(entry, entry.digest());
  }

  private static StoredEntry with(String entity, long sequence, byte[] payload, byte[] digest) {
    return new StoredEntry(entity, sequence, payload, digest, false, null, -1, 0, 0);
  }

  private static void assertCorrupt(StoredEntry entry, byte[] previousDigest) {
    assertThatExceptionOfType(CorruptJournal.class)
        .isThrownBy(() -> EntryCodec.verify(previousDigest, entry))
        .satisfies(corrupt -> assertThat(corrupt.entity()).isEqualTo(entry.entity()))
        .satisfies(corrupt -> assertThat(corrupt.sequence()).isEqualTo(entry.sequence()));
  }

  @Test
  void damagedPayloads_throwCorruptJournalOrDecode_butNothingElse() {
    SplittableRandom random = new SplittableRandom(2);
    int corrupt = 0;
    for (int round = 0; round < 2_000; round++) {
      Samples samples = new Samples(round % 100);
      Input input = samples.input();
      byte[] payload = encode(input, samples.facts(input)).payload();
      if (random.nextBoolean()) {
        payload = Arrays.copyOf(payload, random.nextInt(payload.length));
      } else {
        payload[random.nextInt(payload.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        assertThat(EntryCodec.decode(payload, Samples::protocol)).isNotNull();
      } catch (CorruptJournal expected) {
        corrupt++;
      }
    }
    assertThat(corrupt).isGreaterThan(1_000);
  }

  @Test
  void emptyPayload_throwsCorruptJournal() {
    assertThatExceptionOfType(CorruptJournal.class)
        .isThrownBy(() -> EntryCodec.decodeHeader(new byte[0]));
  }

  @Test
  void offsetsThatDoNotAscend_areNotEncoded() {
    Batch.Builder batch = new Batch.Builder(Samples.TOPIC_ID, "t", 0, false, Originals.NONE);
    int source = batch.source(new Source("d", "c"));
    batch.record(5, 0, source, 0).record(5, 0, source, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> encode(new Input.Observed(batch.build()), List.of()));
  }

  @Test
  void anyInput_betweenNodes_isTheSame() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Input input = new Samples(seed).input();
      Input with = InputCodec.decode(InputCodec.encode(input, true), Samples::protocol);
      Input without = InputCodec.decode(InputCodec.encode(input, false), Samples::protocol);
      assertThat(same(with, input)).as("seed %d", seed).isTrue();
      assertThat(same(without, input)).as("seed %d, no originals", seed).isTrue();
      if (input instanceof Input.Observed(Batch batch) && batch.size() > 0) {
        long offset = batch.offsets()[0];
        assertThat(((Input.Observed) with).batch().originals().of(offset))
            .isEqualTo(batch.originals().of(offset));
        assertThat(((Input.Observed) without).batch().originals().of(offset)).isNull();
      }
    }
  }

  @Test
  void noInput_isUnreadable() {
    assertThatExceptionOfType(Unreadable.class)
        .isThrownBy(() -> InputCodec.decode(new byte[] {8, 9}, Samples::protocol));
  }

  private StoredEntry encode(Input input, List<Fact> facts) {
    return codec.encode("S1", "P001", 7, StoredEntry.noDigest(), Samples.PROTOCOL, input, facts);
  }

  private StoredEntry encode(long sequence, byte[] previousDigest) {
    Samples samples = new Samples(3);
    Input input = new Input.Observed(samples.batch(20));
    return codec.encode(
        "S1", "P001", sequence, previousDigest, Samples.PROTOCOL, input, samples.facts(input));
  }

  private static boolean same(Input one, Input other) {
    return switch (one) {
      case Input.Observed(Batch batch) ->
          other instanceof Input.Observed(Batch that) && same(batch, that);
      case Input.Enrol(Enrolment enrolment) ->
          other instanceof Input.Enrol(Enrolment that)
              && withoutOriginals(enrolment).equals(withoutOriginals(that));
      case Input.Activate activate -> activate.equals(other);
      case Input.Tick tick -> tick.equals(other);
      case Input.Recalled recalled ->
          other instanceof Input.Recalled that
              && recalled.wanted().equals(that.wanted())
              && recalled.digest().equals(that.digest());
      case Input.Readmitted readmitted ->
          other instanceof Input.Readmitted that
              && same(readmitted.record(), that.record())
              && readmitted.first().equals(that.first())
              && readmitted.by().equals(that.by())
              && readmitted.reason().equals(that.reason());
      case Input.Handle handle -> handle.equals(other);
      case Custody _ -> one.getClass() == other.getClass();
    };
  }

  private static Enrolment withoutOriginals(Enrolment from) {
    return new Enrolment(
        from.origin(),
        from.receivedMicros(),
        from.way(),
        from.by(),
        from.reason(),
        from.site(),
        from.zone(),
        from.from(),
        from.until(),
        from.status(),
        from.devices(),
        from.thresholds(),
        from.time(),
        from.flaw(),
        Originals.NONE);
  }

  private static boolean same(Batch one, Batch other) {
    return one.topicId().equals(other.topicId())
        && one.topic().equals(other.topic())
        && one.partition() == other.partition()
        && one.logAppendTime() == other.logAppendTime()
        && one.sources().equals(other.sources())
        && Arrays.equals(one.offsets(), other.offsets())
        && Arrays.equals(one.receivedMicros(), other.receivedMicros())
        && Arrays.equals(one.sourceOf(), other.sourceOf())
        && Arrays.equals(one.deviceMicros(), other.deviceMicros())
        && Arrays.equals(one.valueStart(), other.valueStart())
        && sameBits(one.values(), other.values())
        && Arrays.equals(one.durationMicros(), other.durationMicros())
        && Arrays.equals(one.codes(), other.codes())
        && sameBits(one.rateHz(), other.rateHz())
        && Arrays.equals(one.sentAtMicros(), other.sentAtMicros())
        && Arrays.equals(one.ids(), other.ids())
        && Arrays.equals(one.extras(), other.extras())
        && Arrays.equals(one.flaws(), other.flaws());
  }

  private static boolean sameBits(double @Nullable [] one, double @Nullable [] other) {
    if (one == null || other == null) {
      return one == null && other == null;
    }
    return Arrays.equals(
        Arrays.stream(one).mapToLong(Double::doubleToRawLongBits).toArray(),
        Arrays.stream(other).mapToLong(Double::doubleToRawLongBits).toArray());
  }
}
