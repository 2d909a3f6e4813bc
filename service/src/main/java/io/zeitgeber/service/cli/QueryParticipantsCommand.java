package io.zeitgeber.service.cli;

import io.zeitgeber.service.query.v1.ListParticipantsRequest;
import io.zeitgeber.service.query.v1.ListParticipantsResponse;
import io.zeitgeber.service.query.v1.ParticipantSummary;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Who takes part in a study. */
@Command(
    name = "participants",
    sortOptions = false,
    description = "Who takes part in a study, and how they are.")
final class QueryParticipantsCommand implements Callable<Integer> {

  @Mixin private Asking asking = new Asking();

  @Option(names = "--site", paramLabel = "SITE", description = "Of this site only.")
  private @Nullable String site;

  @Option(names = "--silent", description = "Only those of whom a channel fell silent.")
  private boolean silent;

  @Option(names = "--alerting", description = "Only those with an open alert.")
  private boolean alerting;

  @Option(names = "--low-wear", description = "Only those who wear too little.")
  private boolean lowWear;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    return asking.ask(
        channel -> {
          ListParticipantsRequest.Builder request =
              ListParticipantsRequest.newBuilder()
                  .setStudy(asking.study())
                  .setSilent(silent)
                  .setAlerting(alerting)
                  .setLowWear(lowWear)
                  .setPageSize(1_000);
          if (site != null) {
            request.setSite(site);
          }
          String next;
          boolean nobody = true;
          do {
            ListParticipantsResponse page =
                Asking.cohort(channel).listParticipants(request.build());
            for (ParticipantSummary each : page.getParticipantsList()) {
              nobody = false;
              if (!asking.printed(each, Main.out(spec))) {
                StateText.print(each, Main.out(spec));
              }
            }
            next = page.getNextPageToken();
            request.setPageToken(next);
          } while (!next.isEmpty());
          if (nobody) {
            Main.err(spec).println("zeitgeber: nobody of study " + asking.study() + " fits");
          }
        });
  }
}
