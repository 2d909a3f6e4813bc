package io.zeitgeber.service.participant;

import io.zeitgeber.service.journal.EntityId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The last durable state of each participant whose actor lives on this node. An actor that waits
 * for its journal answers nobody; who only reads need not wait with it, for a state is put up here
 * before anybody hears that it is durable, so readers see every acknowledged write. Whoever is not
 * here, or has waited too long for the journal, has to be asked: the actor knows whether it may
 * still answer.
 */
public final class DurableStates {
  private final ConcurrentMap<EntityId, Place> places = new ConcurrentHashMap<>();

  /** Longer than any write takes that is not in trouble; short of the 10 s that refuse reads. */
  private static final long LONGEST_WRITE_NANOS = Duration.ofSeconds(2).toNanos();

  /** One actor's place; it alone writes there. */
  final class Place {
    private final EntityId id;
    private volatile @Nullable State state;

    /** When the write that is under way began; 0 where none is. */
    private volatile long writingSinceNanos;

    private Place(EntityId id) {
      this.id = id;
    }

    /** From now on what is shown may be overtaken by what is being written. */
    void writes() {
      writingSinceNanos = System.nanoTime() | 1;
    }

    /** This is durable. */
    void shows(State durable) {
      state = durable;
      writingSinceNanos = 0;
      if (places.get(id) != this) {
        places.put(id, this);
      }
    }

    /** The actor goes. */
    void leave() {
      places.remove(id, this);
    }

    private @Nullable State shown() {
      long since = writingSinceNanos;
      boolean inTrouble = since != 0 && System.nanoTime() - since > LONGEST_WRITE_NANOS;
      return inTrouble ? null : state;
    }
  }

  /** Nothing is there until it shows something. */
  Place place(EntityId id) {
    return new Place(id);
  }

  /**
   * What the actor would say to {@link Command.Look}; nothing where it has to be asked itself.
   *
   * @param knownSequence that the asker has seen already
   */
  public Optional<Seen> look(EntityId id, long knownSequence) {
    Place place = places.get(id);
    State state = place == null ? null : place.shown();
    return state == null ? Optional.empty() : Optional.of(Seen.of(state, knownSequence));
  }
}
