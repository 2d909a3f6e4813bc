package io.zeitgeber.service.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** A command as it was typed: its exit code and what it printed. */
record Typed(int exit, String out, String err) {

  static Typed run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Typed(exit, out.toString(), err.toString());
  }
}
