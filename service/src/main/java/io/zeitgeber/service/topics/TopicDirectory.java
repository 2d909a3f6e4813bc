package io.zeitgeber.service.topics;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Topics by name as the broker has them, and by id as they were adopted. */
public final class TopicDirectory {
  private final Admin admin;
  private final Predicate<Known> mayRead;

  /**
   * @param mayRead whether a name's id is known, or the first one under that name
   */
  public TopicDirectory(Admin admin, Predicate<Known> mayRead) {
    this.admin = admin;
    this.mayRead = mayRead;
  }

  /** A topic as the broker has it. */
  public record Known(String name, UUID id, int partitions) {}

  /** The topic of that name; null where there is none. */
  public @Nullable Known find(String name) {
    try {
      TopicDescription topic = admin.describeTopics(List.of(name)).allTopicNames().get().get(name);
      if (topic == null) {
        return null;
      }
      UUID id =
          new UUID(
              topic.topicId().getMostSignificantBits(), topic.topicId().getLeastSignificantBits());
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

  /** Whether the topic is the one that was read under its name before, or was adopted since. */
  public boolean mayRead(Known topic) {
    return mayRead.test(topic);
  }
}
