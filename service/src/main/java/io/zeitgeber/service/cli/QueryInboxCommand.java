package io.zeitgeber.service.cli;

import io.zeitgeber.service.query.v1.AlertStanding;
import io.zeitgeber.service.query.v1.AlertState;
import io.zeitgeber.service.query.v1.ListStudyAlertsRequest;
import io.zeitgeber.service.query.v1.ListStudyAlertsResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The alerts of a study to work through. */
@Command(
    name = "inbox",
    sortOptions = false,
    description = "The alerts of a study to work through, newest first, each once as it stands.")
final class QueryInboxCommand implements Callable<Integer> {

  /** Where an alert can stand. */
  enum State {
    OPEN,
    ACKNOWLEDGED,
    SNOOZED,
    RESOLVED,
    CLOSED
  }

  @Mixin private Asking asking = new Asking();

  @Option(names = "--site", paramLabel = "SITE", split = ",", description = "Of these sites only.")
  private List<String> sites = new ArrayList<>();

  @Option(
      names = "--state",
      paramLabel = "STATE",
      split = ",",
      description = "Only these: ${COMPLETION-CANDIDATES}.")
  private List<State> states = new ArrayList<>();

  @Option(names = "--kind", paramLabel = "KIND", description = "physiology or data.")
  private String kind = "";

  @Option(names = "--timeliness", paramLabel = "WHEN", description = "live or retrospective.")
  private String timeliness = "";

  @Option(names = "--participant", paramLabel = "P", description = "Of this one only.")
  private String participant = "";

  @Option(names = "--from", paramLabel = "TIME", description = "Raised in event time, inclusive.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Raised in event time, exclusive.")
  private @Nullable String to;

  @Option(names = "--unhandled", description = "Only those that nobody has dealt with.")
  private boolean unhandled;

  @Option(names = "--as-of", paramLabel = "TIME", description = "As they stood then.")
  private @Nullable String asOf;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    return asking.ask(
        channel -> {
          ListStudyAlertsRequest.Builder request = request();
          String next;
          do {
            ListStudyAlertsResponse page = Asking.cohort(channel).listAlerts(request.build());
            for (AlertStanding each : page.getAlertsList()) {
              if (!asking.printed(each, Main.out(spec))) {
                StateText.print(each, Main.out(spec));
              }
            }
            next = page.getNextPageToken();
            request.setPageToken(next);
          } while (!next.isEmpty());
        });
  }

  private ListStudyAlertsRequest.Builder request() {
    ListStudyAlertsRequest.Builder request =
        ListStudyAlertsRequest.newBuilder()
            .setStudy(asking.study())
            .addAllSites(sites)
            .setKind(kind.toLowerCase(Locale.ROOT))
            .setTimeliness(timeliness.toLowerCase(Locale.ROOT))
            .setParticipant(participant)
            .setRaised(Asking.range(from, to))
            .setUnhandledOnly(unhandled)
            .setPageSize(1_000);
    states.forEach(state -> request.addStates(AlertState.valueOf("ALERT_STATE_" + state.name())));
    if (asOf != null) {
      request.setAsOf(Asking.time("--as-of", asOf));
    }
    return request;
  }
}
