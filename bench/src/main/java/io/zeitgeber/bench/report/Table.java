package io.zeitgeber.bench.report;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown with aligned columns, to be read on a terminal and put into a document. */
public final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  /** A table with these heads; all columns but the first are aligned to the right. */
  public Table(String... heads) {
    rows.add(List.of(heads));
  }

  /** Adds a row, with as many cells as there are heads. */
  public Table row(String... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + rows.getFirst());
    }
    rows.add(List.of(cells));
    return this;
  }

  @Override
  public String toString() {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], Math.max(3, row.get(i).length()));
      }
    }
    StringBuilder text = new StringBuilder();
    for (int r = 0; r < rows.size(); r++) {
      text.append('|');
      for (int i = 0; i < columns; i++) {
        String cell = rows.get(r).get(i);
        String gap = " ".repeat(widths[i] - cell.length());
        text.append(' ').append(i == 0 ? cell + gap : gap + cell).append(" |");
      }
      text.append('\n');
      if (r == 0) {
        rule(text, widths);
      }
    }
    return text.toString();
  }

  private static void rule(StringBuilder text, int[] widths) {
    text.append('|');
    for (int i = 0; i < widths.length; i++) {
      String dashes = "-".repeat(widths[i] - (i == 0 ? 0 : 1));
      text.append(' ').append(dashes).append(i == 0 ? " |" : ": |");
    }
    text.append('\n');
  }
}
