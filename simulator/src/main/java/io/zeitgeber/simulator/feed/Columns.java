package io.zeitgeber.simulator.feed;

import java.util.List;

/** A record whose fields have names: a line of a table, or what a container holds. */
interface Columns {

  boolean has(String column);

  /** Empty where there is no such field, or nothing in it. */
  String field(String column);

  /** All names, in their order. */
  List<String> names();

  /** NaN where it is no number. */
  default double number(String column) {
    return Csv.parsed(field(column));
  }
}
