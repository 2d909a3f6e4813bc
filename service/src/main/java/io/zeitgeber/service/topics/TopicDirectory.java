package io.zeitgeber.service.topics;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Topics by name as the broker has them, and by id as they were adopted. */
public final class TopicDirectory {
  private final Admin admin;
  private final Function<String, Optional<UUID>> adopted;

  /**
   * @param adopted the id under which a name was read first, or adopted since
   */
  public TopicDirectory(Admin admin, Function<String, Optional<UUID>> adopted) {
    this.admin = admin;
    this.adopted = adopted;
  }

  /** A topic as the broker has it. */
  public record Known(String name, UUID id, int partitions) {}

  /** The topic of that name; null where there is none. */
  public @Nullable Known find(String name) {
    try {
      TopicDescription topic =
          admin.describeTopics(java.util.List.of(name)).allTopicNames().get().get(name);
      if (topic == null) {
        return null;
      }
      UUID id =
          new UUID(topic.topicId().getMostSignificantBits(), topic.topicId().getLeastSignificantBits());
      return new Known(name, id, topic.partitions().size());
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof UnknownTopicOrPartitionException) {
        return null;
      }
      throw new IllegalStateException("Kafka does not say what topics it has", failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  /** The id under which a name is read; empty where it never was. */
  public Optional<UUID> adopted(String name) {
    return adopted.apply(name);
  }
}
