package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.persistence.access.Access;
import io.zeitgeber.persistence.access.AccessLog;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The access log. */
@Command(
    name = "access",
    sortOptions = false,
    description = "Who saw and changed what: the access log, oldest first.",
    footer = {
      "",
      "Examples:",
      "  ./zeitgeber audit access --participant P001 --study S1",
      "  ./zeitgeber audit access --from 2026-03-01T00:00:00Z --csv > march.csv"
    })
final class AuditAccessCommand implements Callable<Integer> {
  private static final int PAGE = 1_000;
  private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");

  @Mixin private InstanceOptions instance = new InstanceOptions();

  @Option(names = "--study", paramLabel = "S", description = "Of this study only.")
  private @Nullable String study;

  @Option(names = "--participant", paramLabel = "P", description = "Of this participant only.")
  private @Nullable String participant;

  @Option(names = "--subject", paramLabel = "NAME", description = "What this one did only.")
  private @Nullable String subject;

  @Option(names = "--from", paramLabel = "TIME", description = "Time of access, inclusive.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Time of access, exclusive.")
  private @Nullable String to;

  @Option(names = "--json", description = "For programs: an object a line.")
  private boolean json;

  @Option(names = "--csv", description = "For tables: RFC 4180, times in UTC.")
  private boolean csv;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Main.out(spec);
    AccessLog.Question question =
        new AccessLog.Question(
            Optional.ofNullable(study),
            Optional.ofNullable(participant),
            Optional.ofNullable(subject),
            from == null ? Instant.EPOCH : time("--from", from),
            to == null ? LAST : time("--to", to));
    if (csv) {
      out.println(
          "access,at_utc,subject,role,organisation,authenticated,method,action,study,participant,"
              + "about,peer,outcome,detail,node");
    }
    long lines = Postgres.<Long>with(instance, source -> print(source, question, out));
    out.flush();
    if (!json && !csv) {
      Main.err(spec).println(lines + " lines");
    }
    return Exit.OK;
  }

  private static Instant time(String option, String text) {
    return Instant.EPOCH.plus(TimeOption.micros(option, text), ChronoUnit.MICROS);
  }

  private long print(DataSource source, AccessLog.Question question, PrintWriter out) {
    AccessLog log = new AccessLog(source);
    long after = 0;
    long lines = 0;
    while (true) {
      List<AccessLog.Line> page = log.page(question, after, PAGE);
      for (AccessLog.Line line : page) {
        out.println(json ? Json.line(object(line)) : csv ? record(line) : text(line.line()));
        after = line.access();
        lines++;
      }
      if (page.size() < PAGE) {
        return lines;
      }
    }
  }

  private static ObjectNode object(AccessLog.Line of) {
    Access line = of.line();
    ObjectNode object = Json.object();
    object.put("access", of.access()).put("at", line.at().toString());
    object.put("subject", line.subject());
    Optional.ofNullable(line.role()).ifPresent(it -> object.put("role", it));
    Optional.ofNullable(line.organisation()).ifPresent(it -> object.put("organisation", it));
    object.put("authenticated", line.authenticated());
    object.put("method", line.method()).put("action", line.action().label());
    Optional.ofNullable(line.study()).ifPresent(it -> object.put("study", it));
    Optional.ofNullable(line.participant()).ifPresent(it -> object.put("participant", it));
    object.put("about", line.about()).put("peer", line.peer()).put("outcome", line.outcome());
    return object.put("detail", line.detail()).put("node", line.node());
  }

  private static String record(AccessLog.Line of) {
    Access line = of.line();
    StringBuilder record = new StringBuilder(Long.toString(of.access()));
    for (@Nullable Object field :
        new @Nullable Object[] {
          line.at(), line.subject(), line.role(), line.organisation(), line.authenticated(),
          line.method(), line.action().label(), line.study(), line.participant(), line.about(),
          line.peer(), line.outcome(), line.detail(), line.node()
        }) {
      record.append(',').append(quoted(field == null ? "" : field.toString()));
    }
    return record.toString();
  }

  /** A leading = + - @ would be a formula to a spreadsheet. */
  private static String quoted(String field) {
    String safe = !field.isEmpty() && "=+-@".indexOf(field.charAt(0)) >= 0 ? "'" + field : field;
    return safe.contains(",") || safe.contains("\"") || safe.contains("\n")
        ? "\"" + safe.replace("\"", "\"\"") + "\""
        : safe;
  }

  private static String text(Access line) {
    String who = line.subject().isEmpty() ? "nobody named" : line.subject();
    String role =
        line.role() == null
            ? line.authenticated() ? "" : " (as claimed)"
            : " (" + line.role() + ")";
    String whom =
        line.study() == null
            ? ""
            : " " + line.study() + (line.participant() == null ? "" : "/" + line.participant());
    return String.format(
            Locale.ROOT,
            "%s  %-8s %s%s  %s%s  %s  from %s  %s %s",
            line.at(),
            line.action().label(),
            who,
            role,
            line.method(),
            whom,
            line.about(),
            line.peer(),
            line.outcome(),
            line.detail())
        .strip();
  }
}
