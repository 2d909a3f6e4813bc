package io.zeitgeber.participant.rule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bounding ranges of the records behind a window, one for each partition. */
final class Evidences {
  private final List<Proof> firsts = new ArrayList<>(1);
  private final List<long[]> ranges = new ArrayList<>(1);

  private Evidences() {}

  /**
   * Over the panes of a window, partitions in the order of their first pane.
   *
   * @param panes from the window's first to its last; null where there is no sample
   */
  static List<Alert.Evidence> of(List<@Nullable Pane> panes) {
    Evidences evidences = new Evidences();
    for (int at = 0; at < panes.size(); at++) {
      Pane pane = panes.get(at);
      if (pane != null) {
        for (Proof proof : pane.proofs()) {
          evidences.add(proof, at);
        }
      }
    }
    return evidences.list();
  }

  private void add(Proof proof, int panesBefore) {
    int known = 0;
    while (known < firsts.size() && !firsts.get(known).isOf(proof.topicId, proof.partition)) {
      known++;
    }
    if (known == firsts.size()) {
      firsts.add(proof);
      ranges.add(new long[] {proof.first, proof.last(), 0});
    }
    long[] range = ranges.get(known);
    range[0] = Math.min(range[0], proof.first);
    range[1] = Math.max(range[1], proof.last());
    range[2] += proof.recordsFrom(panesBefore);
  }

  private List<Alert.Evidence> list() {
    List<Alert.Evidence> list = new ArrayList<>(firsts.size());
    for (int at = 0; at < firsts.size(); at++) {
      Proof of = firsts.get(at);
      long[] range = ranges.get(at);
      list.add(
          new Alert.Evidence(
              of.topicId, of.topic, of.partition, range[0], range[1], (int) range[2]));
    }
    return List.copyOf(list);
  }
}
