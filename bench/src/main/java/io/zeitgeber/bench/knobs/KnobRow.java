package io.zeitgeber.bench.knobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.bench.latency.Delays;
import io.zeitgeber.bench.load.Verdict;
import io.zeitgeber.bench.report.Figures;
import io.zeitgeber.bench.report.Table;
import io.zeitgeber.bench.system.Journal;
import io.zeitgeber.bench.system.Measured;

/**
 * What one turn of a knob did.
 *
 * @param measured catching up
 * @param behind the journal after that
 * @param live delays at the live rate
 * @param lived the journal after that
 * @param verdict of everything together
 */
record KnobRow(
    Knob knob, Measured measured, Journal behind, Delays live, Journal lived, Verdict verdict) {

  static Table table() {
    return new Table(
        "knob",
        "catching up, records/s",
        "CPU s per million",
        "records a row",
        "journal bytes a record",
        "live p50 ms",
        "p99 ms",
        "records a row",
        "bytes a record",
        "alerts");
  }

  void row(Table table) {
    table.row(
        knob.title,
        Figures.rate(measured.steadyPerS()),
        Figures.of(measured.steadyCpu(), 2),
        Figures.of(perRow(behind), 0),
        Figures.of(bytes(behind), 1),
        live.text(live.p50()),
        live.text(live.p99()),
        Figures.of(perRow(liveOnly()), 1),
        Figures.of(bytes(liveOnly()), 1),
        verdict.isRight() ? "right" : "WRONG " + verdict);
  }

  private Journal liveOnly() {
    return new Journal(
        lived.rows() - behind.rows(),
        lived.records() - behind.records(),
        lived.refused() - behind.refused(),
        lived.payloadBytes() - behind.payloadBytes());
  }

  private static double perRow(Journal journal) {
    return (double) journal.records() / Math.max(1, journal.rows());
  }

  private static double bytes(Journal journal) {
    return (double) journal.payloadBytes() / Math.max(1, journal.records());
  }

  ObjectNode json() {
    ObjectNode one = measured.json();
    one.put("knob", knob.key).put("setting", knob.title);
    one.put("records_per_row", perRow(behind)).put("journal_bytes_per_record", bytes(behind));
    one.set("live", live.json());
    one.put("live_records_per_row", perRow(liveOnly()));
    one.put("live_journal_bytes_per_record", bytes(liveOnly()));
    return one.put("right", verdict.isRight());
  }
}
