package io.zeitgeber.simulator.feed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A table whose first line names its columns. */
final class Csv implements Columns {
  private final Map<String, Integer> columns = new LinkedHashMap<>();
  private List<String> fields = List.of();

  /** Takes one line. */
  interface Line {
    /** Returns what is wrong with it, or null. */
    @Nullable String take(Columns line);
  }

  /** Reads a whole file with a header; one without a line holds nothing. */
  static void read(Source source, Lines lines, BadLines badLines, Line each) throws IOException {
    Csv csv = new Csv();
    boolean named = false;
    while (!named && lines.next()) {
      named = !lines.blank();
    }
    if (!named) {
      return;
    }
    List<String> header = split(text(lines));
    for (int i = 0; i < header.size(); i++) {
      csv.columns.put(header.get(i), i);
    }
    while (lines.next()) {
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
  }

  static String text(Lines lines) {
    return new String(lines.copy(), StandardCharsets.UTF_8);
  }

  @Override
  public boolean has(String column) {
    return columns.containsKey(column);
  }

  @Override
  public String field(String column) {
    Integer at = columns.get(column);
    return at == null ? "" : fields.get(at);
  }

  @Override
  public List<String> names() {
    return List.copyOf(columns.keySet());
  }

  static double parsed(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** The fields of a line, without their quotes; a quote within quotes is written twice. */
  static List<String> split(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        boolean twice = quoted && i + 1 < line.length() && line.charAt(i + 1) == '"';
        if (twice) {
          field.append(c);
          i++;
        } else {
          quoted = !quoted;
        }
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
