package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.persistence.explain.DataExplanation;
import io.zeitgeber.persistence.explain.Explanation;
import io.zeitgeber.persistence.explain.WhyNone;
import io.zeitgeber.persistence.replay.Replay;
import io.zeitgeber.service.query.DataExplanationJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Why there was an alert, and why there was none. */
@Command(
    name = "explain",
    description = "Show all that an alert rests on; or why a rule raised none.",
    footer = {
      "",
      "The samples are found again in the journal, and the mean is computed again from them. Of an",
      "alert about data (no-data, low-battery, …): what it says, the last record that counted, and",
      "whether it is derived again.",
      "",
      "  ./zeitgeber explain 5f0c…            the alert's id, as `alerts --json` shows it",
      "  ./zeitgeber explain --participant P001 --rule high-heart-rate --at 2026-01-05T08:40:00Z",
      "",
      "Exit codes: 0 explained; 1 what was found does not give what the alert says; 2 no such"
          + " alert;",
      "3 no instance."
    })
final class ExplainCommand implements Callable<Integer> {

  @Parameters(paramLabel = "ALERT-ID", arity = "0..1", description = "32 hexadecimal digits.")
  private @Nullable String alert;

  @Option(names = "--rule", paramLabel = "R", description = "Why did this rule raise nothing …")
  private @Nullable String rule;

  @Option(names = "--at", paramLabel = "TIME", description = "… at this event time?")
  private @Nullable String at;

  @Mixin private WhichParticipants which = new WhichParticipants();

  @Mixin private JsonOption json = new JsonOption();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if ((alert == null) == (rule == null || at == null)) {
      throw CommandFailure.usage("name an alert, or --participant, --rule and --at");
    }
    return which.with(2, this::explain);
  }

  private int explain(Replay replay) throws Exception {
    if (alert == null) {
      return none(replay);
    }
    List<String> study = which.isFile() ? List.of() : ofStudy(alert);
    if (!study.isEmpty()) {
      return raised(study);
    }
    Optional<DataExplanation> data = aboutData(replay, alert);
    return data.isPresent() ? raised(data.get()) : raised(replay, alert);
  }

  private List<String> ofStudy(String id) {
    return Postgres.with(which.instance(), source -> AlertOwner.ofStudy(source, id));
  }

  // A study's finding is made of its participants' silences, so no single journal has it.
  private int raised(List<String> ofStudy) throws Exception {
    ObjectNode all = Json.object();
    ArrayNode records = all.putArray("records");
    for (String each : ofStudy) {
      records.add(Json.parse(each.getBytes(StandardCharsets.UTF_8)));
    }
    if (!json.takes(all, Main.out(spec))) {
      records.forEach(each -> Main.out(spec).println(DataAlertSentence.of(each)));
      Main.out(spec).println("  about the study as a whole: made of its participants' silences");
    }
    return Exit.OK;
  }

  private int raised(DataExplanation explanation) throws Exception {
    if (!json.takes(DataExplanationJson.of(explanation), Main.out(spec))) {
      DataExplanationText.print(explanation, Main.out(spec));
    }
    return explanation.asRecorded() ? Exit.OK : Exit.FOUND;
  }

  private Optional<DataExplanation> aboutData(Replay replay, String id) throws Exception {
    List<String> candidates =
        which.isFile()
            ? which.of(replay.histories())
            : Postgres.with(which.instance(), source -> AlertOwner.ofData(source, id));
    return candidates.stream()
        .flatMap(entity -> DataExplanation.of(replay, entity, id).stream())
        .findFirst();
  }

  private int raised(Replay replay, String id) throws Exception {
    Explanation explanation = find(replay, id);
    if (!json.takes(ExplanationText.json(explanation), Main.out(spec))) {
      ExplanationText.print(explanation, Main.out(spec));
    }
    return explanation.agrees() && explanation.asRecorded() ? Exit.OK : Exit.FOUND;
  }

  // The table of alerts says whose it is; a file has no tables.
  private Explanation find(Replay replay, String id) {
    List<String> candidates =
        which.isFile()
            ? which.of(replay.histories())
            : Postgres.with(which.instance(), source -> AlertOwner.of(source, id));
    for (String entity : candidates) {
      Optional<Explanation> found = Explanation.of(replay, entity, id);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw CommandFailure.usage("no alert has the id " + id);
  }

  private int none(Replay replay) throws Exception {
    String entity = which.one(replay.histories());
    long micros = TimeOption.micros("--at", java.util.Objects.requireNonNull(at, "checked"));
    String asked = java.util.Objects.requireNonNull(rule, "checked");
    List<WhyNone.Answer> answers;
    try {
      answers = WhyNone.ask(replay, entity, asked, micros);
    } catch (IllegalArgumentException unknown) {
      throw CommandFailure.usage(String.valueOf(unknown.getMessage()));
    }
    if (!json.takes(WhyNoneText.json(entity, asked, micros, answers), Main.out(spec))) {
      WhyNoneText.print(entity, asked, answers, Main.out(spec));
    }
    return Exit.OK;
  }
}
