package io.zeitgeber.service.cli;

import com.google.protobuf.util.Durations;
import io.zeitgeber.service.query.v1.ListWindowsRequest;
import io.zeitgeber.service.query.v1.Window;
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

/** Closed windows of a participant. */
@Command(
    name = "windows",
    sortOptions = false,
    description = "Closed windows of a participant in a range of event time.")
final class QueryWindowsCommand implements Callable<Integer> {

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
      names = "--size",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description = "60, 3600 or 86400. Default: all")
  private long size;

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
          ListWindowsRequest.Builder request =
              ListWindowsRequest.newBuilder()
                  .setId(asking.who(participant))
                  .setRange(Asking.range(from, to))
                  .addAllChannels(channels);
          if (asOf != null) {
            request.setAsOf(Asking.time("--as-of", asOf));
          }
          if (size != 0) {
            request.setSize(Durations.fromSeconds(size));
          }
          Iterator<Window> windows = Asking.participants(channel).listWindows(request.build());
          while (windows.hasNext()) {
            Window window = windows.next();
            if (!asking.printed(window, Main.out(spec))) {
              StateText.print(window, Main.out(spec));
            }
          }
        });
  }
}
