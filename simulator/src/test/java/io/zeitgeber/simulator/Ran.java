package io.zeitgeber.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zeitgeber.simulator.cli.Shell;
import io.zeitgeber.simulator.cli.StopSignal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A command that ran.
 *
 * @param out what it printed as results
 * @param err what else it said
 */
public record Ran(int exitCode, String out, String err) {

  /** Runs a command as the shell would. */
  public static Ran zeitgeber(String... words) {
    return reading(new ByteArrayInputStream(new byte[0]), Map.of(), words);
  }

  /** Runs a command with an environment and something on its standard input. */
  public static Ran reading(InputStream in, Map<String, String> environment, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Shell shell =
        new Shell(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            in,
            false,
            environment,
            new StopSignal());
    int exitCode = Main.run(shell, words);
    return new Ran(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** What was printed, as JSON. */
  public JsonNode json() {
    try {
      return new ObjectMapper().readTree(out);
    } catch (JsonProcessingException e) {
      throw new AssertionError(out + err, e);
    }
  }
}
