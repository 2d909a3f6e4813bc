package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.participant.rule.Alert;
import io.zeitgeber.persistence.replay.Known;
import io.zeitgeber.persistence.replay.WhatIf;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** Which alerts another protocol would have given, for people and as JSON. */
final class WhatIfReport {
  private final String protocol;
  private final List<WhatIf.Compared> compared;

  WhatIfReport(String protocol, List<WhatIf.Compared> compared) {
    this.protocol = protocol;
    this.compared = compared;
  }

  boolean isWell() {
    return compared.stream().allMatch(it -> it.corrupt() == null);
  }

  void print(PrintWriter out) {
    for (WhatIf.Compared each : compared) {
      if (each.corrupt() != null) {
        out.println(each.entity() + "  BROKEN: " + each.corrupt().getMessage());
      }
      each.raised().forEach(it -> out.println(each.entity() + "  would be  " + text(it.raised())));
      each.moved()
          .forEach(
              it ->
                  out.println(
                      each.entity()
                          + "  moves     "
                          + text(it.was().raised())
                          + ", to "
                          + time(it.would().raised().eventMicros())));
      each.joined()
          .forEach(
              it ->
                  out.println(
                      each.entity()
                          + "  joins     "
                          + text(it.was().raised())
                          + ", the one at "
                          + time(it.would().raised().eventMicros())));
      each.gone().forEach(it -> out.println(each.entity() + "  is gone   " + text(it.raised())));
    }
    out.println(
        String.format(
            Locale.ROOT,
            "Under %s, %d participants: %d alerts were raised, %d would be: %d at the same instant,"
                + " %d moved, %d joined with another, %d gone, %d more. Nothing was written.",
            protocol,
            compared.size(),
            recorded(),
            same() + moved() + raised(),
            same(),
            moved(),
            joined(),
            gone(),
            raised()));
  }

  private static String text(Alert alert) {
    return String.format(
        Locale.ROOT,
        "%s of %s at %s (mean %.1f %s, limit %s)",
        alert.rule(),
        alert.device(),
        time(alert.eventMicros()),
        alert.value(),
        alert.unit(),
        alert.threshold());
  }

  private static String time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }

  private int recorded() {
    return compared.stream().mapToInt(WhatIf.Compared::recorded).sum();
  }

  private int same() {
    return compared.stream().mapToInt(WhatIf.Compared::same).sum();
  }

  private int moved() {
    return compared.stream().mapToInt(it -> it.moved().size()).sum();
  }

  private int joined() {
    return compared.stream().mapToInt(it -> it.joined().size()).sum();
  }

  private int gone() {
    return compared.stream().mapToInt(it -> it.gone().size()).sum();
  }

  private int raised() {
    return compared.stream().mapToInt(it -> it.raised().size()).sum();
  }

  ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("protocol", protocol);
    json.putObject("totals")
        .put("recorded", recorded())
        .put("same", same())
        .put("moved", moved())
        .put("joined", joined())
        .put("gone", gone())
        .put("raised", raised());
    ArrayNode participants = json.putArray("participants");
    for (WhatIf.Compared each : compared) {
      ObjectNode to = participants.addObject();
      int slash = each.entity().indexOf('/');
      to.put("study", each.entity().substring(0, slash));
      to.put("participant", each.entity().substring(slash + 1));
      to.put("recorded", each.recorded()).put("same", each.same());
      episodes(to.putArray("raised"), each.raised());
      pairs(to.putArray("moved"), each.moved());
      pairs(to.putArray("joined"), each.joined());
      episodes(to.putArray("gone"), each.gone());
    }
    return json;
  }

  private static void pairs(ArrayNode to, List<WhatIf.Moved> pairs) {
    for (WhatIf.Moved each : pairs) {
      ObjectNode pair = to.addObject();
      alert(pair.putObject("was"), each.was().raised());
      alert(pair.putObject("would_be"), each.would().raised());
    }
  }

  private static void episodes(ArrayNode to, List<Known.Episode> episodes) {
    episodes.forEach(episode -> alert(to.addObject(), episode.raised()));
  }

  private static void alert(ObjectNode to, Alert alert) {
    to.put("alert", alert.id()).put("rule", alert.rule()).put("device", alert.device());
    to.put("event_time", time(alert.eventMicros()));
    to.put("value", alert.value()).put("threshold", alert.threshold());
  }
}
