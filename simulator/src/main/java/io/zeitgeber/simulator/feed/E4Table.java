package io.zeitgeber.simulator.feed;

import static io.zeitgeber.simulator.cli.Failure.wrongInput;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One file of an E4 session: so many numbers a line and no names. A spreadsheet may have written
 * semicolons or tabs between them and commas for decimals; what it then means, the first line
 * tells, which holds as many numbers as the others.
 */
final class E4Table {
  private final Source source;
  private final Lines lines;
  private final int columns;

  /**
   * A file whose lines are still to be read.
   *
   * @param columns how many numbers are in a line
   */
  E4Table(Source source, Lines lines, int columns) {
    this.source = source;
    this.lines = lines;
    this.columns = columns;
  }

  /** The next line that is not blank, field by field with decimal points; none at the end. */
  List<String> next() throws IOException {
    while (lines.next()) {
      if (!lines.blank()) {
        return fields(Csv.text(lines));
      }
    }
    return List.of();
  }

  int columns() {
    return columns;
  }

  /** Of the line that was read last, from 1. */
  long number() {
    return lines.number();
  }

  private List<String> fields(String line) {
    char separator = line.indexOf(';') >= 0 ? ';' : line.indexOf('\t') >= 0 ? '\t' : ',';
    List<String> fields = Csv.split(line, separator);
    if (separator != ',') {
      return fields.stream().map(field -> field.replace(',', '.')).toList();
    }
    return fields.size() == 2 * columns ? withDecimals(fields) : fields;
  }

  private static List<String> withDecimals(List<String> halves) {
    List<String> fields = new ArrayList<>();
    for (int at = 0; at < halves.size(); at += 2) {
      fields.add(halves.get(at) + "." + halves.get(at + 1));
    }
    return fields;
  }

  /** The start of what follows, in epoch seconds, which the first line tells; NaN without one. */
  double start() throws IOException {
    List<String> first = next();
    if (first.isEmpty()) {
      return Double.NaN;
    }
    double seconds = RadarFeed.seconds(Csv.parsed(first.getFirst()));
    if (!(seconds > 0)) {
      throw wrongInput(at() + "the first line is no time in epoch seconds.");
    }
    if (first.size() != columns) {
      throw wrongInput(at() + columns + " columns expected, " + first.size() + " found.");
    }
    return seconds;
  }

  double rate() throws IOException {
    List<String> second = next();
    double rateHz = second.isEmpty() ? Double.NaN : Csv.parsed(second.getFirst());
    if (!(rateHz > 0)) {
      throw wrongInput(at() + "the second line is no rate in Hz.");
    }
    return rateHz;
  }

  private String at() {
    return source.name() + ":" + lines.number() + ": ";
  }
}
