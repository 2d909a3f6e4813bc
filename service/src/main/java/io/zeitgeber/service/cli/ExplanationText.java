package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.participant.clock.Confidence;
import io.zeitgeber.participant.rule.Alert;
import io.zeitgeber.participant.step.ClockThen;
import io.zeitgeber.persistence.explain.Explanation;
import io.zeitgeber.persistence.explain.Sample;
import io.zeitgeber.service.query.ExplanationJson;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The evidence of an alert, for people and as JSON. */
final class ExplanationText {

  private ExplanationText() {}

  static void print(Explanation it, PrintWriter out) {
    Alert alert = it.alert();
    out.println("alert " + alert.id());
    line(out, "who", it.study() + "/" + it.participant() + ", device " + alert.device());
    line(out, "rule", alert.rule() + " on " + alert.channel() + " (" + alert.unit() + ")");
    line(
        out,
        "decided",
        "mean "
            + alert.value()
            + (alert.value() > alert.threshold() ? " above " : " below ")
            + alert.threshold()
            + " at "
            + time(alert.eventMicros())
            + (alert.live() ? ", live" : ", retrospectively"));
    line(
        out,
        "window",
        "("
            + time(alert.eventMicros() - alert.windowMicros())
            + ", "
            + time(alert.eventMicros())
            + "], "
            + alert.samples()
            + " samples");
    line(out, "limit", it.threshold().text());
    line(
        out,
        "ended",
        it.resolved() == null ? "not yet" : "resolved at " + time(it.resolved().eventMicros()));
    it.handled()
        .forEach(
            did ->
                line(
                    out,
                    did.action().lifecycle(),
                    time(did.receivedMicros())
                        + " by "
                        + did.by()
                        + (did.account() == null ? " (as claimed)" : "")
                        + (did.note().isEmpty() ? "" : ": " + did.note())));
    line(out, "clock", clock(it.clock()));
    line(out, "protocol", alert.protocol() + ", digest " + it.protocol().digest());
    line(
        out,
        "journal",
        "entry "
            + it.sequence()
            + ", record "
            + alert.arrival()
            + " of the participant, received "
            + time(alert.triggeredMicros()));
    line(out, "chain", it.chainDigest());
    line(out, "code", it.code() + ", rules " + it.rules());
    line(out, "again", again(it));
    out.println("  samples (event time, ± s, value, device time, received, origin, entry)");
    for (Sample sample : it.samples()) {
      out.println(
          String.format(
              Locale.ROOT,
              "    %s  %5s  %8s  %s  %s  %s-%d@%d%s  %d",
              time(sample.eventMicros()),
              sample.uncertaintyMicros() < 0 ? "?" : seconds(sample.uncertaintyMicros()),
              sample.value(),
              time(sample.deviceMicros()),
              time(sample.receivedMicros()),
              sample.origin().topic(),
              sample.origin().partition(),
              sample.origin().offset(),
              sample.index() == 0 ? "" : "[" + sample.index() + "]",
              sample.sequence()));
    }
  }

  private static String clock(@Nullable ClockThen clock) {
    if (clock == null) {
      return "no record of the device made it decide";
    }
    String is = "; event time is " + ExplanationJson.eventTimeIs(clock);
    return switch (clock.source()) {
      case TRUSTED -> "the device's own is trusted" + is;
      case RECEIVED -> "the device has none that is used" + is;
      case STAMPED_BY_DEVICE ->
          "received times are the device's own, so nothing can be learned" + is;
      case MODELLED ->
          clock.confidence() == Confidence.NONE
              ? "no clock model had spoken" + is
              : clock.confidence().name().toLowerCase(Locale.ROOT)
                  + " model, segment "
                  + clock.segment()
                  + ": "
                  + seconds(clock.offsetMicros())
                  + " s are added, drift "
                  + String.format(Locale.ROOT, "%.1f ppm", clock.driftPpb() / 1_000.0)
                  + is;
    };
  }

  private static String seconds(long micros) {
    return String.format(Locale.ROOT, "%.3f", micros / 1e6);
  }

  private static void line(PrintWriter out, String name, String value) {
    out.println(String.format(Locale.ROOT, "  %-9s %s", name, value));
  }

  private static String again(Explanation it) {
    if (!it.asRecorded()) {
      return "DIFFERS: the journal's entry has another alert than is derived from it";
    }
    return it.agrees()
        ? "the " + it.samples().size() + " samples below have exactly this mean"
        : "DIFFERS: " + it.samples().size() + " samples were found, of mean " + it.mean();
  }

  static ObjectNode json(Explanation it) {
    return ExplanationJson.of(it);
  }

  static void add(ObjectNode to, Sample sample) {
    ExplanationJson.add(to, sample);
  }

  static String time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }
}
