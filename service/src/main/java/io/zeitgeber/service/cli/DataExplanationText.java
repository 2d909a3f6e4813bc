package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.persistence.explain.DataExplanation;
import io.zeitgeber.persistence.projection.DataAlertJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The evidence of an alert about data, for people. */
final class DataExplanationText {
  private static final ObjectMapper JSON = new ObjectMapper();

  private DataExplanationText() {}

  static void print(DataExplanation it, PrintWriter out) throws IOException {
    out.println("alert " + it.raised().alert().id());
    line(out, "says", sentence(DataAlertJson.of(it.study(), it.participant(), it.raised())));
    line(
        out,
        "ended",
        it.resolved() == null
            ? "not yet"
            : sentence(DataAlertJson.of(it.study(), it.participant(), it.resolved())));
    it.handled().forEach(did -> line(out, did.action().lifecycle(), done(did)));
    line(out, "last", last(it.last()));
    line(out, "protocol", it.raised().alert().protocol() + ", digest " + it.protocolDigest());
    line(out, "journal", "entry " + it.sequence());
    line(out, "chain", it.chainDigest());
    line(out, "code", it.code() + ", rules " + it.rules());
    line(
        out,
        "again",
        it.asRecorded()
            ? "the same alert is derived from what was received"
            : "DIFFERS: the journal's entry has another alert than is derived from it");
  }

  private static String sentence(String json) throws IOException {
    JsonNode alert = JSON.readTree(json);
    return DataAlertSentence.of(alert);
  }

  private static String last(DataExplanation.@Nullable Last last) {
    if (last == null) {
      return "no record counted";
    }
    return "record "
        + last.arrival()
        + " of the participant, received "
        + ExplanationText.time(last.receivedMicros())
        + (last.source() == null
            ? ""
            : ", " + last.source().channel() + " of " + last.source().device())
        + String.format(
            Locale.ROOT,
            ", %s-%d@%d, entry %d",
            last.origin().topic(),
            last.origin().partition(),
            last.origin().offset(),
            last.sequence());
  }

  private static String done(Fact.AlertHandled did) {
    return ExplanationText.time(did.receivedMicros())
        + " by "
        + did.by()
        + (did.account() == null ? " (as claimed)" : "")
        + (did.note().isEmpty() ? "" : ": " + did.note());
  }

  private static void line(PrintWriter out, String name, String value) {
    out.println(String.format(Locale.ROOT, "  %-9s %s", name, value));
  }
}
