package io.zeitgeber.service.security;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whose data somebody may see: those of these studies at these sites. What is not named is not
 * theirs.
 *
 * @param studies empty: all
 * @param sites empty: all, and participants without a site
 */
public record Scope(Optional<Set<String>> studies, Optional<Set<String>> sites) {
  static final String ALL = "*";

  /** Everything. */
  public static final Scope EVERYTHING = new Scope(Optional.empty(), Optional.empty());

  /** As tokens name it: each a list, in which {@code *} stands for all. */
  public static Scope of(List<String> studies, List<String> sites) {
    return new Scope(named(studies), named(sites));
  }

  private static Optional<Set<String>> named(List<String> names) {
    return names.contains(ALL) ? Optional.empty() : Optional.of(new TreeSet<>(names));
  }

  /** Whether a study is in it. */
  public boolean hasStudy(String study) {
    return studies.map(it -> it.contains(study)).orElse(true);
  }

  /** Whether a site is in it; to be without a site is not, unless all are. */
  public boolean hasSite(@Nullable String site) {
    return sites.map(it -> site != null && it.contains(site)).orElse(true);
  }

  /** Whether no study is out of it. */
  public boolean hasAllStudies() {
    return studies.isEmpty();
  }
}
