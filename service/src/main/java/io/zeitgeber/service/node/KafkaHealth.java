package io.zeitgeber.service.node;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;

/** Whether Kafka answered lately. Asks in the background, so that a check never waits. */
final class KafkaHealth implements Supplier<Optional<String>> {
  private static final int PATIENCE_MS = 3_000;

  private final Admin admin;
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile Optional<String> trouble = Optional.empty();

  KafkaHealth(Admin admin) {
    this.admin = admin;
  }

  @Override
  public Optional<String> get() {
    if (asking.compareAndSet(false, true)) {
      var _ =
          admin
              .describeCluster(new DescribeClusterOptions().timeoutMs(PATIENCE_MS))
              .clusterId()
              .whenComplete(
                  (_, failed) -> {
                    trouble =
                        failed == null
                            ? Optional.empty()
                            : Optional.of("Kafka does not answer: " + failed.getMessage());
                    asking.set(false);
                  });
    }
    return trouble;
  }
}
