package io.zeitgeber.bench.load;

import java.util.Map;

/**
 * What a system found against what it had to find.
 *
 * @param expected alerts that the rule demands
 * @param found alerts that it said and had to say
 * @param missing alerts that it had to say and did not
 * @param unexpected alerts that it said and had not to say
 * @param repeated alerts that it said more than once
 */
public record Verdict(long expected, long found, long missing, long unexpected, long repeated) {

  /** Compares what was demanded with how often each alert was said. */
  public static Verdict of(Map<Alert, Long> demanded, Map<Alert, Integer> said) {
    long found = said.keySet().stream().filter(demanded::containsKey).count();
    long repeated = said.values().stream().mapToLong(times -> times - 1L).sum();
    return new Verdict(
        demanded.size(), found, demanded.size() - found, said.size() - found, repeated);
  }

  /** Whether it is the same, each alert once. */
  public boolean isRight() {
    return missing == 0 && unexpected == 0 && repeated == 0;
  }
}
