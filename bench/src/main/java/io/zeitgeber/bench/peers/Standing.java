package io.zeitgeber.bench.peers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.bench.load.Truth;
import io.zeitgeber.bench.process.Installation;
import io.zeitgeber.bench.report.Bars;
import io.zeitgeber.bench.report.Figures;
import io.zeitgeber.bench.report.Output;
import io.zeitgeber.bench.report.Spread;
import io.zeitgeber.bench.report.Table;
import io.zeitgeber.bench.system.Contestant;
import io.zeitgeber.bench.system.Measured;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** All rounds of all systems, side by side. */
final class Standing {
  private static final String OURS = "zeitgeber";
  private static final Map<String, String> COLOURS =
      Map.of("z", "#0b7285", "k", "#c2410c", "f", "#9a6700");

  private final List<Contestant> contestants;
  private final long records;
  private final int participants;
  private final int partitions;
  private final long alerts;
  private final Map<String, List<Measured>> rounds = new LinkedHashMap<>();

  Standing(
      List<Contestant> contestants, long records, int participants, int partitions, Truth truth) {
    this.contestants = contestants;
    this.records = records;
    this.participants = participants;
    this.partitions = partitions;
    this.alerts = truth.expected().size();
  }

  void add(Measured measured) {
    rounds.computeIfAbsent(measured.key(), _ -> new ArrayList<>()).add(measured);
  }

  boolean isRight() {
    return rounds.values().stream()
        .flatMap(List::stream)
        .allMatch(measured -> measured.verdict().isRight());
  }

  private List<Measured> of(Contestant contestant) {
    return rounds.getOrDefault(contestant.key(), List.of());
  }

  private Spread spread(Contestant contestant, ToDoubleFunction<Measured> figure) {
    return Spread.of(of(contestant), figure);
  }

  // A wrong result has no speed.
  private boolean counts(Contestant contestant) {
    return of(contestant).stream().allMatch(measured -> measured.verdict().isRight());
  }

  String text() {
    Table table =
        new Table(
            "system",
            "steady records/s",
            "Zeitgeber is … times it",
            "cold records/s",
            "CPU s per million, steady",
            "cold",
            "peak memory",
            "alerts");
    for (Contestant contestant : contestants) {
      boolean counts = counts(contestant);
      table.row(
          contestant.title(),
          counts ? Figures.rate(spread(contestant, Measured::steadyPerS)) : "–",
          counts ? ratio(contestant) : "–",
          counts ? Figures.rate(spread(contestant, Measured::coldPerS)) : "–",
          Figures.of(spread(contestant, Measured::steadyCpu), 2),
          Figures.of(spread(contestant, Measured::wholeCpu), 2),
          Figures.mebibytes(spread(contestant, Measured::peak).most()),
          contestant.saysAlerts() ? (counts ? "right" : "WRONG") : (counts ? "read" : "WRONG"));
    }
    return table + notes();
  }

  private String ratio(Contestant contestant) {
    List<Measured> ours = rounds.getOrDefault(OURS, List.of());
    if (ours.isEmpty() || contestant.key().equals(OURS)) {
      return "";
    }
    return Figures.of(ratioTo(ours, of(contestant)), 2);
  }

  private static Spread ratioTo(List<Measured> ours, List<Measured> theirs) {
    return Spread.ratio(
        ours.stream().mapToDouble(Measured::steadyPerS).toArray(),
        theirs.stream().mapToDouble(Measured::steadyPerS).toArray());
  }

  private String notes() {
    StringBuilder notes = new StringBuilder("\n");
    notes.append(records).append(" records, ").append(participants).append(" participants, ");
    notes.append(partitions).append(" partitions, ").append(alerts).append(" alerts demanded. ");
    notes.append(
        "Steady: from the record that is half of all to the one at 95 %. Cold: from the start of the"
            + " process until all is committed and visible. CPU: job, broker and database. Memory:"
            + " job and database. Median (least–greatest) of the rounds.\n");
    for (Contestant contestant : contestants) {
      notes.append("- ").append(contestant.title()).append(": ").append(contestant.setup());
      notes.append(".\n");
    }
    return notes.append("Peers' Java machines: ").append(Installation.PEER_OPTIONS).toString();
  }

  ObjectNode json() {
    ObjectNode json = Output.object();
    json.put("records", records).put("participants", participants).put("partitions", partitions);
    json.put("alerts_demanded", alerts).put("right", isRight());
    json.set("peer_java_options", Output.tree(Installation.PEER_OPTIONS));
    ObjectNode steady = json.putObject("steady_records_per_s");
    ObjectNode ratios = json.putObject("zeitgeber_times");
    ObjectNode systems = json.putObject("systems");
    List<Measured> ours = rounds.getOrDefault(OURS, List.of());
    for (Contestant contestant : contestants) {
      String key = contestant.key();
      if (counts(contestant)) {
        steady.put(key, spread(contestant, Measured::steadyPerS).median());
        if (!ours.isEmpty() && !key.equals(OURS)) {
          ratios.set(key, ratioTo(ours, of(contestant)).json());
        }
      }
      systems.set(key, system(contestant));
    }
    return json;
  }

  private ObjectNode system(Contestant contestant) {
    ObjectNode node = Output.object();
    node.put("title", contestant.title()).put("setup", contestant.setup());
    node.put("right", counts(contestant));
    node.set("steady_records_per_s", spread(contestant, Measured::steadyPerS).json());
    node.set("cold_records_per_s", spread(contestant, Measured::coldPerS).json());
    node.set("steady_cpu_s_per_million", spread(contestant, Measured::steadyCpu).json());
    node.set("cold_cpu_s_per_million", spread(contestant, Measured::wholeCpu).json());
    node.set("peak_bytes", spread(contestant, Measured::peak).json());
    ArrayNode all = node.putArray("rounds");
    of(contestant).forEach(measured -> all.add(measured.json()));
    return node;
  }

  String svg() {
    Bars bars =
        new Bars(
            "Heart-rate records a second, steady",
            "%d records, %d participants, %d partitions, %d cores; median, line: least to greatest"
                .formatted(
                    records, participants, partitions, Runtime.getRuntime().availableProcessors()));
    for (Contestant contestant : contestants) {
      if (counts(contestant)) {
        bars.bar(
            contestant.title(),
            spread(contestant, Measured::steadyPerS),
            contestant.saysAlerts()
                ? COLOURS.getOrDefault(contestant.key().substring(0, 1), "#57606a")
                : "#8c959f");
      }
    }
    return bars.svg();
  }
}
