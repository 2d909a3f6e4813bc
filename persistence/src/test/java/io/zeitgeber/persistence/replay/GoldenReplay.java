package io.zeitgeber.persistence.replay;

import java.nio.file.Path;

/** Replays exported files and prints what each comes to, for a Java machine of its own. */
public final class GoldenReplay {
  private GoldenReplay() {}

  /** The files. */
  public static void main(String[] arguments) throws Exception {
    for (String file : arguments) {
      System.out.println(digest(Path.of(file)));
    }
  }

  /** State, chain head and number of facts; or what is wrong. */
  static String digest(Path file) throws Exception {
    ExportedFile opened = ExportedFile.open(file);
    Account account =
        Replay.of(opened, opened.keys())
            .one(opened.entities().getFirst(), Verification.of(Range.ALL), new Progress());
    return account.isWell()
        ? account.state() + " " + account.head() + " " + account.facts()
        : "differs: " + account.first() + account.corrupt();
  }
}
