package io.zeitgeber.service.cli;

import io.zeitgeber.persistence.database.DatabaseFailure;
import io.zeitgeber.persistence.timeline.TimelineEntry;
import io.zeitgeber.persistence.timeline.TimelineReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows everything that is known of a participant, side by side in event time. */
@Command(
    name = "timeline",
    description = "Show a participant's timeline: every channel of every device in event time.",
    footer = {
      "",
      "In the terminal a lane is one channel of one device; `·` is a gap: nothing is known there.",
      "Times are event times in UTC. Without --from and --to: the last 24 hours that hold data, from",
      "the first of them on; with --csv or --json: everything.",
      "",
      "Examples:",
      "  ./zeitgeber timeline P001 --study S1",
      "  ./zeitgeber timeline P001 --study S1 --from 2026-01-12T00:00:00Z --channels wear,sleep",
      "  ./zeitgeber timeline P001 --study S1 --csv P001.csv"
    })
final class TimelineCommand implements Callable<Integer> {
  private static final Duration SHOWN = Duration.ofDays(1);
  private static final Instant FIRST = Instant.parse("1826-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("2114-01-01T00:00:00Z");

  @Mixin private InstanceOptions instance = new InstanceOptions();

  @Parameters(paramLabel = "PARTICIPANT", description = "Who.")
  private String participant = "";

  @Option(
      names = "--study",
      paramLabel = "STUDY",
      description = "Of which study. Default: the only one that has the participant.")
  private @Nullable String study;

  @Option(names = "--from", paramLabel = "TIME", description = "RFC 3339, inclusive.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "RFC 3339, exclusive.")
  private @Nullable String to;

  @Option(
      names = "--channels",
      paramLabel = "NAME",
      split = ",",
      description = "Only these, for example heart_rate,steps,wear.")
  private List<String> channels = new ArrayList<>();

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      arity = "0..1",
      fallbackValue = "-",
      description = "As CSV, with units in the header: to FILE, or to standard output.")
  private @Nullable String csv;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      arity = "0..1",
      fallbackValue = "-",
      description = "As JSON, an entry a line: to FILE, or to standard output.")
  private @Nullable String json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    TimelineReader reader = Postgres.with(instance, TimelineReader::new);
    try {
      String where = study(reader);
      boolean shown = csv == null && json == null;
      TimelineReader.Question question = question(reader, where, shown);
      if (csv != null) {
        List<String> names = channels;
        to(
            csv,
            out ->
                write(
                    reader,
                    question,
                    TimelineCsv.to(out, reader.units(where, participant), names)));
      }
      if (json != null) {
        to(json, out -> write(reader, question, TimelineJson.to(out, where, participant)));
      }
      if (shown) {
        show(reader, from == null && to == null ? sinceTheFirst(reader, question) : question);
      }
      return Exit.OK;
    } catch (DatabaseFailure e) {
      throw Postgres.explained(
          e.getCause() instanceof SQLException cause ? cause : new SQLException(e));
    }
  }

  private void show(TimelineReader reader, TimelineReader.Question question) {
    TimelineView view = new TimelineView(question);
    reader.rows(question, view::add);
    view.print(Main.out(spec));
  }

  /** A recording of an hour is no day of gaps. */
  private static TimelineReader.Question sinceTheFirst(
      TimelineReader reader, TimelineReader.Question question) {
    long[] first = {Long.MAX_VALUE};
    reader.rows(question, entry -> first[0] = Math.min(first[0], entry.startMicros()));
    Instant known = Instant.ofEpochSecond(Math.floorDiv(first[0], 60_000_000L) * 60);
    boolean later = known.isAfter(question.from()) && known.isBefore(question.to());
    return new TimelineReader.Question(
        question.study(),
        question.participant(),
        later ? known : question.from(),
        question.to(),
        question.channels());
  }

  private static void write(
      TimelineReader reader, TimelineReader.Question question, Consumer<TimelineEntry> to) {
    reader.rows(question, to);
  }

  private void to(String where, Consumer<PrintWriter> lines) throws IOException {
    if (where.equals("-")) {
      lines.accept(Main.out(spec));
      return;
    }
    try (PrintWriter file =
        new PrintWriter(Files.newBufferedWriter(Path.of(where), StandardCharsets.UTF_8))) {
      lines.accept(file);
      if (file.checkError()) {
        throw new IOException("cannot write " + where);
      }
    }
  }

  /** The study that is meant; says what to do where there is no such participant. */
  private String study(TimelineReader reader) {
    List<String> studies = reader.studiesOf(participant);
    if (study == null && studies.size() == 1) {
      return studies.getFirst();
    }
    if (study != null && studies.contains(study)) {
      return study;
    }
    if (!studies.isEmpty()) {
      throw CommandFailure.usage(
          participant
              + (study == null ? " is in several studies" : " is not in study " + study)
              + ": add --study "
              + String.join(" or --study ", studies));
    }
    List<String> some = reader.someOf(study == null ? "default" : study);
    throw CommandFailure.usage(
        "nothing was ever received of a participant "
            + participant
            + (study == null ? "" : " in study " + study)
            + (some.isEmpty()
                ? "; `zeitgeber feed` and `zeitgeber simulate` bring some in"
                : "; there are, for example, " + String.join(", ", some)));
  }

  private TimelineReader.Question question(TimelineReader reader, String where, boolean shown) {
    Instant end = to == null ? null : time("--to", to);
    Instant start = from == null ? null : time("--from", from);
    if (shown && end == null) {
      Optional<Instant> last = reader.last(where, participant);
      Instant found = last.orElse(Instant.EPOCH).plusSeconds(60);
      end = start == null ? found : start.plus(SHOWN);
    }
    if (shown && start == null) {
      start = Objects.requireNonNull(end).minus(SHOWN);
    }
    Instant begin = start == null ? FIRST : start;
    Instant over = end == null ? LAST : end;
    if (!begin.isBefore(over)) {
      throw CommandFailure.usage("--from is not before --to");
    }
    return new TimelineReader.Question(where, participant, begin, over, channels);
  }

  private static Instant time(String option, String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw CommandFailure.usage(
          option + ": an RFC 3339 time with its offset, as 2026-01-12T09:00:00Z, not " + text);
    }
  }
}
