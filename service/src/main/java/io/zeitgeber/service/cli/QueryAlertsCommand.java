package io.zeitgeber.service.cli;

import io.zeitgeber.service.query.v1.Alert;
import io.zeitgeber.service.query.v1.ListAlertsRequest;
import io.zeitgeber.service.query.v1.ListAlertsResponse;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What happened to a participant's alerts. */
@Command(
    name = "alerts",
    sortOptions = false,
    description =
        "What happened to a participant's alerts; `zeitgeber explain` shows what one rests on.")
final class QueryAlertsCommand implements Callable<Integer> {

  @Parameters(paramLabel = "PARTICIPANT", description = "Who.")
  private String participant = "";

  @Mixin private Asking asking = new Asking();

  @Option(names = "--from", paramLabel = "TIME", description = "Event time, inclusive.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Event time, exclusive.")
  private @Nullable String to;

  @Option(names = "--open", description = "Only those that are not resolved.")
  private boolean open;

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
          ListAlertsRequest.Builder request =
              ListAlertsRequest.newBuilder()
                  .setId(asking.who(participant))
                  .setRange(Asking.range(from, to))
                  .setOpenOnly(open)
                  .setPageSize(1_000);
          if (asOf != null) {
            request.setAsOf(Asking.time("--as-of", asOf));
          }
          String next;
          do {
            ListAlertsResponse page = Asking.participants(channel).listAlerts(request.build());
            for (Alert alert : page.getAlertsList()) {
              if (!asking.printed(alert, Main.out(spec))) {
                StateText.print(alert, Main.out(spec));
              }
            }
            next = page.getNextPageToken();
            request.setPageToken(next);
          } while (!next.isEmpty());
        });
  }
}
