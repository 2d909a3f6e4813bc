package io.zeitgeber.persistence.replay;

import io.zeitgeber.persistence.journal.StoredEntry;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Histories that were cut into parts, as archives by generation are, put together again. The chain
 * runs on from each part into the next; where one is missing it breaks, and says so.
 *
 * @param parts in the order in which they were written
 */
public record Parts(List<? extends Histories> parts) implements Histories {

  /** One or more. */
  public Parts {
    parts = List.copyOf(parts);
  }

  @Override
  public List<String> entities() {
    TreeSet<String> all = new TreeSet<>();
    parts.forEach(part -> all.addAll(part.entities()));
    return List.copyOf(all);
  }

  @Override
  public void read(String entity, Predicate<StoredEntry> each) {
    boolean[] more = {true};
    for (Histories part : parts) {
      if (more[0] && part.entities().contains(entity)) {
        part.read(entity, stored -> more[0] = each.test(stored));
      }
    }
  }

  @Override
  public Optional<String> protocolText(String digest) {
    return parts.stream().flatMap(part -> part.protocolText(digest).stream()).findFirst();
  }
}
