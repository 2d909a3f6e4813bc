package io.zeitgeber.simulator.feed;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was sent, by channel. */
final class Tally {
  private final Map<String, OfChannel> channels = new TreeMap<>();
  private final Set<String> participants = new HashSet<>();
  private String lastChannel = "";
  private OfChannel last = new OfChannel();
  private long records;

  /** What was sent of one channel. */
  static final class OfChannel {
    private final Set<String> participants = new HashSet<>();
    private long records;
    private long firstMillis = Long.MAX_VALUE;
    private long lastMillis = Long.MIN_VALUE;

    long records() {
      return records;
    }

    int participants() {
      return participants.size();
    }

    long firstMillis() {
      return firstMillis;
    }

    long lastMillis() {
      return lastMillis;
    }
  }

  void add(String channel, @Nullable String participant, long stampMillis) {
    records++;
    if (!channel.equals(lastChannel)) {
      lastChannel = channel;
      last = channels.computeIfAbsent(channel, _ -> new OfChannel());
    }
    last.records++;
    last.firstMillis = Math.min(last.firstMillis, stampMillis);
    last.lastMillis = Math.max(last.lastMillis, stampMillis);
    if (participant != null && last.participants.add(participant)) {
      participants.add(participant);
    }
  }

  long records() {
    return records;
  }

  int participants() {
    return participants.size();
  }

  Map<String, OfChannel> channels() {
    return channels;
  }
}
