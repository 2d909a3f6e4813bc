package io.zeitgeber.persistence.replay;

import io.zeitgeber.participant.handling.Action;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.rule.Alert;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Outcome;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.participant.step.Step;
import io.zeitgeber.persistence.journal.CorruptJournal;
import io.zeitgeber.persistence.journal.EntryHeader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One participant as known at a moment, with what was concluded on the way there. */
public final class Known {
  private final Participant participant;
  private final long sequence;
  private final byte[] head;
  private final List<Concluded> facts;
  private final Map<String, Episode> episodes;

  private Known(
      Participant participant,
      long sequence,
      byte[] head,
      List<Concluded> facts,
      Map<String, Episode> episodes) {
    this.participant = participant;
    this.sequence = sequence;
    this.head = head;
    this.facts = facts;
    this.episodes = episodes;
  }

  /** A fact and the entry that it was concluded in. */
  public record Concluded(EntryHeader header, Fact fact) {}

  /**
   * From raising to resolving.
   *
   * @param resolved null while its rule has not resolved it
   * @param closedMicros when somebody closed it; null where nobody did
   */
  public record Episode(Alert raised, @Nullable Alert resolved, @Nullable Long closedMicros) {

    /** Nobody closed it. */
    public Episode(Alert raised, @Nullable Alert resolved) {
      this(raised, resolved, null);
    }

    /** Whether it was raised at or before an event time and not resolved by then. */
    public boolean covers(long eventMicros) {
      return raised.eventMicros() <= eventMicros
          && (resolved == null || resolved.eventMicros() > eventMicros)
          && (closedMicros == null || closedMicros > eventMicros);
    }
  }

  /** Which facts are kept: those of a year of windows would not fit. */
  @FunctionalInterface
  public interface Interest {
    boolean in(Fact fact);
  }

  /** Told what each entry concluded, in order, as far as it was known then. */
  @FunctionalInterface
  public interface Listener {
    void heard(EntryHeader header, List<Fact> facts);
  }

  /**
   * {@link #of(Replay, String, Until, Interest)}, that keeps no facts and tells all.
   *
   * @throws CorruptJournal where the chain breaks before
   * @throws IllegalArgumentException where nothing was known of them then
   */
  public static Known telling(Replay replay, String entity, Until until, Listener listener) {
    return of(replay, entity, new Looking(until, _ -> false, listener));
  }

  /**
   * Takes a history again up to a moment.
   *
   * @param interest which facts are kept, besides alerts
   * @throws CorruptJournal where the chain breaks before
   * @throws IllegalArgumentException where nothing was known of them then
   */
  public static Known of(Replay replay, String entity, Until until, Interest interest) {
    return of(replay, entity, new Looking(until, interest, (_, _) -> {}));
  }

  private static Known of(Replay replay, String entity, Looking looking) {
    looking.corrupt = replay.one(entity, looking, new Progress());
    if (looking.corrupt != null) {
      throw looking.corrupt;
    }
    Participant participant = looking.participant;
    if (participant == null) {
      throw new IllegalArgumentException("nothing was known of " + entity + " then");
    }
    return new Known(participant, looking.sequence, looking.head, looking.facts, looking.episodes);
  }

  public Participant participant() {
    return participant;
  }

  /** The last entry of which something was taken. */
  public long sequence() {
    return sequence;
  }

  /** Digest of that entry. */
  public byte[] head() {
    return head.clone();
  }

  /** Of interest, in order. */
  public List<Concluded> facts() {
    return facts;
  }

  /** Every alert, in the order of raising. */
  public List<Episode> episodes() {
    return List.copyOf(episodes.values());
  }

  private static final class Looking implements Watcher<@Nullable CorruptJournal> {
    private final Until until;
    private final Interest interest;
    private final Listener listener;
    private final List<Concluded> facts = new ArrayList<>();
    private final Map<String, Episode> episodes = new LinkedHashMap<>();
    private @Nullable Participant participant;
    private @Nullable CorruptJournal corrupt;
    private long sequence;
    private byte[] head = {};

    Looking(Until until, Interest interest, Listener listener) {
      this.listener = listener;
      this.until = until;
      this.interest = interest;
    }

    @Override
    public boolean see(Replayed entry) {
      return switch (until) {
        case Until.Now _ -> take(entry, entry.outcome());
        case Until.Sequence(long last) ->
            entry.stored().sequence() <= last && take(entry, entry.outcome());
        case Until.Received(long micros) -> seeReceived(entry, micros);
      };
    }

    private boolean seeReceived(Replayed entry, long micros) {
      Input input = entry.entry().input();
      if (input instanceof Input.Observed(Batch batch)) {
        long[] received = batch.receivedMicros();
        int rows = 0;
        while (rows < batch.size() && received[rows] <= micros) {
          rows++;
        }
        if (rows < batch.size()) {
          if (rows > 0) {
            Input part = new Input.Observed(batch.rows(0, rows));
            take(entry, Step.step(entry.before(), part));
          }
          return false;
        }
        return take(entry, entry.outcome());
      }
      // What was put right became due at a received time of its own, whoever came next.
      long received =
          input instanceof Input.Recalled
              ? entry.before().correctionDueMicros()
              : Range.firstReceived(input);
      return received <= micros && take(entry, entry.outcome());
    }

    private boolean take(Replayed entry, Outcome outcome) {
      participant = outcome.after();
      sequence = entry.stored().sequence();
      head = entry.stored().digest();
      listener.heard(entry.entry().header(), outcome.facts());
      for (Fact fact : outcome.facts()) {
        note(entry.entry().header(), fact);
      }
      return true;
    }

    private void note(EntryHeader header, Fact fact) {
      if (fact instanceof Fact.AlertRaised(Alert raised)) {
        episodes.put(raised.id(), new Episode(raised, null));
      } else if (fact instanceof Fact.AlertResolved resolved) {
        episodes.computeIfPresent(
            resolved.alert().id(), (_, open) -> new Episode(open.raised(), resolved.alert()));
      } else if (fact instanceof Fact.AlertHandled did && did.action() == Action.CLOSED) {
        episodes.computeIfPresent(
            did.alert().alert(),
            (_, open) -> new Episode(open.raised(), open.resolved(), did.receivedMicros()));
      }
      if (interest.in(fact)) {
        facts.add(new Concluded(header, fact));
      }
    }

    @Override
    public @Nullable CorruptJournal end(Fold fold, @Nullable CorruptJournal broken) {
      if (broken == null && participant == null && fold.whySilent() != null) {
        throw new IllegalArgumentException(fold.whySilent());
      }
      return broken;
    }
  }
}
