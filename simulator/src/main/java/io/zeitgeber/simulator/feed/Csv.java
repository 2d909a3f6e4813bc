package io.zeitgeber.simulator.feed;

import static io.zeitgeber.simulator.cli.Failure.wrongInput;

import io.zeitgeber.simulator.cli.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A CSV file whose first line names its columns, or that has none at all. */
final class Csv {
  private final Map<String, Integer> columns = new HashMap<>();
  private List<String> fields = List.of();

  /** Takes one line. */
  interface Line {
    /** Returns what is wrong with it, or null. */
    @Nullable String take(Csv line);
  }

  /** Reads a whole file with a header. */
  static void read(Shell shell, Source source, BadLines badLines, Line each) {
    Csv csv = new Csv();
    try (Lines lines = source.open(shell)) {
      if (!lines.next()) {
        throw wrongInput(source.name() + " is empty.");
      }
      List<String> header = split(text(lines));
      for (int i = 0; i < header.size(); i++) {
        csv.columns.put(header.get(i), i);
      }
      while (lines.next() && !shell.stop().requested()) {
        if (lines.blank()) {
          continue;
        }
        csv.fields = split(text(lines));
        String flaw =
            csv.fields.size() == header.size()
                ? each.take(csv)
                : "line: " + header.size() + " columns expected, " + csv.fields.size() + " found";
        if (flaw != null) {
          badLines.add(source, lines.number(), flaw);
        }
      }
    } catch (IOException e) {
      throw wrongInput(source.name() + " can't be read: " + e.getMessage());
    }
  }

  static String text(Lines lines) {
    return new String(lines.copy(), StandardCharsets.UTF_8);
  }

  boolean has(String column) {
    return columns.containsKey(column);
  }

  /** Empty where there is no such column. */
  String field(String column) {
    Integer at = columns.get(column);
    return at == null ? "" : fields.get(at);
  }

  /** NaN where it is no number. */
  double number(String column) {
    return parsed(field(column));
  }

  static double parsed(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** The fields of a line, without their quotes. */
  static List<String> split(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString().strip());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString().strip());
    return fields;
  }
}
