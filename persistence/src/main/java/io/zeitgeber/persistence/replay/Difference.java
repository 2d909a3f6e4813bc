package io.zeitgeber.persistence.replay;

import io.zeitgeber.participant.step.Fact;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where what was recorded and what is derived part.
 *
 * @param place of the fact among those of its entry, from 1
 * @param recorded null where the journal has fewer facts
 * @param derived null where the step gives fewer facts
 */
public record Difference(
    String entity, long sequence, int place, @Nullable Fact recorded, @Nullable Fact derived) {

  /** The first difference between two lists; null where they are the same. */
  static @Nullable Difference first(
      String entity, long sequence, List<Fact> recorded, List<Fact> derived) {
    int most = Math.max(recorded.size(), derived.size());
    for (int at = 0; at < most; at++) {
      @Nullable Fact was = at < recorded.size() ? recorded.get(at) : null;
      @Nullable Fact is = at < derived.size() ? derived.get(at) : null;
      if (was == null || !was.equals(is)) {
        return new Difference(entity, sequence, at + 1, was, is);
      }
    }
    return null;
  }

  /** For people: what is the same is left out, but for what the fact is about. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append("participant ").append(entity).append(", entry ").append(sequence);
    text.append(", fact ").append(place).append(": ").append(headline()).append('\n');
    Map<String, String> was = recorded == null ? Map.of() : FactText.lines(recorded);
    Map<String, String> is = derived == null ? Map.of() : FactText.lines(derived);
    Set<String> names = new LinkedHashSet<>(was.keySet());
    names.addAll(is.keySet());
    for (String name : names) {
      @Nullable String before = was.get(name);
      @Nullable String after = is.get(name);
      if (before != null && before.equals(after)) {
        continue;
      }
      text.append("  ").append(name).append('\n');
      text.append("    recorded: ").append(before == null ? "-" : before).append('\n');
      text.append("    derived:  ").append(after == null ? "-" : after).append('\n');
    }
    return text.toString();
  }

  private String headline() {
    if (recorded == null) {
      return (derived == null ? "nothing" : FactText.kind(derived)) + " derived, nothing recorded";
    }
    if (derived == null) {
      return FactText.kind(recorded) + " recorded, nothing derived";
    }
    String was = FactText.kind(recorded);
    String is = FactText.kind(derived);
    return was.equals(is) ? was : was + " recorded, " + is + " derived";
  }
}
