package io.zeitgeber.service.cli;

import io.zeitgeber.service.query.v1.ParticipantUpdate;
import io.zeitgeber.service.query.v1.WatchParticipantRequest;
import java.util.Iterator;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is known of a participant, again after every change. */
@Command(
    name = "watch",
    sortOptions = false,
    description = "The state, and again after every change, until Ctrl-C.")
final class QueryWatchCommand implements Callable<Integer> {

  @Parameters(paramLabel = "PARTICIPANT", description = "Who.")
  private String participant = "";

  @Mixin private Asking asking = new Asking();

  @Option(
      names = "--resume",
      paramLabel = "TOKEN",
      defaultValue = "",
      description = "Of the last update that was seen: nothing comes until something has changed.")
  private String resume = "";

  @Option(
      names = "--updates",
      paramLabel = "N",
      defaultValue = "0",
      description = "End after so many. Default: never")
  private int updates;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    return asking.ask(
        channel -> {
          Iterator<ParticipantUpdate> coming =
              Asking.participants(channel)
                  .watchParticipant(
                      WatchParticipantRequest.newBuilder()
                          .setId(asking.who(participant))
                          .setResumeToken(resume)
                          .build());
          for (int seen = 1; coming.hasNext(); seen++) {
            ParticipantUpdate update = coming.next();
            if (!asking.printed(update, Main.out(spec))) {
              StateText.print(update.getState(), Main.out(spec));
              Main.out(spec).flush();
            }
            if (seen == updates) {
              return;
            }
          }
        });
  }
}
