package io.zeitgeber.service.cli;

import io.zeitgeber.service.query.v1.GetParticipantRequest;
import io.zeitgeber.service.query.v1.ParticipantState;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is known of a participant now. */
@Command(
    name = "participant",
    sortOptions = false,
    description = "What is known of a participant now: fronts, windows, limits, open alerts.")
final class QueryParticipantCommand implements Callable<Integer> {

  @Parameters(paramLabel = "PARTICIPANT", description = "Who.")
  private String participant = "";

  @Mixin private Asking asking = new Asking();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    return asking.ask(
        channel -> {
          ParticipantState state =
              Asking.participants(channel)
                  .withDeadlineAfter(10, TimeUnit.SECONDS)
                  .getParticipant(
                      GetParticipantRequest.newBuilder().setId(asking.who(participant)).build());
          if (!asking.printed(state, Main.out(spec))) {
            StateText.print(state, Main.out(spec));
          }
        });
  }
}
