package io.zeitgeber.simulator.feed;

import io.zeitgeber.simulator.record.Ids;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Whose E4 sessions they are. The files name nobody: of sessions in several directories or archives
 * each wearer is the directory that tells them apart, where it is not just named after the session
 * ({@code 1680686620_A01234}, as Empatica does); sessions of one directory are of one wearer.
 */
final class E4Sessions {
  private static final String OF_EMPATICA = "\\d{9,11}_A[0-9A-Za-z]+";

  private final Map<String, String> wearers = new HashMap<>();
  private final String otherwise;

  /**
   * Of these files.
   *
   * @param otherwise whose they are, where the directories don't tell
   */
  E4Sessions(List<Source> sources, String otherwise) {
    this.otherwise = otherwise;
    List<List<String>> paths = new ArrayList<>();
    sources.forEach(source -> paths.add(source.directories().reversed()));
    int common = common(paths);
    for (int at = 0; at < paths.size(); at++) {
      wearers.put(sources.get(at).name(), wearer(paths.get(at), common));
    }
  }

  /** How many directories all paths begin with. */
  private static int common(List<List<String>> paths) {
    int common = 0;
    while (true) {
      int at = common;
      SortedSet<String> names = new TreeSet<>();
      paths.forEach(path -> names.add(at < path.size() ? path.get(at) : ""));
      if (names.size() != 1 || names.getFirst().isEmpty()) {
        return common;
      }
      common++;
    }
  }

  private String wearer(List<String> path, int common) {
    if (path.size() <= common) {
      return otherwise;
    }
    String name = path.get(common).replaceFirst("(?i)\\.zip$", "");
    String id = name.replaceAll("[^A-Za-z0-9._:@-]", "_");
    return name.matches(OF_EMPATICA) || !Ids.valid(id) ? otherwise : id;
  }

  String of(Source source) {
    return wearers.getOrDefault(source.name(), otherwise);
  }

  /** All wearers. */
  SortedSet<String> wearers() {
    return new TreeSet<>(wearers.values());
  }
}
