package io.zeitgeber.persistence.explain;

import io.zeitgeber.participant.absence.DataAlert;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Source;
import io.zeitgeber.participant.step.AbsenceFact;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.persistence.journal.CorruptJournal;
import io.zeitgeber.persistence.replay.Fold;
import io.zeitgeber.persistence.replay.Progress;
import io.zeitgeber.persistence.replay.Replay;
import io.zeitgeber.persistence.replay.Replayed;
import io.zeitgeber.persistence.replay.Watcher;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The evidence of one alert about data: where the journal decided it, and the last record that
 * counted. What such an alert rests on is mostly what did not come, so there are no samples to add
 * up; that the step derives the same alert again is the proof.
 *
 * @param resolved null while it is open
 * @param last the record that {@code alert.arrival()} names; null where no record counted
 * @param protocolDigest of the protocol that the deciding entry ran under
 * @param sequence of the deciding entry
 * @param chainDigest of the deciding entry, hexadecimal
 * @param code version of the code that wrote it
 * @param asRecorded whether the journal has the same alert as is derived
 * @param handled what people did about it, in order
 */
public record DataExplanation(
    String study,
    String participant,
    AbsenceFact.DataAlertRaised raised,
    AbsenceFact.@Nullable DataAlertResolved resolved,
    @Nullable Last last,
    String protocolDigest,
    long sequence,
    String chainDigest,
    String code,
    int rules,
    boolean asRecorded,
    List<Fact.AlertHandled> handled) {

  public DataExplanation {
    handled = List.copyOf(handled);
  }

  /**
   * A record of the participant.
   *
   * @param source null where the record does not say
   * @param sequence of the journal entry that has it
   */
  public record Last(
      Origin origin, @Nullable Source source, long receivedMicros, long arrival, long sequence) {}

  /**
   * Explains an alert about data of one participant.
   *
   * @param id of the alert
   * @return nothing where the participant has no such alert
   * @throws CorruptJournal where the chain breaks before it
   */
  public static Optional<DataExplanation> of(Replay replay, String entity, String id) {
    Finding finding = new Finding(id);
    Explanation.check(replay.one(entity, finding, new Progress()));
    Replayed deciding = finding.deciding;
    AbsenceFact.DataAlertRaised raised = finding.raised;
    if (deciding == null || raised == null) {
      return Optional.empty();
    }
    Looking looking = new Looking(raised.alert().arrival());
    Explanation.check(replay.one(entity, looking, new Progress()));
    return Optional.of(
        new DataExplanation(
            deciding.before().study(),
            deciding.before().id(),
            raised,
            finding.resolved,
            looking.last,
            deciding.before().protocol().digest(),
            deciding.stored().sequence(),
            HexFormat.of().formatHex(deciding.stored().digest()),
            deciding.entry().header().code(),
            deciding.entry().header().rules(),
            deciding.recorded().contains(raised),
            finding.handled));
  }

  /** Finds the alert and what became of it. */
  private static final class Finding implements Watcher<Optional<CorruptJournal>> {
    private final String id;
    private final List<Fact.AlertHandled> handled = new ArrayList<>();
    private AbsenceFact.@Nullable DataAlertRaised raised;
    private AbsenceFact.@Nullable DataAlertResolved resolved;
    private @Nullable Replayed deciding;

    Finding(String id) {
      this.id = id;
    }

    @Override
    public boolean see(Replayed entry) {
      for (Fact fact : entry.derived()) {
        if (fact instanceof AbsenceFact.DataAlertRaised began && is(began.alert())) {
          raised = began;
          deciding = entry;
        } else if (fact instanceof AbsenceFact.DataAlertResolved end && is(end.alert())) {
          resolved = end;
        } else if (fact instanceof Fact.AlertHandled did && did.alert().alert().equals(id)) {
          handled.add(did);
        }
      }
      return true;
    }

    private boolean is(DataAlert alert) {
      return alert.id().equals(id);
    }

    @Override
    public Optional<CorruptJournal> end(Fold fold, @Nullable CorruptJournal corrupt) {
      return raised == null ? Optional.ofNullable(corrupt) : Optional.empty();
    }
  }

  /** Looks for the record of one arrival, refused or not. */
  private static final class Looking implements Watcher<Optional<CorruptJournal>> {
    private final long arrival;
    private @Nullable Last last;

    Looking(long arrival) {
      this.arrival = arrival;
    }

    @Override
    public boolean see(Replayed entry) {
      Batch batch = Sample.batch(entry.entry().input());
      if (batch != null) {
        look(entry, batch);
      }
      return entry.outcome().after().arrivals() < arrival;
    }

    private void look(Replayed entry, Batch batch) {
      long taken = entry.before().lastOffset(batch.topicId(), batch.partition());
      long at = entry.before().arrivals();
      for (int row = 0; row < batch.size() && last == null; row++) {
        if (batch.offsets()[row] > taken && ++at == arrival) {
          int source = batch.sourceOf()[row];
          last =
              new Last(
                  batch.origin(row),
                  source < 0 ? null : batch.sources().get(source),
                  batch.receivedMicros()[row],
                  arrival,
                  entry.stored().sequence());
        }
      }
    }

    @Override
    public Optional<CorruptJournal> end(Fold fold, @Nullable CorruptJournal corrupt) {
      return Optional.empty();
    }
  }
}
