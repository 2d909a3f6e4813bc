package io.zeitgeber.service.cli;

import com.google.protobuf.util.Durations;
import io.zeitgeber.service.query.v1.ListWindowsRequest;
import io.zeitgeber.service.query.v1.Window;
import java.util.Iterator;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Closed windows of a participant. */
@Command(
    name = "windows",
    sortOptions = false,
    description = "Closed windows of a participant in a range of event time.")
final class QueryWindowsCommand implements Callable<Integer> {
  @Mixin private Stretch stretch = new Stretch();

  @Option(
      names = "--size",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description = "60, 3600 or 86400. Default: all")
  private long size;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    return stretch
        .asking()
        .ask(
            channel -> {
              ListWindowsRequest.Builder request =
                  ListWindowsRequest.newBuilder()
                      .setId(stretch.who())
                      .setRange(stretch.range())
                      .addAllChannels(stretch.channels());
              stretch.asOf().ifPresent(request::setAsOf);
              if (size != 0) {
                request.setSize(Durations.fromSeconds(size));
              }
              Iterator<Window> windows = Asking.participants(channel).listWindows(request.build());
              while (windows.hasNext()) {
                Window window = windows.next();
                if (!stretch.asking().printed(window, Main.out(spec))) {
                  StateText.print(window, Main.out(spec));
                }
              }
            });
  }
}
