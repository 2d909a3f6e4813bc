package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * {@code --json}: to standard output instead of the text; {@code --json FILE}: to a file beside it.
 */
final class JsonOption {

  @Option(
      names = "--json",
      paramLabel = "FILE",
      arity = "0..1",
      fallbackValue = "-",
      description = "As JSON: to FILE, or to standard output instead of the text.")
  private @Nullable String where;

  /** Writes the JSON where it is wanted; whether that was instead of the text. */
  boolean takes(JsonNode result, PrintWriter out) throws IOException {
    if (where == null) {
      return false;
    }
    if (where.equals("-")) {
      out.println(Json.line(result));
      return true;
    }
    Files.writeString(Path.of(where), Json.line(result) + "\n", StandardCharsets.UTF_8);
    return false;
  }
}
