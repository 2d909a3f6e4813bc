package io.zeitgeber.simulator.feed;

import static io.zeitgeber.simulator.cli.Failure.wrongInput;

import io.zeitgeber.simulator.cli.Progress;
import io.zeitgeber.simulator.cli.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One record a line, sent as it is when it comes and stamped with that moment. */
final class LiveFeed implements Feed {
  private final Shell shell;
  private final Source source;
  private final BadLines badLines;

  LiveFeed(Shell shell, Source source, BadLines badLines) {
    this.shell = shell;
    this.source = source;
    this.badLines = badLines;
  }

  @Override
  public void prepare() {
    // Nothing is known beforehand.
  }

  @Override
  public long total() {
    return Progress.UNKNOWN;
  }

  @Override
  public @Nullable Long earliestMillis() {
    return null;
  }

  @Override
  public List<Enrolling> enrolments() {
    return List.of();
  }

  @Override
  public void play(Outlet outlet) {
    JsonRecord record = new JsonRecord();
    try (Lines lines = source.open(shell)) {
      while (lines.next()) {
        if (lines.blank()) {
          continue;
        }
        String flaw = record.read(lines);
        if (flaw != null) {
          badLines.add(source, lines.number(), flaw);
          continue;
        }
        long now = System.currentTimeMillis();
        String participant = record.participant();
        byte[] key = participant == null ? null : participant.getBytes(StandardCharsets.UTF_8);
        if (!outlet.take(now, now, record.channel(), participant, key, lines.copy())) {
          return;
        }
      }
    } catch (IOException e) {
      throw wrongInput(source.name() + " can't be read: " + e.getMessage());
    }
  }
}
