package io.zeitgeber.service.security;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often somebody may call: a second's worth at once, refilled as time goes on. At most so many
 * callers are remembered; whoever was not heard of longest is forgotten.
 */
final class Rates {
  private static final int MOST_CALLERS = 4_096;

  private final int perSecond;

  /** Nanoseconds' worth of calls that each has used up, as of when. */
  private final Map<String, Used> used =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Used> eldest) {
          return size() > MOST_CALLERS;
        }
      };

  private record Used(double calls, long atNanos) {}

  Rates(int perSecond) {
    this.perSecond = perSecond;
  }

  /** Whether one more call of theirs is taken. */
  synchronized boolean takes(String who, long nowNanos) {
    Used before = used.getOrDefault(who, new Used(0, nowNanos));
    double refilled = (nowNanos - before.atNanos()) / 1e9 * perSecond;
    double calls = Math.max(0, before.calls() - refilled);
    boolean takes = calls + 1 <= perSecond;
    used.put(who, new Used(takes ? calls + 1 : calls, nowNanos));
    return takes;
  }
}
