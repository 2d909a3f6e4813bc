package io.zeitgeber.bench.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a process and all that descend from it have used, read from Linux's {@code /proc}.
 *
 * @param cpuSeconds user and system time so far, of ended descendants too
 * @param residentBytes anonymous memory now, and shared memory once: no page of a file, which the
 *     kernel may drop
 */
public record Usage(double cpuSeconds, long residentBytes) {
  private static final double TICKS_PER_S = 100;
  private static final int USER_TIME = 11;
  private static final int PARENT = 1;

  /** Nothing. */
  public static final Usage NONE = new Usage(0, 0);

  /** Of one process and its descendants; {@link #NONE} when it has ended. */
  public static Usage of(long pid) {
    Map<Long, List<String>> stats = stats();
    double cpu = 0;
    long own = 0;
    long shared = 0;
    for (Map.Entry<Long, List<String>> process : stats.entrySet()) {
      if (isUnder(process.getKey(), pid, stats)) {
        cpu += cpu(process.getValue());
        Map<String, Long> memory = memory(process.getKey());
        own += memory.getOrDefault("RssAnon", 0L);
        shared = Math.max(shared, memory.getOrDefault("RssShmem", 0L));
      }
    }
    return new Usage(cpu, own + shared);
  }

  /** Both together. */
  public Usage plus(Usage other) {
    return new Usage(cpuSeconds + other.cpuSeconds, residentBytes + other.residentBytes);
  }

  private static double cpu(List<String> stat) {
    long ticks = 0;
    for (int i = USER_TIME; i < USER_TIME + 4; i++) {
      ticks += Long.parseLong(stat.get(i));
    }
    return ticks / TICKS_PER_S;
  }

  private static boolean isUnder(long pid, long root, Map<Long, List<String>> stats) {
    long at = pid;
    while (at != root && stats.containsKey(at)) {
      at = Long.parseLong(stats.getOrDefault(at, List.of("", "0")).get(PARENT));
    }
    return at == root && stats.containsKey(root);
  }

  // The fields after the name in brackets: state is 0, the parent 1, utime 11, …, cstime 14.
  private static Map<Long, List<String>> stats() {
    Map<Long, List<String>> stats = new HashMap<>();
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      for (Path path : all.toList()) {
        String name = path.getFileName().toString();
        if (name.chars().allMatch(Character::isDigit)) {
          String stat = text(path.resolve("stat"));
          if (!stat.isEmpty()) {
            stats.put(
                Long.parseLong(name),
                List.of(stat.substring(stat.lastIndexOf(')') + 2).trim().split(" ")));
          }
        }
      }
    } catch (IOException none) {
      throw new IllegalStateException("needs Linux's /proc to measure processes", none);
    }
    return stats;
  }

  private static Map<String, Long> memory(long pid) {
    Map<String, Long> bytes = new HashMap<>();
    for (String line : text(Path.of("/proc/" + pid + "/status")).split("\n")) {
      if (line.startsWith("Rss")) {
        String[] parts = line.split(":\\s+| kB");
        bytes.put(parts[0], Long.parseLong(parts[1]) * 1024);
      }
    }
    return bytes;
  }

  // A process may end between being listed and being read.
  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException ended) {
      return "";
    }
  }
}
