package io.zeitgeber.persistence.replay;

import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.rule.Alert;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.persistence.journal.CorruptJournal;
import io.zeitgeber.persistence.journal.PastEntries;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One participant's inputs under another protocol, from the first on: which alerts there would have
 * been. Personal limits stay personal; activations of other protocols are left out, and what the
 * other rules recall is read for them. Nothing is written.
 */
public final class WhatIf implements Watcher<WhatIf.Compared> {
  private final Protocol other;
  private final Map<String, Known.Episode> was = new LinkedHashMap<>();
  private final Map<String, Known.Episode> wouldBe = new LinkedHashMap<>();
  private final PastEntries past;
  private @Nullable Rehearsal rehearsal;

  /**
   * Begins with nothing taken.
   *
   * @param past what the other protocol may ask to see again
   */
  public WhatIf(Protocol other, PastEntries past) {
    this.other = other;
    this.past = past;
  }

  /**
   * An alert that is there either way, at another time.
   *
   * @param would raised at another instant, of the same rule and device, in an overlapping episode
   */
  public record Moved(Known.Episode was, Known.Episode would) {}

  /**
   * What the other protocol comes to.
   *
   * @param same raised at the same instant either way
   * @param raised there would be
   * @param joined there would be one alert instead of it and of another that is counted
   * @param gone there would not be
   */
  public record Compared(
      String entity,
      int recorded,
      int same,
      List<Known.Episode> raised,
      List<Moved> moved,
      List<Moved> joined,
      List<Known.Episode> gone,
      @Nullable CorruptJournal corrupt) {}

  @Override
  public boolean see(Replayed entry) {
    Participant before = entry.before();
    note(entry.recorded(), was);
    if (entry.entry().input() instanceof Input.Activate) {
      return true;
    }
    if (rehearsal == null) {
      rehearsal = new Rehearsal(Participant.unknown(before.study(), before.id(), other), past);
    }
    note(
        rehearsal.take(
            entry.entry().input(), entry.stored().sequence(), entry.outcome().after().arrivals()),
        wouldBe);
    return true;
  }

  private static void note(List<Fact> facts, Map<String, Known.Episode> episodes) {
    for (Fact fact : facts) {
      if (fact instanceof Fact.AlertRaised(Alert raised)) {
        episodes.put(raised.id(), new Known.Episode(raised, null));
      } else if (fact instanceof Fact.AlertResolved resolved) {
        episodes.computeIfPresent(
            resolved.alert().id(), (_, open) -> new Known.Episode(open.raised(), resolved.alert()));
      }
    }
  }

  @Override
  public Compared end(Fold fold, @Nullable CorruptJournal corrupt) {
    List<Known.Episode> gone = new ArrayList<>();
    List<Moved> moved = new ArrayList<>();
    List<Moved> joined = new ArrayList<>();
    Set<String> matched = new HashSet<>();
    int same = 0;
    for (Map.Entry<String, Known.Episode> recorded : was.entrySet()) {
      if (wouldBe.containsKey(recorded.getKey())) {
        matched.add(recorded.getKey());
        same++;
      }
    }
    for (Map.Entry<String, Known.Episode> recorded : was.entrySet()) {
      if (matched.contains(recorded.getKey())) {
        continue;
      }
      Known.@Nullable Episode other = overlapping(recorded.getValue(), matched);
      Known.@Nullable Episode taken = overlapping(recorded.getValue(), Set.of());
      if (other == null && taken != null) {
        joined.add(new Moved(recorded.getValue(), taken));
      } else if (other == null) {
        gone.add(recorded.getValue());
      } else {
        matched.add(other.raised().id());
        moved.add(new Moved(recorded.getValue(), other));
      }
    }
    List<Known.Episode> raised = new ArrayList<>();
    wouldBe.forEach(
        (id, episode) -> {
          if (!matched.contains(id)) {
            raised.add(episode);
          }
        });
    return new Compared(fold.entity(), was.size(), same, raised, moved, joined, gone, corrupt);
  }

  private Known.@Nullable Episode overlapping(Known.Episode recorded, Set<String> matched) {
    for (Known.Episode candidate : wouldBe.values()) {
      if (!matched.contains(candidate.raised().id())
          && candidate.raised().rule().equals(recorded.raised().rule())
          && candidate.raised().device().equals(recorded.raised().device())
          && begin(candidate) <= end(recorded)
          && begin(recorded) <= end(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  private static long begin(Known.Episode episode) {
    return episode.raised().eventMicros();
  }

  private static long end(Known.Episode episode) {
    return episode.resolved() == null ? Long.MAX_VALUE : episode.resolved().eventMicros();
  }
}
