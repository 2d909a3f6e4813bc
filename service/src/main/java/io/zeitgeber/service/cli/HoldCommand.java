package io.zeitgeber.service.cli;

import io.zeitgeber.persistence.erasure.LegalHolds;
import io.zeitgeber.service.query.v1.SetLegalHoldRequest;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says that nobody may be erased for now, or that they may again. */
@Command(
    name = "hold",
    description = "Put a study or a participant under legal hold: `erase` is refused meanwhile.")
final class HoldCommand implements Callable<Integer> {
  @Mixin private Deciding deciding = new Deciding();
  @Mixin private InstanceOptions instance = new InstanceOptions();

  @Option(names = "--study", paramLabel = "S", required = true, description = "Of which study.")
  private String study = "";

  @Option(names = "--participant", paramLabel = "P", description = "Default: the whole study.")
  private @Nullable String participant;

  @Option(names = "--release", description = "End the hold.")
  private boolean release;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (deciding.hasToken()) {
      SetLegalHoldRequest request =
          SetLegalHoldRequest.newBuilder()
              .setStudy(study)
              .setParticipant(participant == null ? "" : participant)
              .setRelease(release)
              .setReason(deciding.asReason())
              .build();
      var _ = deciding.ask(instance, channel -> Deciding.study(channel).setLegalHold(request));
    } else {
      claimed(deciding.by());
    }
    String whom = participant == null ? "study " + study : study + "/" + participant;
    Main.out(spec).println(whom + (release ? " may be erased again" : " is under legal hold"));
    return Exit.OK;
  }

  private void claimed(String by) {
    Postgres.with(
        instance,
        source -> {
          new LegalHolds(source)
              .say(study, Optional.ofNullable(participant), !release, by, deciding.reason());
          return true;
        });
  }
}
