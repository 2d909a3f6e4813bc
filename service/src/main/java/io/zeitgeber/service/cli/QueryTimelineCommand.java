package io.zeitgeber.service.cli;

import io.zeitgeber.service.query.v1.StreamTimelineRequest;
import io.zeitgeber.service.query.v1.TimelineEntry;
import java.util.Iterator;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The entries of a participant's timeline. */
@Command(
    name = "timeline",
    sortOptions = false,
    description =
        "The timeline's entries in a range of event time; `zeitgeber timeline` draws them.")
final class QueryTimelineCommand implements Callable<Integer> {
  @Mixin private Stretch stretch = new Stretch();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    return stretch
        .asking()
        .ask(
            channel -> {
              StreamTimelineRequest.Builder request =
                  StreamTimelineRequest.newBuilder()
                      .setId(stretch.who())
                      .setRange(stretch.range())
                      .addAllChannels(stretch.channels());
              stretch.asOf().ifPresent(request::setAsOf);
              Iterator<TimelineEntry> entries =
                  Asking.participants(channel).streamTimeline(request.build());
              while (entries.hasNext()) {
                TimelineEntry entry = entries.next();
                if (!stretch.asking().printed(entry, Main.out(spec))) {
                  StateText.print(entry, Main.out(spec));
                }
              }
            });
  }
}
