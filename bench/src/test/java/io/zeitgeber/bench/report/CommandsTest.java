package io.zeitgeber.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zeitgeber.bench.Bench;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class CommandsTest {
  private static Collection<String> names() {
    return new CommandLine(Bench.class).getSubcommands().keySet();
  }

  private static CommandLine command(String name) {
    return Objects.requireNonNull(new CommandLine(Bench.class).getSubcommands().get(name), name);
  }

  @ParameterizedTest
  @MethodSource("names")
  void help_ofEveryCommand_isAPageWithoutFormatsLeft(String name) {
    assertThat(command(name).getUsageMessage()).contains("bench " + name).doesNotContain("%%");
  }

  @ParameterizedTest
  @MethodSource("names")
  void quickForm_ofEveryCommand_isUnderstood(String name) {
    List<String> words = new ArrayList<>(List.of(name));
    words.addAll(AllCommand.quick(name));
    assertThat(new CommandLine(Bench.class).parseArgs(words.toArray(String[]::new)).errors())
        .isEmpty();
  }

  @Test
  void everyMeasurement_writesJsonToAFile() {
    assertThat(names())
        .filteredOn(name -> !name.equals("all"))
        .allSatisfy(
            name -> assertThat(command(name).getCommandSpec().findOption("--json")).isNotNull());
  }

  @ParameterizedTest
  @CsvSource({
    "scale --json /no/such/directory/scale.json, nothing can be written in /no/such/directory",
    "knobs --only shipped|bigger, --only bigger: there are shipped",
    "peers --only kafka-streams, --only kafka-streams: there are zeitgeber",
    "latency --only spark, --only spark: there are zeitgeber"
  })
  void wrongUsage_isRefusedBeforeAnythingIsMeasured(String words, String said) {
    StringWriter err = new StringWriter();

    int exit =
        new CommandLine(Bench.class)
            .setErr(new PrintWriter(err))
            .execute(words.replace('|', ',').split(" "));

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString()).contains(said);
  }

  @Test
  void replay_ofAFewSamples_saysMachineCommandAndTheSameFiguresAsJson(@TempDir Path directory)
      throws Exception {
    Path json = directory.resolve("replay.json");
    StringWriter text = new StringWriter();
    String[] words = {"replay", "--samples", "20k", "--rounds", "2", "--json", json.toString()};
    CommandLine bench = new CommandLine(Bench.class);

    int exit =
        bench
            .setOut(new PrintWriter(text))
            .setErr(new PrintWriter(new StringWriter()))
            .execute(words);

    assertThat(exit).isZero();
    assertThat(text.toString())
        .contains("Command: ./zeitgeber bench " + String.join(" ", words), "Machine: ", "cores=");
    JsonNode written = new ObjectMapper().readTree(Files.readString(json));
    assertThat(written.path("samples_per_s").path("median").asDouble()).isPositive();
    assertThat(written.path("samples").asLong()).isEqualTo(20_000);
    assertThat(Set.of("command", "machine"))
        .allSatisfy(key -> assertThat(written.has(key)).isTrue());
  }
}
