package io.zeitgeber.bench.journal;

import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.StoredEntry;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** What the journal costs. */
@Command(
    name = "journal",
    description =
        "Bytes per sample by channel at 1, 10, 100 and 1,000 samples an entry, facts included;"
            + " bytes per participant-day at a sample every 5 s; encode and decode rates.",
    footer = {
      "",
      "Bytes are those of the payload: header, facts and seal included; PostgreSQL adds about 110 a",
      "row."
    })
public final class JournalBench implements Callable<Integer> {
  private static final int SAMPLES = 20_000;
  private static final int DAY_SAMPLES = 17_280;
  private static final List<Integer> SIZES = List.of(1, 10, 64, 100, 256, 1_000);
  private static final List<String> CHANNELS =
      List.of("heart_rate", "steps", "sleep_stage", "screen", "skin_temperature", "acceleration");

  @Override
  public Integer call() {
    PrintStream out = System.out;
    out.println(
        "bytes per sample            1        10        64       100       256     1,000 an entry");
    for (String channel : CHANNELS) {
      StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-20s", channel));
      for (int size : SIZES) {
        long bytes = Recording.of("P1", channel, SAMPLES, size).bytes();
        line.append(String.format(Locale.ROOT, "%10.2f", bytes / (double) SAMPLES));
      }
      out.println(line);
    }
    for (int size : SIZES) {
      long day = Recording.of("P1", "heart_rate", DAY_SAMPLES / size * size, size).bytes();
      out.println(
          String.format(
              Locale.ROOT,
              "a participant-day of heart rate, %,5d samples an entry: %,9d bytes in %,6d entries",
              size,
              day,
              DAY_SAMPLES / size));
    }
    rates(out, Recording.of("P1", "heart_rate", 1_000_000, 500));
    return 0;
  }

  private static void rates(PrintStream out, Recording recording) {
    double encode = 0;
    double decode = 0;
    for (int round = 0; round < 5; round++) {
      long began = System.nanoTime();
      recording.encode();
      long encoded = System.nanoTime();
      long rows = 0;
      for (StoredEntry entry : recording.entries) {
        rows +=
            EntryCodec.decode(entry.payload(), _ -> recording.protocol, recording.keys())
                .facts()
                .size();
      }
      long decoded = System.nanoTime();
      if (rows == 0) {
        throw new IllegalStateException("a million samples close windows");
      }
      encode = Math.max(encode, 1e15 / (encoded - began));
      decode = Math.max(decode, 1e15 / (decoded - encoded));
    }
    out.println(
        String.format(
            Locale.ROOT,
            "one core, 500 an entry: encode, seal and chain %,.0f samples/s, open and decode %,.0f samples/s",
            encode,
            decode));
  }
}
