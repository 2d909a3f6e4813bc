package io.zeitgeber.persistence.replay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.participant.clock.Confidence;
import io.zeitgeber.participant.clock.DeviceClock;
import io.zeitgeber.participant.protocol.ThresholdRule;
import io.zeitgeber.participant.rule.OpenAlert;
import io.zeitgeber.participant.step.AmendFact;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.participant.window.Window;
import io.zeitgeber.persistence.projection.WindowFacts;
import io.zeitgeber.persistence.projection.WindowRow;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A participant as JSON: as known at a moment ({@code until}), or what is known by then about an
 * event time ({@code about}).
 */
public final class StateView {
  private static final long DAY_MICROS = 86_400_000_000L;

  private StateView() {}

  /** The participant as known then: state, open windows, fronts, thresholds, open alerts. */
  public static ObjectNode until(Replay replay, String entity, Until until) {
    Known known = Known.of(replay, entity, until, Fact.ThresholdChanged.class::isInstance);
    ObjectNode view = head(known, until);
    Participant participant = known.participant();
    ArrayNode fronts = view.putArray("fronts");
    for (Participant.Front front : participant.fronts()) {
      fronts
          .addObject()
          .put("device", front.device())
          .put("channel", front.channel())
          .put("event_time", Jsons.time(front.frontMicros()));
    }
    thresholds(view.putArray("thresholds"), known, Long.MAX_VALUE);
    ArrayNode alerts = view.putArray("open_alerts");
    for (OpenAlert alert : participant.openAlerts()) {
      alerts
          .addObject()
          .put("alert", alert.id())
          .put("rule", alert.rule())
          .put("device", alert.device())
          .put("channel", alert.channel())
          .put("event_time", Jsons.time(alert.raisedAtMicros()))
          .put("value", alert.value());
    }
    ArrayNode windows = view.putArray("open_windows");
    for (Window window : participant.windowsSoFar()) {
      Jsons.window(windows.addObject(), window);
    }
    return view;
  }

  /** What is known about an event time: windows that cover it, alerts open then, thresholds. */
  public static ObjectNode about(Replay replay, String entity, long eventMicros, Until until) {
    Known known =
        Known.of(
            replay,
            entity,
            until,
            fact -> fact instanceof Fact.ThresholdChanged || touches(fact, eventMicros));
    ObjectNode view = head(known, until);
    view.put("about", Jsons.time(eventMicros));
    thresholds(view.putArray("thresholds"), known, eventMicros);
    ArrayNode alerts = view.putArray("alerts_open_then");
    for (Known.Episode episode : known.episodes()) {
      if (episode.covers(eventMicros)) {
        Jsons.alert(alerts.addObject(), episode.raised(), episode.resolved());
      }
    }
    ArrayNode windows = view.putArray("windows");
    for (WindowRow row : merged(replay, known)) {
      if (covers(row.key().startMicros(), row.key().sizeSeconds() * 1_000_000L, eventMicros)) {
        Jsons.window(windows.addObject(), row);
      }
    }
    for (Window window : known.participant().windowsSoFar()) {
      if (covers(window.startMicros(), window.sizeMicros(), eventMicros)) {
        Jsons.window(windows.addObject(), window);
      }
    }
    return view;
  }

  private static ObjectNode head(Known known, Until until) {
    Participant participant = known.participant();
    ObjectNode view = CanonicalJson.object();
    view.put("study", participant.study()).put("participant", participant.id());
    if (participant.site() != null) {
      view.put("site", participant.site());
    }
    view.put("known_until", describe(until));
    view.put("sequence", known.sequence());
    view.put("chain_digest", HexFormat.of().formatHex(known.head()));
    view.put("state_digest", HexFormat.of().formatHex(participant.digest()));
    view.put("protocol", participant.protocol().label());
    view.put("status", participant.status().name().toLowerCase(java.util.Locale.ROOT));
    view.put("records", participant.arrivals());
    clocks(view.putArray("clocks"), participant);
    return view;
  }

