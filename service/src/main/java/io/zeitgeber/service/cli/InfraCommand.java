package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.service.embedded.EmbeddedDatabase;
import io.zeitgeber.service.embedded.Infrastructure;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Only the embedded Kafka and PostgreSQL, without the service: for tests that kill one of them. */
@Command(
    name = "infra",
    hidden = true,
    description = "Runs only the embedded Kafka and PostgreSQL, until it is stopped.")
final class InfraCommand implements Callable<Integer> {

  enum Part {
    kafka,
    postgres
  }

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".zeitgeber",
      description = "Where the data live. Default: ${DEFAULT-VALUE}")
  private Path data = Path.of(".zeitgeber");

  @Option(names = "--kafka-port", paramLabel = "N", description = "0 takes any. Default: 0")
  private int kafkaPort;

  @Option(names = "--postgres-port", paramLabel = "N", description = "0 takes any. Default: 0")
  private int postgresPort;

  @Option(names = "--only", paramLabel = "PART", description = "${COMPLETION-CANDIDATES}")
  private @Nullable Part only;

  @Option(names = "--ready-file", paramLabel = "FILE", description = "Written when both answer.")
  private @Nullable Path readyFile;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    try (UntilStopped running = new UntilStopped().onSignal()) {
      ObjectNode ready = Json.object();
      Infrastructure parts =
          running.open(
              () ->
                  Infrastructure.start(
                      data,
                      only == Part.postgres ? OptionalInt.empty() : OptionalInt.of(kafkaPort),
                      only == Part.kafka ? OptionalInt.empty() : OptionalInt.of(postgresPort)),
              Infrastructure::close);
      parts.kafka().ifPresent(kafka -> ready.put("kafka", kafka.bootstrap()));
      parts
          .database()
          .ifPresent(
              database -> {
                ready.put("postgres", database.url() + "?user=" + EmbeddedDatabase.SERVICE);
                ready.put("postgres_pid", database.pid());
              });
      ready.put("pid", ProcessHandle.current().pid());
      if (readyFile != null) {
        Path file = readyFile;
        running.open(() -> ReadyFile.write(file, ready), ReadyFile::remove);
      }
      Main.out(spec).println(Json.line(ready));
      running.await();
    }
    return Exit.OK;
  }
}
