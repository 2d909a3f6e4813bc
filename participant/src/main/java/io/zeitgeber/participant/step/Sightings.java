package io.zeitgeber.participant.step;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which of a channel's records count, once those are known that were sent again, superseded or
 * taken back. Takes them in the order in which they arrived.
 *
 * <p>Sent again: the same id, or the same device time, duration and value in a later upload; an
 * upload is what goes forward in device time. Each upload repeats as many as there were.
 * Superseded: another value for the same start and duration, where the channel revises, or for the
 * same id.
 */
final class Sightings {
  private final boolean revises;
  private final List<Sighting> all = new ArrayList<>();

  /** By start, which all that can be equal share. Looked up only: its order is of no account. */
  private final Map<Long, List<Sighting>> byStart = new HashMap<>();

  private final Map<String, Sighting> byId = new HashMap<>();
  private long upload;
  private long previousMicros = Long.MIN_VALUE;

  Sightings(boolean revises) {
    this.revises = revises;
  }

  /** What a record turned out to be. */
  enum Kind {
    REAL,
    RESENT,
    REVISED,
    WITHDRAWN,
    WITHDRAWN_NOTHING
  }

  /** What a record turned out to be, and which one goes because of it. */
  record Turned(Kind kind, @Nullable Sighting instead) {}

  Turned take(Sighting next) {
    if (next.withdraws) {
      return withdraw(next);
    }
    if (next.deviceMicros < previousMicros) {
      upload++;
    }
    previousMicros = next.deviceMicros;
    next.upload = upload;
    Sighting same = named(next);
    if (same != null) {
      return same.isEqual(next) ? resent(next) : supersedes(next, same);
    }
    for (Sighting other : byStart.getOrDefault(next.deviceMicros, List.of())) {
      if (!other.gone && other.isEqual(next) && (revises || other.upload < upload)) {
        other.upload = upload;
        return resent(next);
      }
      if (!other.gone && revises && other.samePlace(next)) {
        return supersedes(next, other);
      }
    }
    add(next);
    return new Turned(Kind.REAL, null);
  }

  /** The records that count, in the order in which they arrived. */
  List<Sighting> counting() {
    return all.stream().filter(each -> !each.gone).toList();
  }

  private @Nullable Sighting named(Sighting next) {
    String id = next.id;
    Sighting same = id == null ? null : byId.get(id);
    return same == null || same.gone ? null : same;
  }

  private Turned resent(Sighting next) {
    next.gone = true;
    return new Turned(Kind.RESENT, null);
  }

  private Turned supersedes(Sighting next, Sighting other) {
    other.gone = true;
    next.entry = other.entry;
    add(next);
    return new Turned(Kind.REVISED, other);
  }

  private Turned withdraw(Sighting next) {
    Sighting meant = named(next);
    if (meant == null && next.id == null) {
      boolean valued = next.batch.valueStart()[next.row + 1] > next.batch.valueStart()[next.row];
      boolean coded = Shapes.code(next.batch, next.row) != null;
      for (Sighting other : byStart.getOrDefault(next.deviceMicros, List.of())) {
        boolean fits = (valued || coded) ? other.isEqual(next) : lasts(other, next);
        meant = !other.gone && fits ? other : meant;
      }
    }
    if (meant == null) {
      return new Turned(Kind.WITHDRAWN_NOTHING, null);
    }
    meant.gone = true;
    return new Turned(Kind.WITHDRAWN, meant);
  }

  /** A withdrawal that names no value means what lasts as long, or anything if it names nothing. */
  private static boolean lasts(Sighting other, Sighting next) {
    return next.durationMicros == 0 || next.durationMicros == other.durationMicros;
  }

  private void add(Sighting real) {
    all.add(real);
    byStart.computeIfAbsent(real.deviceMicros, _ -> new ArrayList<>(1)).add(real);
    String id = real.id;
    if (id != null) {
      byId.put(id, real);
    }
  }
}
