package io.zeitgeber.service.cli;

import io.zeitgeber.persistence.receipt.Receipts;
import io.zeitgeber.persistence.receipt.Topics;
import io.zeitgeber.service.query.v1.AcceptGapRequest;
import io.zeitgeber.service.query.v1.AdoptTopicRequest;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Decisions about input topics that only a person may take. */
@Command(
    name = "topics",
    description = "Go on with a topic that was made anew, or that lost records.",
    subcommands = {TopicsCommand.Adopt.class, TopicsCommand.AcceptGap.class})
final class TopicsCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Main.commandLine(spec).usage(Main.err(spec));
    return Exit.USAGE;
  }

  /** A topic and the Kafka cluster that it is in. */
  private record Place(String cluster, UUID topicId) {}

  /** Lets the topic that now has a name be read under it. */
  @Command(
      name = "adopt",
      description = "Read a topic that was deleted and made anew, from its beginning.",
      footer = {
        "",
        "A topic of the same name with another id holds other records under the same offsets, so",
        "reading stops (TOPIC_RECREATED) until somebody says that this is meant. It goes on by itself."
      })
  static final class Adopt implements Callable<Integer> {
    @Parameters(paramLabel = "TOPIC", description = "Its name.")
    private String topic = "";

    @Mixin private Deciding deciding = new Deciding();

    @Mixin private InstanceOptions instance = new InstanceOptions();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      String id = deciding.hasToken() ? asked() : claimed(deciding.by());
      Main.out(spec).println("topic " + topic + " may be read with the id " + id + " from now on");
      return Exit.OK;
    }

    private String asked() throws Exception {
      AdoptTopicRequest request =
          AdoptTopicRequest.newBuilder().setTopic(topic).setReason(deciding.asReason()).build();
      AtomicReference<String> id = new AtomicReference<>("");
      var _ =
          deciding.ask(
              instance,
              channel -> id.set(Deciding.study(channel).adoptTopic(request).getTopicId()));
      return id.get();
    }

    private String claimed(String by) {
      Place place = find(instance, topic);
      Postgres.with(
          instance,
          source -> {
            new Topics(source)
                .adopt(place.cluster(), topic, place.topicId(), by, deciding.reason());
            return topic;
          });
      return place.topicId().toString();
    }
  }

  /** Lets a lost range of offsets go. */
  @Command(
      name = "accept-gap",
      description = "Go on without records that Kafka no longer has.",
      footer = {
        "",
        "Reading stops where records are missing (RECORDS_MISSING); `status` and /ready show the line",
        "to paste. The gap is kept for good, with who accepted it and why."
      })
  static final class AcceptGap implements Callable<Integer> {
    @Parameters(paramLabel = "TOPIC", description = "Its name.")
    private String topic = "";

    @Option(names = "--partition", paramLabel = "P", required = true, description = "Which one.")
    private int partition;

    @Option(
        names = "--from",
        paramLabel = "OFFSET",
        required = true,
        description = "The first offset that is missing.")
    private long from;

    @Option(
        names = "--to",
        paramLabel = "OFFSET",
        required = true,
        description = "The first offset that is there again.")
    private long to;

    @Mixin private Deciding deciding = new Deciding();

    @Mixin private InstanceOptions instance = new InstanceOptions();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      if (partition < 0 || from < 0 || to <= from) {
        throw CommandFailure.usage("--to must lie behind --from, and none may be negative");
      }
      if (deciding.hasToken()) {
        AcceptGapRequest request =
            AcceptGapRequest.newBuilder()
                .setTopic(topic)
                .setPartition(partition)
                .setFromOffset(from)
                .setUntilOffset(to)
                .setReason(deciding.asReason())
                .build();
        var _ = deciding.ask(instance, channel -> Deciding.study(channel).acceptGap(request));
      } else {
        claimed(deciding.by());
      }
      Main.out(spec)
          .println(
              "topic "
                  + topic
                  + " partition "
                  + partition
                  + " goes on at "
                  + to
                  + ", without "
                  + (to - from)
                  + " offsets");
      return Exit.OK;
    }

    private void claimed(String by) {
      Place place = find(instance, topic);
      Postgres.with(
          instance,
          source -> {
            new Receipts(source)
                .acceptGap(
                    place.cluster(),
                    place.topicId(),
                    partition,
                    from,
                    to,
                    by,
                    deciding.reason(),
                    null);
            return topic;
          });
    }
  }

  private static Place find(InstanceOptions instance, String topic) {
    try (Admin admin = Kafka.admin(instance.kafkaClient())) {
      String cluster = Kafka.await(admin.describeCluster().clusterId());
      var id = Kafka.await(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic);
      if (id == null) {
        throw CommandFailure.usage("Kafka has no topic " + topic);
      }
      return new Place(
          cluster,
          new UUID(id.topicId().getMostSignificantBits(), id.topicId().getLeastSignificantBits()));
    }
  }
}
