package io.zeitgeber.bench.cohort;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.bench.latency.Delays;
import io.zeitgeber.bench.load.Verdict;
import io.zeitgeber.bench.system.Measured;
import java.util.OptionalDouble;

/**
 * One cohort's figures.
 *
 * @param participants how many
 * @param measured catching up
 * @param rowsPerRecord journal rows for a record, while catching up
 * @param heapBytes live on the heap with all that are active
 * @param active participants in memory then
 * @param live delays at one record a second and participant
 * @param restart after a kill
 * @param verdict of everything together
 */
record CohortRow(
    int participants,
    Measured measured,
    double rowsPerRecord,
    long heapBytes,
    long active,
    Delays live,
    Restart restart,
    Verdict verdict) {

  /**
   * After a kill, with one record of everyone waiting.
   *
   * @param readyS seconds from the start of the process until it says that it is ready
   * @param firstS until the first entry is durable, so that what it raised can go out
   * @param allS until all are
   * @param recoveryMeanMs from waking a participant to its state being whole
   * @param recoveryP99Ms the bound of the bucket that holds 99 %
   */
  record Restart(
      double readyS, double firstS, double allS, double recoveryMeanMs, double recoveryP99Ms) {}

  double rowsPerS() {
    return rowsPerRecord * measured.steadyPerS();
  }

  /** Heap for one participant more, against a smaller cohort: what a node needs anyway is out. */
  OptionalDouble heapBytesEach(CohortRow smaller) {
    long more = active - smaller.active;
    return more <= 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) (heapBytes - smaller.heapBytes) / more);
  }

  /** From when the node says that it is ready, or from the first answer where that came before. */
  double recoveredPerS() {
    return participants / Math.max(1e-3, restart.allS - Math.min(restart.readyS, restart.firstS));
  }

  ObjectNode json(CohortRow smallest) {
    ObjectNode one = measured.json();
    one.put("participants", participants).put("journal_rows_per_s", rowsPerS());
    one.put("journal_rows_per_record", rowsPerRecord).put("heap_bytes", heapBytes);
    one.put("participants_active", active);
    heapBytesEach(smallest).ifPresent(each -> one.put("heap_bytes_per_participant", each));
    one.set("live", live.json());
    one.put("restart_ready_s", restart.readyS).put("restart_first_s", restart.firstS);
    one.put("restart_all_s", restart.allS).put("recovered_per_s", recoveredPerS());
    one.put("recovery_mean_ms", restart.recoveryMeanMs);
    one.put("recovery_p99_ms_at_most", restart.recoveryP99Ms);
    return one.put("right", verdict.isRight());
  }
}
