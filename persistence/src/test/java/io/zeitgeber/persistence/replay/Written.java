package io.zeitgeber.persistence.replay;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.observation.Source;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Outcome;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.participant.step.Step;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.protocol.ProtocolText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A history of one participant's heart, written as the service writes it. */
final class Written implements Histories {
  static final String ENTITY = "S1/P1";
  private static final UUID TOPIC = new UUID(0x1234_5678_9abc_4defL, 0x8123_4567_89ab_cdefL);
  private static final long START = 1_760_000_000_000_000L;

  final List<StoredEntry> entries = new ArrayList<>();
  private final Protocol protocol = ProtocolText.standard().core();

  /**
   * Steps through batches of a minute each.
   *
   * @param recorded what is written of the facts that the step gives; the same, where nobody lies
   */
  static Written minutes(int minutes, UnaryOperator<List<Fact>> recorded) {
    Written written = new Written();
    Participant participant = Participant.unknown("S1", "P1", written.protocol);
    EntryCodec codec = new EntryCodec("test");
    byte[] digest = StoredEntry.noDigest();
    for (int minute = 0; minute < minutes; minute++) {
      Input input = new Input.Observed(batch(minute));
      Outcome outcome = Step.step(participant, input);
      StoredEntry entry =
          codec.encode(
              "S1",
              "P1",
              minute + 1L,
              digest,
              written.protocol,
              input,
              recorded.apply(outcome.facts()));
      written.entries.add(entry);
      digest = entry.digest();
      participant = outcome.after();
    }
    return written;
  }

  /** Twelve samples; every tenth minute the heart races. */
  private static Batch batch(int minute) {
    Batch.Builder batch = new Batch.Builder(TOPIC, "observations", 3, false, Originals.NONE);
    int source = batch.source(new Source("watch-1", "heart_rate"));
    for (int at = 0; at < 12; at++) {
      long device = START + (minute * 12L + at) * 5_000_000;
      int bpm = minute % 10 == 7 ? 140 + at : 60 + (minute * 7 + at * 3) % 20;
      batch.record(minute * 12L + at, device + 300_000, source, device).value(bpm);
    }
    return batch.build();
  }

  Replay replay() {
    return Replay.of(this, io.zeitgeber.persistence.key.Keys.NONE);
  }

  Account verify() {
    return replay().one(ENTITY, Verification.of(Range.ALL), new Progress());
  }

  @Override
  public List<String> entities() {
    return List.of(ENTITY);
  }

  @Override
  public void read(String entity, Predicate<StoredEntry> reader) {
    for (StoredEntry entry : entries) {
      if (!reader.test(entry)) {
        return;
      }
    }
  }

  @Override
  public Optional<String> protocolText(String digest) {
    return digest.equals(protocol.digest())
        ? Optional.of(ProtocolText.standard().canonical())
        : Optional.empty();
  }
}
