package io.zeitgeber.simulator.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The summary as JSON: in place of the words on stdout, or beside them in a file. */
public final class JsonOption {
  private static final String STDOUT = "-";
  private static final byte[] OURS = "{\"command\":\"".getBytes(StandardCharsets.US_ASCII);

  @Option(
      names = "--json",
      arity = "0..1",
      paramLabel = "FILE",
      parameterConsumer = FileOrNothing.class,
      description =
          "The summary as JSON: on stdout, or into FILE beside the words (an existing FILE is"
              + " replaced only when it is a summary)")
  private @Nullable String json;

  /** Whether the words on stdout give way to JSON. */
  public boolean onStdout() {
    return STDOUT.equals(json);
  }

  /** Writes the summary where it was asked for; nothing when it was not. */
  public void write(Shell shell, String summary) {
    String target = json;
    if (target == null) {
      return;
    }
    if (onStdout()) {
      shell.out().println(summary);
      return;
    }
    try {
      Files.writeString(Path.of(target), summary + "\n");
    } catch (IOException e) {
      throw Failure.wrongInput("The summary can't be written to " + target + ": " + e.getMessage());
    }
  }

  /**
   * Takes the next word as FILE unless that could be somebody's recording: {@code feed --json
   * heart.csv} must read that file, never replace it.
   */
  static final class FileOrNothing implements IParameterConsumer {
    @Override
    // picocli's signature names the legacy class.
    @SuppressWarnings("JdkObsolete")
    public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
      boolean file = !words.isEmpty() && !words.peek().startsWith("-") && free(words.peek());
      option.setValue(file ? words.pop() : STDOUT);
    }

    private static boolean free(String name) {
      Path path = Path.of(name);
      if (!Files.exists(path)) {
        return true;
      }
      if (!Files.isRegularFile(path)) {
        return false;
      }
      try (InputStream in = Files.newInputStream(path)) {
        return java.util.Arrays.equals(in.readNBytes(OURS.length), OURS);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
