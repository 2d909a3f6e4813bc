package io.zeitgeber.bench.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.bench.process.Installation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where results go: text to standard output, progress to standard error, JSON to a file. */
public final class Output {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private @Nullable String where;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      arity = "0..1",
      fallbackValue = "-",
      description = "The same figures as JSON: to FILE, or to standard output instead of the text.")
  void to(@Nullable String file) {
    where = file;
    if (file == null || file.equals("-")) {
      return;
    }
    Path parent = Path.of(file).toAbsolutePath().getParent();
    // Said before an hour of measuring, not after it.
    if (parent == null || !Files.isWritable(parent)) {
      throw new ParameterException(commandLine(), "--json: nothing can be written in " + parent);
    }
  }

  /** An empty JSON object. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** Anything as JSON. */
  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /** A line of progress. */
  public void progress(String line) {
    PrintWriter err = command().commandLine().getErr();
    err.println("bench: " + line);
    err.flush();
  }

  /** The command as it was typed. */
  public String typed() {
    List<String> words = command().commandLine().getParseResult().originalArgs();
    return "./zeitgeber bench " + String.join(" ", words);
  }

  /** Says the machine, then the text; and all of it as JSON, with the machine under "machine". */
  public void say(String text, ObjectNode json) {
    Machine machine = Machine.read(Installation.find());
    ObjectNode whole = object();
    whole.put("command", typed());
    whole.set("machine", machine.json());
    whole.setAll(json);
    PrintWriter out = command().commandLine().getOut();
    try {
      if (Objects.equals(where, "-")) {
        out.println(MAPPER.writeValueAsString(whole));
      } else {
        out.println("Command: " + typed());
        out.println(machine.text());
        out.println();
        out.println(text);
        if (where != null) {
          Files.writeString(
              Path.of(where), MAPPER.writeValueAsString(whole) + "\n", StandardCharsets.UTF_8);
        }
      }
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree of JSON has a text", impossible);
    } catch (IOException unwritable) {
      throw new UncheckedIOException("cannot write " + where, unwritable);
    }
    out.flush();
  }

  /**
   * The exit code; where it is not 0, a last line says why.
   *
   * @param missed what was missed or is wrong; null where nothing is
   */
  public int exit(@Nullable String missed) {
    if (missed == null) {
      return 0;
    }
    CommandLine commands = command().commandLine();
    PrintWriter to = Objects.equals(where, "-") ? commands.getErr() : commands.getOut();
    to.println("Exit code 1: " + missed + ".");
    to.flush();
    return 1;
  }

  /** Fails with the known ones where a name that was asked for is none of them. */
  public void known(List<String> asked, List<String> known) {
    List<String> strange = asked.stream().filter(name -> !known.contains(name)).toList();
    if (!strange.isEmpty()) {
      throw new ParameterException(
          commandLine(),
          "--only " + String.join(",", strange) + ": there are " + String.join(", ", known));
    }
  }

  /** The command that this belongs to. */
  public CommandLine commandLine() {
    return command().commandLine();
  }

  private CommandSpec command() {
    return Objects.requireNonNull(spec, "set by picocli");
  }
}
