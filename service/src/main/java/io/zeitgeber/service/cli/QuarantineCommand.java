package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.persistence.key.Keys;
import io.zeitgeber.persistence.quarantine.QuarantinedRecord;
import io.zeitgeber.persistence.quarantine.Readmissions;
import io.zeitgeber.persistence.quarantine.Shelf;
import io.zeitgeber.service.query.v1.ReadmitRecordsRequest;
import io.zeitgeber.service.query.v1.ReadmitRecordsResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Records that could not become observations. */
@Command(
    name = "quarantine",
    description = "Look at records that were refused, and let them in again after a repair.",
    subcommands = {
      QuarantineCommand.ListThem.class,
      QuarantineCommand.Show.class,
      QuarantineCommand.Export.class,
      QuarantineCommand.Readmit.class
    },
    footer = {
      "",
      "  ./zeitgeber quarantine list                            how many, by reason",
      "  ./zeitgeber quarantine show --participant P001         each, with its bytes",
      "  ./zeitgeber quarantine readmit --reason-code UNKNOWN_CHANNEL --by 'J. Doe' \\",
      "      --reason 'protocol s1@2 has the channel'",
      "",
      "docs/reasons.md lists every reason with cause and remedy."
    })
final class QuarantineCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Main.commandLine(spec).usage(Main.err(spec));
    return Exit.USAGE;
  }

  /** Which records are meant. */
  static final class Which {
    @Option(names = "--reason-code", paramLabel = "CODE", description = "Refused for this reason.")
    private @Nullable String code;

    @Option(names = "--study", paramLabel = "S", description = "Of this study.")
    private @Nullable String study;

    @Option(names = "--participant", paramLabel = "P", description = "Of this participant.")
    private @Nullable String participant;

    @Option(names = "--topic", paramLabel = "T", description = "From this topic.")
    private @Nullable String topic;

    @Option(names = "--partition", paramLabel = "N", description = "From this partition.")
    private @Nullable Integer partition;

    @Option(names = "--offset", paramLabel = "N", description = "At this offset.")
    private @Nullable Long offset;

    @Mixin private InstanceOptions instance = new InstanceOptions();

    /** Those that are at hand; without any, sealed bytes are not shown. */
    Keys keys(DataSource source, PrintWriter err) {
      Optional<Keys> ring = KeyOptions.ring(instance, source);
      if (ring.isEmpty()) {
        err.println(
            "zeitgeber: no key file at "
                + KeyOptions.files(instance).encryption()
                + ": sealed bytes are not shown; "
                + KeyOptions.BRING);
      }
      return ring.orElse(Keys.NONE);
    }

    Shelf.Choice choice() {
      return new Shelf.Choice(code, study, participant, topic, partition, offset);
    }

    /** The same, for the service, which lets in the records of one study at a time. */
    ReadmitRecordsRequest.Builder request() {
      ReadmitRecordsRequest.Builder request =
          ReadmitRecordsRequest.newBuilder()
              .setStudy(study == null ? "default" : study)
              .setParticipant(participant == null ? "" : participant)
              .setReasonCode(code == null ? "" : code)
              .setTopic(topic == null ? "" : topic);
      if (partition != null) {
        request.setPartition(partition);
      }
      if (offset != null) {
        request.setOffset(offset);
      }
      return request;
    }
  }

  /** Counts them. */
  @Command(name = "list", description = "How many there are, by reason.")
  static final class ListThem implements Callable<Integer> {
    @Mixin private Which which = new Which();

    @Mixin private JsonOption json = new JsonOption();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      java.util.List<Shelf.Count> counts =
          Postgres.with(
              which.instance, source -> new Shelf(source, Keys.NONE).counts(which.choice()));
      ObjectNode all = Json.object();
      ArrayNode reasons = all.putArray("reasons");
      for (Shelf.Count each : counts) {
        reasons
            .addObject()
            .put("reason", each.reason())
            .put("refused_by", each.refusedBy())
            .put("records", each.records())
            .put("readmitted", each.readmitted())
            .put("readmitted_done", each.done())
            .put("refused_again", each.again());
      }
      if (!json.takes(all, Main.out(spec))) {
        if (counts.isEmpty()) {
          Main.err(spec).println("nothing of that kind is in the quarantine");
        }
        counts.forEach(
            each ->
                Main.out(spec)
                    .println(
                        String.format(
                            Locale.ROOT,
                            "%-24s %10d records  refused by %-6s  readmitted %d (%d done, %d refused again)",
                            each.reason(),
                            each.records(),
                            each.refusedBy(),
                            each.readmitted(),
                            each.done(),
                            each.again())));
      }
      return Exit.OK;
    }
  }

  /** Shows them one by one. */
  @Command(name = "show", description = "Show them one by one, oldest first, with their bytes.")
  static final class Show implements Callable<Integer> {
    @Mixin private Which which = new Which();

    @Option(names = "--limit", paramLabel = "N", description = "At most so many. Default: 20")
    private int limit = 20;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      boolean[] any = {false};
      Postgres.with(
          which.instance,
          source -> {
            new Shelf(source, which.keys(source, Main.err(spec)))
                .each(
                    which.choice(),
                    limit,
                    item -> {
                      any[0] = true;
                      Main.out(spec).println(json ? Json.line(json(item)) : text(item));
                    });
            return true;
          });
      if (!any[0]) {
        Main.err(spec).println("nothing of that kind is in the quarantine");
      }
      return Exit.OK;
    }
  }

  /** Writes them to a file. */
  @Command(
      name = "export",
      description = "Write them to a file of JSON Lines, bytes in Base64.",
      footer = {"", "The file holds what participants sent: treat it so."})
  static final class Export implements Callable<Integer> {
    @Mixin private Which which = new Which();

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "Where to.")
    private Path out = Path.of("");

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      long[] written = new long[1];
      try (BufferedWriter writer = Files.newBufferedWriter(out, StandardCharsets.UTF_8)) {
        Postgres.with(
            which.instance,
            source -> {
              new Shelf(source, which.keys(source, Main.err(spec)))
                  .each(which.choice(), Integer.MAX_VALUE, item -> write(writer, item, written));
              return true;
            });
      } catch (UncheckedIOException full) {
        throw full.getCause();
      }
      Main.out(spec).println(out + ": " + written[0] + " records");
      return Exit.OK;
    }

    private static void write(BufferedWriter writer, Shelf.Item item, long[] written) {
      try {
        writer.write(Json.line(json(item)));
        writer.write('\n');
        written[0]++;
      } catch (IOException full) {
        throw new UncheckedIOException(full);
      }
    }
  }

  /** Lets them in again. */
  @Command(
      name = "readmit",
      description = "Let the chosen records in again, in the order in which they were refused.",
      footer = {
        "",
        "Do it after the cause is mended: a protocol that knows the channel, an enrolment, a repaired",
        "participant. Each record gets an origin of its own (readmitted, n) and goes through the",
        "participant's rules as they are now; it is journaled with who and why. A record is let in once:",
        "asked for again, nothing happens. One that is refused again is in the quarantine under its new",
        "origin, and can be let in from there.",
        "",
        "Exit codes: 0 all are journaled, or (with --no-wait) asked for; 1 some could not be, or were",
        "refused again; 3 no instance."
      })
  static final class Readmit implements Callable<Integer> {
    @Mixin private Which which = new Which();

    @Mixin private Deciding deciding = new Deciding();

    @Option(names = "--limit", paramLabel = "N", description = "At most so many. Default: all.")
    private int limit = Integer.MAX_VALUE;

    @Option(names = "--no-wait", description = "Do not wait until the service has taken them.")
    private boolean noWait;

    @Option(
        names = "--timeout",
        paramLabel = "SECONDS",
        description = "Wait at most so long. Default: 60")
    private int timeoutS = 60;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      return deciding.hasToken() ? overTheService() : claimed(deciding.by());
    }

    private int overTheService() throws Exception {
      ReadmitRecordsRequest request =
          which
              .request()
              .setLimit(limit == Integer.MAX_VALUE ? 0 : limit)
              .setReason(deciding.asReason())
              .build();
      ReadmitRecordsResponse[] asked = new ReadmitRecordsResponse[1];
      var _ =
          deciding.ask(
              which.instance,
              channel -> asked[0] = Deciding.study(channel).readmitRecords(request));
      say(asked[0].getNumbered(), asked[0].getBefore(), asked[0].getImpossible());
      return asked[0].getImpossible() == 0 ? Exit.OK : Exit.FOUND;
    }

    private int claimed(String by) {
      return Postgres.with(
          which.instance,
          source -> {
            Readmissions readmissions =
                new Readmissions(source, KeyOptions.required(which.instance, source));
            Readmissions.Asked asked =
                readmissions.ask(which.choice(), limit, by, deciding.reason());
            say(asked.numbered(), asked.before(), asked.impossible());
            long refused = again(source);
            boolean taken = noWait || asked.numbered() == 0 || await(readmissions);
            refused = again(source) - refused;
            if (refused > 0) {
              Main.out(spec)
                  .println(
                      refused
                          + (refused == 1 ? " was" : " were")
                          + " refused again: `quarantine list` says why");
            }
            return taken && refused == 0 && asked.impossible() == 0 ? Exit.OK : Exit.FOUND;
          });
    }

    private long again(DataSource source) {
      return new Shelf(source, Keys.NONE)
          .counts(which.choice()).stream().mapToLong(Shelf.Count::again).sum();
    }

    private void say(int numbered, int before, int impossible) {
      StringBuilder words = new StringBuilder(64);
      words
          .append(numbered)
          .append(numbered == 1 ? " record is" : " records are")
          .append(" asked for");
      if (before > 0) {
        words.append("; ").append(before).append(" had been asked for before");
      }
      if (impossible > 0) {
        words
            .append("; ")
            .append(impossible)
            .append(" cannot be let in: nobody knows whose they are, or they were not kept whole");
      }
      Main.out(spec).println(words);
    }

    private boolean await(Readmissions readmissions) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutS);
      while (readmissions.waiting() > 0) {
        if (System.nanoTime() > deadline) {
          Main.err(spec)
              .println(
                  readmissions.waiting()
                      + " still wait: for the service, or for a participant that is halted (`audit verify`"
                      + " says who). They are taken as soon as that is mended");
          return false;
        }
        java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
      }
      Main.out(spec).println("the service has taken them");
      return true;
    }
  }

  private static String text(Shelf.Item item) {
    QuarantinedRecord record = item.record();
    Origin origin = record.origin();
    byte @Nullable [] bytes = record.bytes();
    return String.format(
        Locale.ROOT,
        "%s-%d@%d  %s (%s)  %s  by %s, %d bytes%s%n  %s",
        origin.topic(),
        origin.partition(),
        origin.offset(),
        record.reason(),
        record.detail(),
        record.participant() == null ? "nobody's" : record.study() + "/" + record.participant(),
        item.refusedBy(),
        record.length(),
        item.readmission() == null ? "" : ", readmitted as " + item.readmission() + fate(item),
        bytes == null ? "(not kept)" : new String(bytes, StandardCharsets.UTF_8));
  }

  private static String fate(Shelf.Item item) {
    if (item.refusedAgain() == null) {
      return " (waits)";
    }
    return item.refusedAgain() ? " (refused again)" : " (taken)";
  }

  private static ObjectNode json(Shelf.Item item) {
    QuarantinedRecord record = item.record();
    ObjectNode json = Json.object();
    json.put("reason", record.reason()).put("detail", record.detail());
    if (record.study() != null) {
      json.put("study", record.study());
    }
    if (record.participant() != null) {
      json.put("participant", record.participant());
    }
    json.putObject("origin")
        .put("topic", record.origin().topic())
        .put("topic_id", record.origin().topicId().toString())
        .put("partition", record.origin().partition())
        .put("offset", record.origin().offset());
    json.put("received_at", ExplanationText.time(record.receivedMicros()));
    json.put("refused_by", item.refusedBy()).put("length", record.length());
    byte @Nullable [] bytes = record.bytes();
    if (bytes != null) {
      json.put("bytes", Base64.getEncoder().encodeToString(bytes));
    }
    if (item.readmission() != null) {
      json.put("readmission", item.readmission());
      if (item.refusedAgain() != null) {
        json.put("refused_again", item.refusedAgain());
      }
    }
    return json;
  }
}
