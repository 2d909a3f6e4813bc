package io.zeitgeber.service.cli;

import io.grpc.ManagedChannel;
import io.zeitgeber.service.query.v1.Reason;
import io.zeitgeber.service.query.v1.StudyServiceGrpc;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Who decides and why: kept for good beside what was decided. With a token the service is asked,
 * and its account is who decided; without one the database is written to with this machine's own
 * right, and whoever is named is as claimed.
 */
final class Deciding {
  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who does it; with a token its account does, whoever is named.")
  private String by = "";

  @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why.")
  private String reason = "";

  @Mixin private Credentials credentials = new Credentials();

  /** Whether there is a token, so that the service can know who decides. */
  boolean hasToken() {
    return credentials.hasToken();
  }

  /** Who is claimed to decide. */
  String by() {
    if (by.isBlank()) {
      throw CommandFailure.usage("say who does it: --by NAME, or --token-file FILE");
    }
    return by;
  }

  String reason() {
    return reason;
  }

  /** For a request; who it is by, the token says. */
  Reason asReason() {
    return Reason.newBuilder().setBy(by).setReason(reason).build();
  }

  int ask(InstanceOptions instance, Asking.Work work) throws Exception {
    return Asking.ask(instance, credentials, work);
  }

  static StudyServiceGrpc.StudyServiceBlockingStub study(ManagedChannel channel) {
    return StudyServiceGrpc.newBlockingStub(channel);
  }
}
