package io.zeitgeber.bench.system;

import java.util.function.Consumer;

/** Reads the lines {@code progress RECORDS} and {@code found RECORDS SUM} of a job's process. */
final class ProgressLines implements Consumer<String> {
  private volatile long records;
  private volatile Contestant.Found found = Contestant.Found.NOTHING;

  @Override
  public void accept(String line) {
    String[] words = line.split(" ");
    if (words.length == 2 && words[0].equals("progress")) {
      records = Long.parseLong(words[1]);
    } else if (words.length == 3 && words[0].equals("found")) {
      found = new Contestant.Found(Long.parseLong(words[1]), Long.parseLong(words[2]));
    }
  }

  long records() {
    return records;
  }

  Contestant.Found found() {
    return found;
  }
}
