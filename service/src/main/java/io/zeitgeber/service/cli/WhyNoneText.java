package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.persistence.explain.WhyNone.Answer;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Why a rule raised nothing, for people and as JSON. */
final class WhyNoneText {

  private WhyNoneText() {}

  static void print(String entity, String rule, List<Answer> answers, PrintWriter out) {
    if (answers.isEmpty()) {
      out.println(entity + " has no device with the channel of " + rule + ": nothing to decide on");
    }
    for (Answer answer : answers) {
      out.println(
          entity
              + ", device "
              + answer.device()
              + ", "
              + rule
              + " at "
              + ExplanationText.time(answer.decidedMicros())
              + ": "
              + sentence(answer));
      if (answer.decidedBy() > 0) {
        out.println(
            "  decided by record "
                + answer.decidedBy()
                + " of the participant, in entry "
                + answer.sequence()
                + "; "
                + answer.samples().size()
                + " samples then, "
                + answer.late().size()
                + " of the window came later");
      }
    }
  }

  private static String sentence(Answer it) {
    return switch (it.verdict()) {
      case THERE_WAS_ONE ->
          "there was one: " + Objects.requireNonNull(it.raised(), "so the verdict").id();
      case NOT_DECIDED_YET ->
          "not decided yet: the device has delivered nothing later, and a later sample decides";
      case BEFORE_THE_FIRST -> "never decided: the device's first sample is later";
      case NO_SAMPLES -> "there were no samples in the window: then nothing is decided";
      case TOO_FEW_SAMPLES ->
          "there were "
              + it.samples().size()
              + " samples in the window, and the rule wants "
              + it.needed()
              + ": then nothing is decided";
      case ALREADY_RAISED ->
          "alert "
              + Objects.requireNonNull(it.open(), "so the verdict").id()
              + " was open already, raised at "
              + ExplanationText.time(it.open().raisedAtMicros())
              + " (mean "
              + it.mean()
              + ", limit "
              + it.limit()
              + ")";
      case NOT_ACTIVE -> "the participant was not active then: nothing is raised";
      case WITHIN_THE_LIMIT ->
          "the mean of "
              + it.samples().size()
              + " samples was "
              + it.mean()
              + ", the limit "
              + it.limit();
    };
  }

  static ObjectNode json(String entity, String rule, long atMicros, List<Answer> answers) {
    ObjectNode json = Json.object();
    int slash = entity.indexOf('/');
    json.put("study", entity.substring(0, slash));
    json.put("participant", entity.substring(slash + 1));
    json.put("rule", rule).put("at", ExplanationText.time(atMicros));
    ArrayNode devices = json.putArray("devices");
    answers.forEach(answer -> add(devices.addObject(), answer));
    return json;
  }

  private static void add(ObjectNode to, Answer answer) {
    to.put("device", answer.device()).put("channel", answer.channel());
    to.put("verdict", answer.verdict().name().toLowerCase(Locale.ROOT));
    to.put("because", sentence(answer));
    to.put("event_time", ExplanationText.time(answer.decidedMicros()));
    if (answer.decidedBy() > 0) {
      to.put("arrival", answer.decidedBy()).put("sequence", answer.sequence());
    }
    to.put("needed", answer.needed());
    if (!Double.isNaN(answer.mean())) {
      to.put("mean", answer.mean());
    }
    if (!Double.isNaN(answer.limit())) {
      to.put("limit", answer.limit());
    }
    ArrayNode samples = to.putArray("samples");
    answer.samples().forEach(sample -> ExplanationText.add(samples.addObject(), sample));
    ArrayNode late = to.putArray("late");
    answer.late().forEach(sample -> ExplanationText.add(late.addObject(), sample));
  }
}
