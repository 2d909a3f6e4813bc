package io.zeitgeber.service.cli;

import io.zeitgeber.persistence.key.Keys;
import io.zeitgeber.persistence.replay.ExportedFile;
import io.zeitgeber.persistence.replay.JournalHistories;
import io.zeitgeber.persistence.replay.Replay;
import io.zeitgeber.service.node.Version;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes histories to a file that stands alone. */
@Command(
    name = "export",
    description = "Write participants' journals to a file that can be replayed elsewhere.",
    footer = {
      "",
      "The file has every entry as it is stored, and every protocol that they ran under: JSON Lines,",
      "compressed where its name ends in .gz. docs/replay.md says how to check it without our code.",
      "",
      "  ./zeitgeber export --participant P001 --out p001.jsonl.gz",
      "  ./zeitgeber replay --in p001.jsonl.gz --verify",
      "  ./zeitgeber export --all --generations 1-2 --out archive-1-2.jsonl.gz",
      "  ./zeitgeber export --all --generations 3 --out archive-3.jsonl.gz",
      "  ./zeitgeber replay --in archive-1-2.jsonl.gz --in archive-3.jsonl.gz --verify"
    })
final class ExportCommand implements Callable<Integer> {

  @Mixin private WhichParticipants which = new WhichParticipants();

  @Option(names = "--out", paramLabel = "FILE", required = true, description = "Where to.")
  private Path out = Path.of("");

  @Option(
      names = "--with-keys",
      description =
          "Key material too: whoever has the file can then read, and replay, what it holds.")
  private boolean withKeys;

  @Option(
      names = "--generations",
      paramLabel = "A-B",
      description =
          "Only what was written in these generations of the journal, as an archive (docs/replay.md).")
  private @Nullable String generations;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    return generations == null
        ? which.with(2, this::export)
        : which.with(2, range(generations), this::export);
  }

  private static JournalHistories.Generations range(String text) {
    String[] ends = text.split("-", -1);
    try {
      return new JournalHistories.Generations(
          Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
    } catch (IllegalArgumentException malformed) {
      throw CommandFailure.usage("--generations takes A-B or A, for example 1-3, not " + text);
    }
  }

  private int export(Replay replay) throws Exception {
    List<String> entities = which.of(replay.histories());
    ExportedFile.Written written =
        ExportedFile.write(
            out, replay, entities, Version.code(), withKeys ? which.keys() : Keys.NONE);
    Main.out(spec)
        .println(
            out
                + ": "
                + entities.size()
                + " participants, "
                + written.entries()
                + " entries, "
                + written.protocols()
                + " protocols, "
                + written.bytes()
                + " bytes"
                + (withKeys ? ", and the keys: whoever has it can read it" : ""));
    return Exit.OK;
  }
}
