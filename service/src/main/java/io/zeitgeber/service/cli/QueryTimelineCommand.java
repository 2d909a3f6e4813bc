package io.zeitgeber.service.cli;

import io.zeitgeber.service.query.v1.StreamTimelineRequest;
import io.zeitgeber.service.query.v1.TimelineEntry;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The entries of a participant's timeline. */
@Command(
    name = "timeline",
    sortOptions = false,
    description =
        "The timeline's entries in a range of event time; `zeitgeber timeline` draws them.")
final class QueryTimelineCommand implements Callable<Integer> {

  @Parameters(paramLabel = "PARTICIPANT", description = "Who.")
  private String participant = "";

  @Mixin private Asking asking = new Asking();

  @Option(names = "--from", paramLabel = "TIME", description = "Event time, inclusive.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Event time, exclusive.")
  private @Nullable String to;

  @Option(
      names = "--channels",
      paramLabel = "NAME",
      split = ",",
      description = "Only these, for example heart_rate,steps.")
  private List<String> channels = new ArrayList<>();

  @Option(
      names = "--as-of",
      paramLabel = "TIME",
      description = "Received time: as was known then, derived again from the journal.")
  private @Nullable String asOf;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    return asking.ask(
        channel -> {
          StreamTimelineRequest.Builder request =
              StreamTimelineRequest.newBuilder()
                  .setId(asking.who(participant))
                  .setRange(Asking.range(from, to))
                  .addAllChannels(channels);
          if (asOf != null) {
            request.setAsOf(Asking.time("--as-of", asOf));
          }
          Iterator<TimelineEntry> entries =
              Asking.participants(channel).streamTimeline(request.build());
          while (entries.hasNext()) {
            TimelineEntry entry = entries.next();
            if (!asking.printed(entry, Main.out(spec))) {
              StateText.print(entry, Main.out(spec));
            }
          }
        });
  }
}
