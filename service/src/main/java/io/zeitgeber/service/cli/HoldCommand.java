package io.zeitgeber.service.cli;

import io.zeitgeber.persistence.erasure.LegalHolds;
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
  @Mixin private Accountable accountable = new Accountable();
  @Mixin private InstanceOptions instance = new InstanceOptions();

  @Option(names = "--study", paramLabel = "S", required = true, description = "Of which study.")
  private String study = "";

  @Option(names = "--participant", paramLabel = "P", description = "Default: the whole study.")
  private @Nullable String participant;

  @Option(names = "--release", description = "End the hold.")
  private boolean release;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Postgres.with(
        instance,
        source -> {
          new LegalHolds(source)
              .say(
                  study,
                  Optional.ofNullable(participant),
                  !release,
                  accountable.by,
                  accountable.reason);
          return true;
        });
    String whom = participant == null ? "study " + study : study + "/" + participant;
    Main.out(spec).println(whom + (release ? " may be erased again" : " is under legal hold"));
    return Exit.OK;
  }
}
