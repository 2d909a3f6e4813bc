package io.zeitgeber.simulator.feed;

import static io.zeitgeber.simulator.cli.Failure.wrongInput;

import io.zeitgeber.simulator.cli.Shell;
import io.zeitgeber.simulator.record.Enrolment;
import io.zeitgeber.simulator.record.Ids;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Files with one record a line, sent as they are. The order of a file is kept, because it may be
 * the order of arrival; several files are merged by the times that they have got to. Read twice:
 * once to know who takes part, once to send.
 */
final class JsonFeed implements Feed {
  private final Shell shell;
  private final List<Source> sources;
  private final BadLines badLines;
  private final long nowMillis = System.currentTimeMillis();
  private final Map<Who, Long> firstStamps = new LinkedHashMap<>();
  private long total;
  private @Nullable Long earliestMillis;

  private record Who(String study, String participant) {}

  JsonFeed(Shell shell, List<Source> sources, BadLines badLines) {
    this.shell = shell;
    this.sources = sources;
    this.badLines = badLines;
  }

  @Override
  public void prepare() {
    try (Merge merge = new Merge(true)) {
      while (!shell.stop().requested() && merge.next()) {
        total++;
        JsonRecord record = merge.record();
        long stamp = record.stampMillis(nowMillis);
        earliestMillis = earliestMillis == null ? stamp : Math.min(earliestMillis, stamp);
        String participant = record.participant();
        if (participant != null && Ids.valid(participant) && Ids.valid(record.study())) {
          firstStamps.merge(new Who(record.study(), participant), stamp, Math::min);
        }
      }
    }
  }

  @Override
  public long total() {
    return total;
  }

  @Override
  public @Nullable Long earliestMillis() {
    return earliestMillis;
  }

  @Override
  public List<Enrolling> enrolments() {
    String files = sources.stream().map(Source::shortName).collect(Collectors.joining(", "));
    List<Enrolling> enrolments = new ArrayList<>();
    firstStamps.forEach(
        (who, stamp) ->
            enrolments.add(
                new Enrolling(
                    who.participant(),
                    stamp,
                    new Bytes(
                        new Enrolment(who.study(), who.participant())
                            .by("feed", "recording " + files)
                            .recorded(true)
                            .value()))));
    return enrolments;
  }

  @Override
  public void play(Outlet outlet) {
    try (Merge merge = new Merge(false)) {
      while (merge.next()) {
        JsonRecord record = merge.record();
        String participant = record.participant();
        if (!outlet.take(
            merge.dueMillis(),
            record.stampMillis(nowMillis),
            record.channel(),
            participant,
            participant == null ? null : participant.getBytes(StandardCharsets.UTF_8),
            merge.bytes())) {
          return;
        }
      }
    }
  }

  /** One file, at its next record. */
  private final class Head implements AutoCloseable {
    private final Source source;
    private final Lines lines;
    private final JsonRecord record = new JsonRecord();
    private final boolean naming;
    private long dueMillis;

    Head(Source source, boolean naming) {
      this.source = source;
      this.naming = naming;
      try {
        this.lines = source.open(shell);
      } catch (IOException e) {
        throw unreadable(e);
      }
    }

    /** Moves to the next record; false when there is none. */
    boolean next() {
      try {
        while (lines.next()) {
          String flaw = lines.blank() ? "" : record.read(lines);
          if (flaw == null) {
            // A record that is late, or tells no time, comes when its neighbours come.
            long stamp = record.stampMillis(nowMillis);
            dueMillis = record.timed() ? Math.max(dueMillis, stamp) : dueMillis;
            return true;
          }
          if (naming && !flaw.isEmpty()) {
            badLines.add(source, lines.number(), flaw);
          }
        }
        return false;
      } catch (IOException e) {
        throw unreadable(e);
      }
    }

    private io.zeitgeber.simulator.cli.Failure unreadable(IOException e) {
      return e instanceof ZipException || e instanceof EOFException
          ? wrongInput(source.name() + " is damaged: " + e.getMessage())
          : wrongInput(source.name() + " can't be read: " + e.getMessage());
    }

    @Override
    public void close() {
      try {
        lines.close();
      } catch (IOException e) {
        throw unreadable(e);
      }
    }
  }

  /** All files, at the head that is due first; the first file wins a tie. */
  private final class Merge implements AutoCloseable {
    private final List<Head> all = new ArrayList<>();
    private final List<Head> open = new ArrayList<>();
    private @Nullable Head current;

    Merge(boolean naming) {
      for (Source source : sources) {
        Head head = new Head(source, naming);
        all.add(head);
        if (head.next()) {
          open.add(head);
        }
      }
    }

    boolean next() {
      Head last = current;
      if (last != null && !last.next()) {
        open.remove(last);
      }
      Head first = null;
      for (Head head : open) {
        if (first == null || head.dueMillis < first.dueMillis) {
          first = head;
        }
      }
      current = first;
      return first != null;
    }

    JsonRecord record() {
      return head().record;
    }

    long dueMillis() {
      return head().dueMillis;
    }

    byte[] bytes() {
      return head().lines.copy();
    }

    private Head head() {
      Head head = current;
      if (head == null) {
        throw new IllegalStateException("next() comes first");
      }
      return head;
    }

    @Override
    public void close() {
      all.forEach(Head::close);
    }
  }
}
