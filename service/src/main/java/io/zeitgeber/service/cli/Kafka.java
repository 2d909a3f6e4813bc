package io.zeitgeber.service.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asking Kafka, with a person waiting for the answer. */
final class Kafka {
  private static final int WAIT_S = 10;

  private Kafka() {}

  /**
   * An admin client that gives up soon.
   *
   * @throws CommandFailure when the client properties are wrong
   */
  static Admin admin(Map<String, Object> client) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put("default.api.timeout.ms", Integer.toString(WAIT_S * 1000));
    settings.put("request.timeout.ms", Integer.toString(WAIT_S * 500));
    try {
      return Admin.create(settings);
    } catch (KafkaException e) {
      throw CommandFailure.unreachable("Kafka: " + Reason.of(e));
    }
  }

  /** An answer. Throws {@link CommandFailure} when there is none, or when it is no. */
  static <T> T await(KafkaFuture<T> future) {
    try {
      return future.get(WAIT_S + 1, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        throw CommandFailure.refused("Kafka: " + Reason.of(e));
      }
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw CommandFailure.usage("Kafka has no such topic");
      }
      throw CommandFailure.unreachable("Kafka: " + Reason.of(e));
    } catch (TimeoutException e) {
      throw CommandFailure.unreachable("Kafka does not answer within " + WAIT_S + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailure.unreachable("interrupted while Kafka was asked");
    }
  }
}
