package io.zeitgeber.simulator.feed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A table whose first line names its columns, in any order and case. Fields are separated by
 * commas, or by the semicolons or tabs of a spreadsheet, which then may write decimals with a
 * comma.
 */
final class Csv implements Columns {
  private final List<String> names;
  private final Map<String, Integer> columns = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final char separator;
  private List<String> fields = List.of();

  private Csv(String header) {
    separator = separator(header);
    names = split(header, separator);
    for (int at = 0; at < names.size(); at++) {
      columns.putIfAbsent(names.get(at), at);
    }
  }

  /** Takes one line. */
  interface Line {
    /** Returns what is wrong with it, or null. */
    @Nullable String take(Columns line);
  }

  /** What a table's lines are to be taken by; null where it is none that is known. */
  interface Reader {
    @Nullable Line of(Columns header);
  }

  /**
   * Reads a whole file by what its header says; one without a line holds nothing.
   *
   * @return false where the header is none that is known
   */
  static boolean read(Source source, Lines lines, BadLines badLines, Reader reader)
      throws IOException {
    boolean named = false;
    while (!named && lines.next()) {
      named = !lines.blank();
    }
    if (!named) {
      return true;
    }
    Csv csv = new Csv(text(lines));
    Line each = reader.of(csv);
    while (each != null && lines.next()) {
      String flaw = lines.blank() ? null : csv.take(lines, each);
      if (flaw != null) {
        badLines.add(source, lines.number(), flaw);
      }
    }
    return each != null;
  }

  private @Nullable String take(Lines lines, Line each) {
    fields = split(text(lines), separator);
    return fields.size() == names.size()
        ? each.take(this)
        : "line: " + names.size() + " columns expected, " + fields.size() + " found";
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
    return at == null || fields.isEmpty() ? "" : fields.get(at);
  }

  @Override
  public List<String> names() {
    return names;
  }

  @Override
  public double number(String column) {
    String text = field(column);
    return parsed(separator == ',' ? text : text.replace(',', '.'));
  }

  static double parsed(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** A comma where the line has one outside of quotes, else a semicolon or tab that it has. */
  private static char separator(String line) {
    if (split(line, ',').size() > 1) {
      return split(line, ';').size() > split(line, ',').size() ? ';' : ',';
    }
    return split(line, ';').size() > 1 ? ';' : split(line, '\t').size() > 1 ? '\t' : ',';
  }

  /** The fields of a line, without their quotes; a quote within quotes is written twice. */
  static List<String> split(String line, char separator) {
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
      } else if (c == separator && !quoted) {
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
