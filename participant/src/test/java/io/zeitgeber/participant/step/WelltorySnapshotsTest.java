package io.zeitgeber.participant.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.zeitgeber.participant.observation.Extra;
import io.zeitgeber.participant.window.Tumbling;
import io.zeitgeber.participant.window.Window;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Welltory published its users' sleeps eleven times: each time late ones came, and others were
 * taken back. After all of it, windows hold what the last publication says, and nothing else.
 */
final class WelltorySnapshotsTest {
  private static final Path SNAPSHOTS =
      Path.of(
          System.getProperty("zeitgeber.root", ".."), "../shared/data/welltory/sleep_snapshots");

  private record Sleep(long startMicros, long endMicros) {}

  @Test
  void windows_afterRealRevisions_holdWhatTheLastPublicationSays() throws IOException {
    assumeThat(SNAPSHOTS).as("recordings beside the repository").exists();
    NavigableMap<Long, Map<String, Set<Sleep>>> publications = publications();
    Set<String> users = new TreeSet<>();
    publications.values().forEach(each -> users.addAll(each.keySet()));
    long late = 0;
    long withdrawn = 0;
    for (String user : users) {
      Story story = Story.under(Protocols.FORGIVING);
      Set<Sleep> known = Set.of();
      for (Map.Entry<Long, Map<String, Set<Sleep>>> each : publications.entrySet()) {
        Set<Sleep> now = each.getValue().getOrDefault(user, Set.of());
        publish(story, known, now, each.getKey());
        known = now;
      }
      close(story, publications.lastKey());
      List<Fact> facts = story.facts();
      for (Fact fact : facts) {
        if (fact instanceof AmendFact.Corrected corrected) {
          late += corrected.late();
          withdrawn += corrected.withdrawn();
        }
      }
      assertThat(asleep(facts)).as("user %s", user).isEqualTo(covered(known));
    }
    assertThat(late).isGreaterThan(100);
    assertThat(withdrawn).isGreaterThan(20);
  }

  private static void publish(Story story, Set<Sleep> known, Set<Sleep> now, long received) {
    Extra back = new Extra(null, null, null, null, true, null, 0);
    for (Sleep sleep : known) {
      if (!now.contains(sleep)) {
        long duration = sleep.endMicros - sleep.startMicros;
        story.record(
            "app",
            "sleep_stage",
            sleep.startMicros,
            received,
            batch -> batch.duration(duration).code("asleep").extra(back));
      }
    }
    for (Sleep sleep : now) {
      if (!known.contains(sleep)) {
        long duration = sleep.endMicros - sleep.startMicros;
        story.record(
            "app",
            "sleep_stage",
            sleep.startMicros,
            received,
            batch -> batch.duration(duration).code("asleep"));
      }
    }
    story.input(new Input.Tick(received + Tumbling.HOUR_MICROS));
  }

  private static void close(Story story, long last) {
    long far = last + 10 * Tumbling.DAY_MICROS;
    story.record("app", "sleep_stage", far, batch -> batch.duration(0).code("awake"));
  }

  private static long asleep(List<Fact> facts) {
    Map<Long, Long> minutes = new HashMap<>();
    for (Fact fact : facts) {
      if (fact instanceof Fact.WindowClosed(Window window)
          && window.sizeMicros() == Tumbling.MINUTE_MICROS) {
        minutes.put(window.startMicros(), window.codeMicros().getOrDefault("asleep", 0L));
      } else if (fact instanceof AmendFact.WindowRevised revised) {
        Window window = revised.window();
        minutes.put(window.startMicros(), window.codeMicros().getOrDefault("asleep", 0L));
      }
    }
    return minutes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** What overlaps is counted once. */
  private static long covered(Set<Sleep> sleeps) {
    List<Sleep> sorted = new ArrayList<>(sleeps);
    sorted.sort(Comparator.comparingLong(Sleep::startMicros));
    long covered = 0;
    long to = Long.MIN_VALUE;
    for (Sleep sleep : sorted) {
      covered += Math.max(0, sleep.endMicros - Math.max(sleep.startMicros, to));
      to = Math.max(to, sleep.endMicros);
    }
    return covered;
  }

  private static NavigableMap<Long, Map<String, Set<Sleep>>> publications() throws IOException {
    NavigableMap<Long, Map<String, Set<Sleep>>> publications = new TreeMap<>();
    try (Stream<Path> files = Files.list(SNAPSHOTS)) {
      for (Path file : files.sorted().toList()) {
        String stamp = file.getFileName().toString().substring(0, 15);
        String time = stamp.substring(0, 13) + ":" + stamp.substring(13);
        publications.put(micros(time), sleeps(file));
      }
    }
    return publications;
  }

  private static Map<String, Set<Sleep>> sleeps(Path file) throws IOException {
    Map<String, Set<Sleep>> sleeps = new HashMap<>();
    Set<List<Object>> places = new HashSet<>();
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      String[] fields = line.replace("\"", "").split(",", -1);
      if (fields[0].equals("user_code") || fields.length < 4) {
        continue;
      }
      Sleep sleep = new Sleep(micros(fields[2]), micros(fields[3]));
      long length = sleep.endMicros - sleep.startMicros;
      if (length > 0 && length < Tumbling.DAY_MICROS && places.add(List.of(fields[0], sleep))) {
        sleeps.computeIfAbsent(fields[0], _ -> new LinkedHashSet<>()).add(sleep);
      }
    }
    return sleeps;
  }

  private static long micros(String local) {
    LocalDateTime time = LocalDateTime.parse(local.replace(' ', 'T'));
    return time.toEpochSecond(ZoneOffset.UTC) * 1_000_000;
  }
}