  /** How far each device's clock was off, as far as that was known then. */
  private static void clocks(ArrayNode to, Participant participant) {
    for (String device : participant.devices()) {
      @Nullable DeviceClock clock = participant.clock(device);
      if (clock == null) {
        continue;
      }
      Confidence confidence = clock.confidence();
      ObjectNode one = to.addObject().put("device", device);
      one.put("confidence", confidence.name().toLowerCase(java.util.Locale.ROOT));
      one.put("segment", clock.segment() + 1);
      if (confidence != Confidence.NONE) {
        one.put("offset_ms", BigDecimal.valueOf(clock.offsetMicros(), 3).doubleValue());
        one.put("drift_ppm", BigDecimal.valueOf(clock.driftPpb(), 3).doubleValue());
      }
    }
  }

  private static String describe(Until until) {
    return switch (until) {
      case Until.Now _ -> "now";
      case Until.Sequence(long last) -> "entry " + last;
      case Until.Received(long micros) -> Jsons.time(micros);
    };
  }

  /** The limits in force, each with who set it; of changes received later nothing is known. */
  private static void thresholds(ArrayNode to, Known known, long receivedMicros) {
    for (ThresholdRule rule : known.participant().protocol().rules()) {
      bound(to.addObject(), known, rule, "high", rule.high(), receivedMicros);
      bound(to.addObject(), known, rule, "low", rule.low(), receivedMicros);
    }
  }

  private static void bound(
      ObjectNode to,
      Known known,
      ThresholdRule rule,
      String bound,
      double standard,
      long receivedMicros) {
    Fact.@Nullable ThresholdChanged last = null;
    for (Known.Concluded concluded : known.facts()) {
      if (concluded.fact() instanceof Fact.ThresholdChanged changed
          && changed.channel().equals(rule.channel())
          && changed.bound().equals(bound)
          && changed.receivedMicros() <= receivedMicros) {
        last = changed;
      }
    }
    to.put("rule", bound.equals("high") ? rule.highRule() : rule.lowRule());
    to.put("channel", rule.channel()).put("bound", bound);
    Threshold.of(last, standard, known.participant().protocol().label()).write(to);
  }

  private static boolean touches(Fact fact, long eventMicros) {
    return switch (fact) {
      case Fact.WindowClosed(Window window) ->
          covers(window.startMicros(), window.sizeMicros(), eventMicros);
      case Fact.WindowAmended amended -> {
        Window late = amended.late();
        long day = Math.floorDiv(late.startMicros(), DAY_MICROS) * DAY_MICROS;
        yield covers(day, Math.max(DAY_MICROS, late.sizeMicros()), eventMicros);
      }
      case AmendFact.WindowProvisional provisional ->
          covers(
              provisional.window().startMicros(), provisional.window().sizeMicros(), eventMicros);
      case AmendFact.WindowRevised revised ->
          covers(revised.window().startMicros(), revised.window().sizeMicros(), eventMicros);
      case AmendFact.WindowsFinal settled -> settled.throughMicros() > eventMicros;
      default -> false;
    };
  }

  private static List<WindowRow> merged(Replay replay, Known known) {
    WindowFacts merging = new WindowFacts(replay.protocols());
    for (Known.Concluded concluded : known.facts()) {
      if (concluded.fact() instanceof Fact.WindowClosed closed) {
        merging.add(concluded.header(), closed);
      } else if (concluded.fact() instanceof Fact.WindowAmended amended) {
        merging.add(concluded.header(), amended);
      } else if (concluded.fact() instanceof AmendFact amend) {
        merging.add(concluded.header(), amend);
      }
    }
    return merging.rows();
  }

  private static boolean covers(long startMicros, long sizeMicros, long eventMicros) {
    return startMicros <= eventMicros && eventMicros < startMicros + sizeMicros;
  }
}
