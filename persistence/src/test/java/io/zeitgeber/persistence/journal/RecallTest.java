package io.zeitgeber.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.step.AmendFact;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Recall;
import io.zeitgeber.participant.step.Recollected;
import io.zeitgeber.persistence.journal.v1.Body;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Recalled inputs stand in the journal by reference, and are read again where they were taken. */
final class RecallTest {
  private final EntryCodec codec = new EntryCodec("test");
  private final List<StoredEntry> entries = new ArrayList<>();
  private final PastEntries past =
      new PastEntries(
          (_, from, to) ->
              List.copyOf(entries.subList(Math.toIntExact(from - 1), Math.toIntExact(to))));

  @Test
  void recalledInput_readAgain_holdsTheRecordsThatAreMeant() {
    Batch first = Samples.heartRate(1, 300);
    Batch second = Samples.heartRate(2, 200);
    append(new Input.Observed(first));
    append(new Input.Tick(5));
    append(new Input.Observed(second));
    Recall wanted = new Recall("watch-1", 290, 500);
    List<Recollected> found = past.before("S1/P001", 4, wanted);
    assertThat(found).hasSize(2);
    assertThat(found.get(0).arrivals()).startsWith(290).endsWith(300).hasSize(11);
    assertThat(found.get(1).arrivals()).startsWith(301).endsWith(500).hasSize(200);
    assertThat(found.get(1).batch().values()).isEqualTo(second.values());
    Input.Recalled recalled = Input.Recalled.of(wanted, found);
    append(recalled);
    Entry read = EntryCodec.decode(entries.getLast().payload(), Samples::protocol, past);
    assertThat(read.header().kind()).isEqualTo(EntryHeader.Kind.RECALLED);
    assertThat(read.input())
        .isInstanceOfSatisfying(
            Input.Recalled.class,
            again -> {
              assertThat(again.wanted()).isEqualTo(wanted);
              assertThat(again.digest()).isEqualTo(recalled.digest());
            });
  }

  @Test
  void recalledInput_whoseHistoryIsAnother_isCorrupt() {
    append(new Input.Observed(Samples.heartRate(1, 30)));
    Recall wanted = new Recall("watch-1", 1, 30);
    append(Input.Recalled.of(wanted, past.before("S1/P001", 2, wanted)));
    byte[] payload = entries.getLast().payload();
    entries.clear();
    append(new Input.Observed(Samples.heartRate(2, 30)));
    assertThatExceptionOfType(CorruptJournal.class)
        .isThrownBy(() -> EntryCodec.decode(payload, Samples::protocol, past));
    assertThatExceptionOfType(CorruptJournal.class)
        .isThrownBy(() -> EntryCodec.decode(payload, Samples::protocol));
  }

  @Test
  void digest_ofTheSameRecordsCutAnotherWay_isTheSame() {
    Batch batch = Samples.heartRate(4, 20);
    long[] arrivals = new long[20];
    Arrays.setAll(arrivals, at -> at + 7);
    String whole = Recollected.digest(List.of(new Recollected(batch, arrivals)));
    String parts =
        Recollected.digest(
            List.of(
                new Recollected(batch.rows(0, 3), Arrays.copyOf(arrivals, 3)),
                new Recollected(batch.rows(3, 20), Arrays.copyOfRange(arrivals, 3, 20))));
    assertThat(parts).isEqualTo(whole);
  }

  @Test
  void amendFacts_writtenAndRead_areTheSame() {
    Samples samples = new Samples(11);
    List<Fact> facts =
        List.of(
            new AmendFact.WindowProvisional(samples.window()),
            new AmendFact.WindowsFinal("w", "heart_rate", -5),
            new AmendFact.WindowRevised(samples.window(), true, false),
            new AmendFact.WindowDerived("w", "steps", 3_600_000_000L, 3_600_000_000L),
            new AmendFact.WindowLate("w", "steps", 60_000_000, 3, 1_760_000_000_000_000L),
            new AmendFact.Corrected("w", "steps", 1, 2, 3, 4, 5, 6, 7),
            new AmendFact.AmendmentDeferred("w", "steps", 1, 2, 3, 400_000),
            new AmendFact.EvidenceMoved("ab", "w", "heart_rate", "high", 10, -3_600_000_000L, 9));
    Body.Builder body = Body.newBuilder();
    FactProtos.write(facts, body, null);
    assertThat(FactReader.read(body.build(), null)).isEqualTo(facts);
  }

  private void append(Input input) {
    byte[] before = entries.isEmpty() ? StoredEntry.noDigest() : entries.getLast().digest();
    entries.add(
        codec.encode("S1", "P001", entries.size() + 1, before, Samples.PROTOCOL, input, List.of()));
  }
}
