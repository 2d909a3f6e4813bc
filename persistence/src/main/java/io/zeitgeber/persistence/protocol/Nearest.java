package io.zeitgeber.persistence.protocol;

import java.util.Comparator;
import java.util.List;

/** Finds the word that was probably meant. */
final class Nearest {

  private Nearest() {}

  /** "did you mean …?" where one is near, else the list of what is allowed. */
  static String advice(String word, List<String> known) {
    String nearest = known.stream().min(Comparator.comparingInt(k -> distance(word, k))).orElse("");
    boolean near = distance(word, nearest) <= Math.max(2, nearest.length() / 3);
    return near ? "did you mean " + nearest + "?" : "allowed here: " + String.join(", ", known);
  }

  /** Insertions, removals and exchanges between two words (Levenshtein). */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int exchanged = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(exchanged, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
