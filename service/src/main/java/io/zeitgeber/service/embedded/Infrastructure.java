package io.zeitgeber.service.embedded;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Kafka, PostgreSQL or both on one directory, started side by side and stopped in that order. */
public final class Infrastructure implements AutoCloseable {
  private final Optional<EmbeddedKafka> kafka;
  private final Optional<EmbeddedDatabase> database;

  private Infrastructure(Optional<EmbeddedKafka> kafka, Optional<EmbeddedDatabase> database) {
    this.kafka = kafka;
    this.database = database;
  }

  /**
   * Starts what a port is given for; when one fails, the other is stopped again.
   *
   * @throws EmbeddedFailure as the parts do
   */
  public static Infrastructure start(Path dir, OptionalInt kafkaPort, OptionalInt postgresPort) {
    CompletableFuture<Optional<EmbeddedKafka>> kafka =
        CompletableFuture.supplyAsync(
            () ->
                kafkaPort.isPresent()
                    ? Optional.of(EmbeddedKafka.start(dir, kafkaPort.getAsInt()))
                    : Optional.empty(),
            run -> Thread.ofPlatform().name("start-kafka").start(run));
    Optional<EmbeddedDatabase> database;
    try {
      database =
          postgresPort.isPresent()
              ? Optional.of(EmbeddedDatabase.start(dir, postgresPort.getAsInt()))
              : Optional.empty();
    } catch (RuntimeException e) {
      kafka.handle((started, failed) -> started).join().ifPresent(EmbeddedKafka::stop);
      throw e;
    }
    try {
      return new Infrastructure(kafka.join(), database);
    } catch (CompletionException e) {
      database.ifPresent(EmbeddedDatabase::stop);
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  public Optional<EmbeddedKafka> kafka() {
    return kafka;
  }

  public Optional<EmbeddedDatabase> database() {
    return database;
  }

  @Override
  public void close() {
    try {
      kafka.ifPresent(EmbeddedKafka::stop);
    } finally {
      database.ifPresent(EmbeddedDatabase::stop);
    }
  }
}
