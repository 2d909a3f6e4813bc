package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Stops collecting from one participant; what is there stays. */
@Command(
    name = "withdraw",
    description = "Stop collecting from a participant, and keep what is there.",
    footer = {
      "",
      "Says so on the topic of participants, so that it has its place in the order of arrivals. From",
      "there on a record leaves origin, reason (WITHDRAWN) and length only. `erase` goes further."
    })
final class WithdrawCommand implements Callable<Integer> {
  private static final int WAIT_S = 15;

  @Mixin private Accountable accountable = new Accountable();
  @Mixin private InstanceOptions instance = new InstanceOptions();

  @Option(names = "--study", paramLabel = "S", defaultValue = "default", description = "Of which.")
  private String study = "default";

  @Option(names = "--participant", paramLabel = "P", required = true, description = "Who.")
  private String participant = "";

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "The topic of participants. Default: as the instance says, else participants")
  private @Nullable String named;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    ObjectNode record = Json.object().put("study", study).put("participant", participant);
    record.put("status", "withdrawn").put("by", accountable.by).put("reason", accountable.reason);
    Map<String, Object> client = new HashMap<>(instance.kafkaClient());
    client.put("acks", "all");
    client.put("max.block.ms", WAIT_S * 1000);
    String topic = instance.topic(named, "participants", "participants");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  topic,
                  participant.getBytes(StandardCharsets.UTF_8),
                  Json.line(record).getBytes(StandardCharsets.UTF_8)))
          .get(WAIT_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      throw CommandFailure.unreachable("Kafka did not take it: " + failed.getMessage());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw CommandFailure.unreachable("interrupted");
    }
    Main.out(spec).println(study + "/" + participant + " is withdrawn once the topic is read");
    return Exit.OK;
  }
}
