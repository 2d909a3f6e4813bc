package io.zeitgeber.service.cli;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.zeitgeber.service.query.Failures;
import io.zeitgeber.service.query.v1.CohortServiceGrpc;
import io.zeitgeber.service.query.v1.ParticipantId;
import io.zeitgeber.service.query.v1.ParticipantServiceGrpc;
import io.zeitgeber.service.query.v1.TimeRange;
import io.zeitgeber.service.web.api.MessageJson;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How every question finds its instance and says what it finds. */
final class Asking {
  private static final int LARGEST_ANSWER = 64 << 20;

  @Mixin private InstanceOptions instance = new InstanceOptions();

  @Mixin private Credentials credentials = new Credentials();

  @Option(
      names = "--study",
      paramLabel = "STUDY",
      defaultValue = "default",
      description = "Of which study. Default: ${DEFAULT-VALUE}")
  private String study = "default";

  @Option(names = "--json", description = "For programs: a message a line.")
  private boolean json;

  /** What is done with a channel. */
  interface Work {
    void on(ManagedChannel channel) throws Exception;
  }

  String study() {
    return study;
  }

  ParticipantId who(String participant) {
    return ParticipantId.newBuilder().setStudy(study).setParticipant(participant).build();
  }

  /**
   * Opens a channel, asks, and closes it. An error's status becomes an exit code and a sentence.
   */
  int ask(Work work) throws Exception {
    return ask(instance, credentials, work);
  }

  /** The same, of an instance and as somebody that are named otherwise. */
  static int ask(InstanceOptions instance, Credentials credentials, Work work) throws Exception {
    String where = instance.grpcEndpoint();
    boolean tls = instance.hasTls();
    NettyChannelBuilder builder =
        NettyChannelBuilder.forTarget(where, credentials.channel(tls))
            .maxInboundMessageSize(LARGEST_ANSWER);
    credentials.interceptor(where.replaceFirst(":\\d+$", ""), tls).ifPresent(builder::intercept);
    ManagedChannel channel = builder.build();
    try {
      work.on(channel);
      return Exit.OK;
    } catch (StatusRuntimeException failed) {
      throw explained(failed, where);
    } finally {
      channel.shutdownNow();
      var _ = channel.awaitTermination(2, TimeUnit.SECONDS);
    }
  }

  private static CommandFailure explained(StatusRuntimeException failed, String where) {
    Status status = failed.getStatus();
    String words = status.getDescription() == null ? status.toString() : status.getDescription();
    return switch (status.getCode()) {
      case UNAVAILABLE, DEADLINE_EXCEEDED ->
          CommandFailure.unreachable("gRPC at " + where + ": " + words);
      case INVALID_ARGUMENT, NOT_FOUND, OUT_OF_RANGE -> CommandFailure.usage(words);
      default -> CommandFailure.refused(Failures.code(failed) + ": " + words);
    };
  }

  static ParticipantServiceGrpc.ParticipantServiceBlockingStub participants(
      ManagedChannel channel) {
    return ParticipantServiceGrpc.newBlockingStub(channel);
  }

  static CohortServiceGrpc.CohortServiceBlockingStub cohort(ManagedChannel channel) {
    return CohortServiceGrpc.newBlockingStub(channel);
  }

  /** As JSON where that is wanted; whether it was. */
  boolean printed(Message message, PrintWriter out) {
    if (json) {
      out.println(MessageJson.line(message));
      out.flush();
    }
    return json;
  }

  static TimeRange range(@Nullable String from, @Nullable String to) {
    TimeRange.Builder range = TimeRange.newBuilder();
    if (from != null) {
      range.setFrom(time("--from", from));
    }
    if (to != null) {
      range.setUntil(time("--to", to));
    }
    return range.build();
  }

  static Timestamp time(String option, String text) {
    return Timestamps.fromMicros(TimeOption.micros(option, text));
  }
}
