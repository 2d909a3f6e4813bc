package io.zeitgeber.simulator.feed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the files hold together, in columns (24 bytes a record), and its one order: by received
 * time, then participant, then as the files have it.
 */
final class Recording {
  private final List<String> participants = new ArrayList<>();
  private final Map<String, Integer> indexes = new HashMap<>();
  private int size;
  private FitabaseKind[] kinds = new FitabaseKind[1 << 16];
  private int[] participantOf = new int[1 << 16];
  private long[] startS = new long[1 << 16];
  private double[] values = new double[1 << 16];

  /** The index of a participant, a new one when the id is new. */
  int participant(String id) {
    return indexes.computeIfAbsent(
        id,
        newId -> {
          participants.add(newId);
          return participants.size() - 1;
        });
  }

  void add(FitabaseKind kind, int participant, long startSeconds, double value) {
    if (size == kinds.length) {
      int length = size + (size >> 1);
      kinds = Arrays.copyOf(kinds, length);
      participantOf = Arrays.copyOf(participantOf, length);
      startS = Arrays.copyOf(startS, length);
      values = Arrays.copyOf(values, length);
    }
    kinds[size] = kind;
    participantOf[size] = participant;
    startS[size] = startSeconds;
    values[size] = value;
    size++;
  }

  int size() {
    return size;
  }

  List<String> participants() {
    return participants;
  }

  FitabaseKind kind(int row) {
    return kinds[row];
  }

  /** Index into {@link #participants()}. */
  int participantOf(int row) {
    return participantOf[row];
  }

  long startSeconds(int row) {
    return startS[row];
  }

  double value(int row) {
    return values[row];
  }

  /** When it was received, in epoch seconds: at its end, for what has a duration. */
  long stampSeconds(int row) {
    return startS[row] + kinds[row].durationS();
  }

  /** All rows in the order in which they are received. */
  int[] order() {
    int[] byParticipant = byParticipant();
    long earliest = Long.MAX_VALUE;
    for (int row = 0; row < size; row++) {
      earliest = Math.min(earliest, stampSeconds(row));
    }
    // The stamp above, the place in (participant, file) order below: distinct, so that any sort
    // will do. 2^33 seconds are 272 years, 2^30 rows are more than an array of columns holds.
    long[] keys = new long[size];
    for (int place = 0; place < size; place++) {
      keys[place] = (stampSeconds(byParticipant[place]) - earliest) << 30 | place;
    }
    Arrays.parallelSort(keys);
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = byParticipant[(int) (keys[i] & ((1 << 30) - 1))];
    }
    return order;
  }

  /** Rows by participant's id, each in file order: a counting sort. */
  private int[] byParticipant() {
    List<String> sorted = participants.stream().sorted().toList();
    int[] rank = new int[participants.size()];
    for (int i = 0; i < sorted.size(); i++) {
      rank[participant(sorted.get(i))] = i;
    }
    int[] next = new int[participants.size() + 1];
    for (int row = 0; row < size; row++) {
      next[rank[participantOf[row]] + 1]++;
    }
    for (int i = 1; i < next.length; i++) {
      next[i] += next[i - 1];
    }
    int[] rows = new int[size];
    for (int row = 0; row < size; row++) {
      rows[next[rank[participantOf[row]]]++] = row;
    }
    return rows;
  }
}
