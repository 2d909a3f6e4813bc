package io.zeitgeber.service.cli;

import io.zeitgeber.service.query.v1.GetParticipantAtRequest;
import io.zeitgeber.service.query.v1.ParticipantState;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What was known of a participant at a past time. */
@Command(
    name = "at",
    sortOptions = false,
    description = "What was known of a participant at a past time, derived again from the journal.")
final class QueryAtCommand implements Callable<Integer> {

  @Parameters(paramLabel = "PARTICIPANT", description = "Who.")
  private String participant = "";

  @Mixin private Asking asking = new Asking();

  @Option(
      names = "--as-of",
      paramLabel = "TIME",
      required = true,
      description = "Received time: what had arrived until then.")
  private String asOf = "";

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    return asking.ask(
        channel -> {
          ParticipantState state =
              Asking.participants(channel)
                  .getParticipantAt(
                      GetParticipantAtRequest.newBuilder()
                          .setId(asking.who(participant))
                          .setAsOf(Asking.time("--as-of", asOf))
                          .build());
          if (!asking.printed(state, Main.out(spec))) {
            StateText.print(state, Main.out(spec));
          }
        });
  }
}
