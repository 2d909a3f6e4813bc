package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.persistence.ledger.PartitionAccount;
import io.zeitgeber.persistence.ledger.Reconciliation;
import io.zeitgeber.persistence.ledger.SinkAccount;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.SortedMap;

/** The ledger, for people and as JSON. */
final class ReconcileReport {
  private static final int MOST_NAMED = 5;

  private ReconcileReport() {}

  /**
   * Prints it.
   *
   * @param remedy what opens what is sealed
   */
  static void print(Reconciliation.Result result, String remedy, PrintWriter out) {
    out.println(
        String.format(
            Locale.ROOT,
            "%-24s %9s %12s %12s %12s %12s %12s %9s",
            "topic",
            "partition",
            "received",
            "observed",
            "refused",
            "quarantined",
            "under way",
            "off"));
    for (PartitionAccount each : result.partitions()) {
      out.println(
          String.format(
              Locale.ROOT,
              "%-24s %9d %,12d %,12d %,12d %,12d %,12d %9s",
              each.topic(),
              each.partition(),
              each.received(),
              each.observed(),
              each.refused(),
              each.quarantined(),
              each.underWay(),
              each.balances() ? "-" : off(each)));
    }
    out.println(
        String.format(
            Locale.ROOT,
            "readmitted: %,d, of which %,d were refused again%s%s%s",
            result.readmitted(),
            result.refusedAgain(),
            entries("erased", result.erased()),
            entries("SEALED", result.entriesSealed()),
            entries("CORRUPT", result.entriesCorrupt())));
    out.println();
    out.println(
        String.format(
            Locale.ROOT,
            "%-34s %12s %12s %12s %9s",
            "sink",
            "facts",
            "delivered",
            "under way",
            "off"));
    for (SinkAccount each : result.sinks()) {
      out.println(
          String.format(
              Locale.ROOT,
              "%-34s %,12d %,12d %,12d %9s",
              each.sink(),
              each.facts(),
              each.delivered(),
              each.underWay(),
              each.balances() ? (result.sealed().isEmpty() ? "-" : "?") : off(each)));
      each.where().forEach(line -> out.println("    " + line));
    }
    out.println();
    out.println(conclusion(result, remedy));
  }

  private static String entries(String which, long count) {
    return count == 0 ? "" : String.format(Locale.ROOT, "; entries %s: %,d", which, count);
  }

  private static String conclusion(Reconciliation.Result result, String remedy) {
    if (!result.corrupt().isEmpty()) {
      return String.format(
          Locale.ROOT,
          "IT DOES NOT BALANCE: %,d entries of %s are not what was written, and nothing in them is"
              + " counted; `zeitgeber audit verify` says why.",
          result.entriesCorrupt(),
          named(result.corrupt()));
    }
    if (result.isOff()) {
      return "IT DOES NOT BALANCE: see the column \"off\".";
    }
    if (result.sealed().isEmpty()) {
      return "It balances: every record has one fate, every fact was delivered once.";
    }
    return String.format(
        Locale.ROOT,
        "Every record has one fate. WHETHER EVERY FACT WAS DELIVERED CAN'T BE SAID: %,d entries of %s"
            + " are sealed; %s.",
        result.entriesSealed(),
        named(result.sealed()),
        remedy);
  }

  private static String named(SortedMap<String, Long> participants) {
    return participants.size() > MOST_NAMED
        ? participants.size() + " participants"
        : String.join(", ", participants.keySet());
  }

  private static String off(PartitionAccount each) {
    return each.twice() > 0 ? each.twice() + " twice" : each.missing() + " missing";
  }

  private static String off(SinkAccount each) {
    if (each.missing() > 0) {
      return each.missing() + " missing";
    }
    return each.twice() > 0 ? each.twice() + " twice" : each.foreign() + " foreign";
  }

  static ObjectNode json(Reconciliation.Result result) {
    ObjectNode json = Json.object();
    // Unknown, as long as what is sealed can't be compared.
    json.put("balances", (result.isOff() || result.balances()) ? result.balances() : null);
    ArrayNode partitions = json.putArray("partitions");
    for (PartitionAccount each : result.partitions()) {
      ObjectNode to = partitions.addObject();
      to.put("topic", each.topic()).put("topic_id", each.topicId().toString());
      to.put("partition", each.partition()).put("received", each.received());
      to.put("journaled", each.journaled()).put("observed", each.observed());
      to.put("refused", each.refused());
      each.reasons().forEach(to.putObject("refused_by_reason")::put);
      to.put("quarantined", each.quarantined()).put("under_way", each.underWay());
      to.put("missing", each.missing()).put("twice", each.twice());
      to.put("balances", each.balances());
    }
    json.putObject("readmitted")
        .put("records", result.readmitted())
        .put("refused_again", result.refusedAgain());
    json.put("entries", result.entries()).put("entries_erased", result.erased());
    json.put("entries_sealed", result.entriesSealed());
    result.sealed().keySet().forEach(json.putArray("participants_sealed")::add);
    json.put("entries_corrupt", result.entriesCorrupt());
    result.corrupt().keySet().forEach(json.putArray("participants_corrupt")::add);
    ArrayNode sinks = json.putArray("sinks");
    for (SinkAccount each : result.sinks()) {
      ObjectNode to = sinks.addObject();
      to.put("sink", each.sink()).put("facts", each.facts()).put("delivered", each.delivered());
      to.put("under_way", each.underWay()).put("missing", each.missing());
      to.put("foreign", each.foreign()).put("twice", each.twice());
      to.put("balances", each.balances());
      each.where().forEach(to.putArray("where")::add);
    }
    return json;
  }
}
