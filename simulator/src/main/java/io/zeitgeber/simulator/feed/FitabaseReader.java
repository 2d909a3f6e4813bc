package io.zeitgeber.simulator.feed;

import static io.zeitgeber.simulator.cli.Failure.wrongInput;

import io.zeitgeber.simulator.cli.Shell;
import io.zeitgeber.simulator.record.Ids;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Reads Fitabase exports into a {@link Recording}. */
final class FitabaseReader {
  private final Shell shell;
  private final Recording recording;
  private final LocalTimes times;
  private final BadLines badLines;

  private int[] fieldFrom = new int[8];
  private int[] fieldTo = new int[8];
  private byte[] lastId = new byte[0];
  private int lastParticipant = -1;

  FitabaseReader(Shell shell, Recording recording, LocalTimes times, BadLines badLines) {
    this.shell = shell;
    this.recording = recording;
    this.times = times;
    this.badLines = badLines;
  }

  /**
   * Adds a whole file.
   *
   * @param named whether it was named, and not found in a directory: another export is then a
   *     mistake, else it is said and left
   */
  void read(Source source, boolean named) {
    long line = 0;
    try (Lines lines = source.open(shell)) {
      FitabaseLayout layout = header(source, lines, named);
      if (layout == null) {
        shell.err().println(source.name() + ": no export that is known here, not sent");
        return;
      }
      while (lines.next() && !shell.stop().requested()) {
        line = lines.number();
        String flaw = lines.blank() ? null : take(layout, lines);
        if (flaw != null) {
          badLines.add(source, line, flaw);
        }
      }
    } catch (ZipException | EOFException e) {
      throw wrongInput(source.name() + " is damaged after line " + line + ": " + e.getMessage());
    } catch (IOException e) {
      throw wrongInput(source.name() + " can't be read: " + e.getMessage());
    }
  }

  private static @Nullable FitabaseLayout header(Source source, Lines lines, boolean named)
      throws IOException {
    while (lines.next()) {
      if (!lines.blank()) {
        String header = new String(lines.copy(), StandardCharsets.UTF_8);
        FitabaseLayout layout = FitabaseLayout.of(header);
        if (layout != null || !named) {
          return layout;
        }
        String shown = header.length() > 80 ? header.substring(0, 80) + "..." : header;
        throw wrongInput(
            source.name()
                + " is no Fitabase export that is known here. Its first line is\n  "
                + shown
                + "\nand these are known:\n"
                + FitabaseLayout.known().indent(2).stripTrailing());
      }
    }
    if (!named) {
      return null;
    }
    throw wrongInput(source.name() + " is empty.");
  }

  /** Takes one line; returns what is wrong with it, or null. */
  private @Nullable String take(FitabaseLayout layout, Lines lines) {
    if (lines.tooLong()) {
      return "line: longer than 16 MiB";
    }
    int fields = split(lines, layout.columns(), layout.separator());
    if (fields != layout.columns()) {
      return fields < 0
          ? "line: a quote that does not end"
          : "line: " + layout.columns() + " columns expected, " + fields + " found";
    }
    byte[] bytes = lines.bytes();
    int participant = participant(bytes, layout.participant());
    if (participant < 0) {
      return "Id: not an id (letters, digits, . _ : @ -, at most 64)";
    }
    long startS = times.read(bytes, fieldFrom[layout.time()], fieldTo[layout.time()]);
    if (startS == LocalTimes.NONE || startS < 0) {
      return times.expected(bytes, fieldFrom[layout.time()], fieldTo[layout.time()]);
    }
    return values(layout, bytes, participant, startS);
  }

  private @Nullable String values(
      FitabaseLayout layout, byte[] bytes, int participant, long startS) {
    FitabaseKind kind = layout.kind();
    String flaw = null;
    for (int i = 0; i < layout.values(); i++) {
      int column = layout.firstValue() + i;
      if (layout.separator() != ',') {
        decimalPoint(bytes, fieldFrom[column], fieldTo[column]);
      }
      double value = value(kind, bytes, fieldFrom[column], fieldTo[column]);
      if (kind.isCoded() && kind.code(value) == null) {
        flaw = "value: " + kind.expected();
      } else if (Double.isNaN(value)) {
        flaw = "value: not a number";
      } else {
        recording.add(kind, participant, startS + 60L * i, value);
      }
    }
    return flaw;
  }

  /** Where commas separate no fields a spreadsheet may have written decimals with one. */
  private static void decimalPoint(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      if (bytes[at] == ',') {
        bytes[at] = '.';
      }
    }
  }

  private static double value(FitabaseKind kind, byte[] bytes, int from, int to) {
    double number = number(bytes, from, to);
    return kind.isCoded() && Double.isNaN(number)
        ? kind.codeOf(new String(bytes, from, to - from, StandardCharsets.UTF_8))
        : number;
  }

  /** Finds the fields, without quotes and outer blanks; −1 when a quote stays open. */
  private int split(Lines lines, int expected, char separator) {
    if (fieldFrom.length < expected) {
      fieldFrom = new int[expected];
      fieldTo = new int[expected];
    }
    byte[] bytes = lines.bytes();
    int fields = 0;
    int at = lines.from();
    while (true) {
      int from = at;
      boolean quoted = false;
      while (at < lines.to() && (quoted || bytes[at] != separator)) {
        if (bytes[at++] == '"') {
          quoted = !quoted;
        }
      }
      if (quoted) {
        return -1;
      }
      if (fields < expected) {
        trim(bytes, fields, from, at);
      }
      fields++;
      if (at >= lines.to()) {
        return fields;
      }
      at++;
    }
  }

  private void trim(byte[] bytes, int field, int from, int to) {
    while (from < to && (bytes[from] == ' ' || bytes[from] == '"' || bytes[from] == '\t')) {
      from++;
    }
    while (to > from && (bytes[to - 1] == ' ' || bytes[to - 1] == '"' || bytes[to - 1] == '\t')) {
      to--;
    }
    fieldFrom[field] = from;
    fieldTo[field] = to;
  }

  private int participant(byte[] bytes, int column) {
    int from = fieldFrom[column];
    int to = fieldTo[column];
    if (lastParticipant >= 0 && Arrays.equals(bytes, from, to, lastId, 0, lastId.length)) {
      return lastParticipant;
    }
    String id = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    if (!Ids.valid(id)) {
      return -1;
    }
    lastId = Arrays.copyOfRange(bytes, from, to);
    lastParticipant = recording.participant(id);
    return lastParticipant;
  }

  /** A decimal number; NaN when it is none or not finite. */
  private static double number(byte[] bytes, int from, int to) {
    long whole = 0;
    int at = from;
    while (at < to && at - from < 15 && bytes[at] >= '0' && bytes[at] <= '9') {
      whole = whole * 10 + bytes[at++] - '0';
    }
    if (at == to && at > from) {
      return whole;
    }
    if (at < to && (bytes[to - 1] | 0x20) >= 'd') {
      // Java's parser would take 1f, 1d and NaN.
      return Double.NaN;
    }
    try {
      double number =
          Double.parseDouble(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
      return Double.isFinite(number) ? number : Double.NaN;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
