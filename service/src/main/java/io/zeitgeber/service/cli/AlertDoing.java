package io.zeitgeber.service.cli;

import io.grpc.ManagedChannel;
import io.zeitgeber.service.query.v1.AlertStanding;
import io.zeitgeber.service.query.v1.ListStudyAlertsRequest;
import io.zeitgeber.service.query.v1.ParticipantId;
import io.zeitgeber.service.query.v1.ParticipantServiceGrpc;
import io.zeitgeber.service.query.v1.Reason;
import io.zeitgeber.service.query.v1.WriteResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Does something about alerts, over gRPC; each kind of doing is a command of its own. */
abstract class AlertDoing implements Callable<Integer> {

  @Parameters(paramLabel = "ALERT", arity = "1..*", description = "Ids of alerts.")
  private List<String> alerts = new ArrayList<>();

  @Mixin private Asking asking = new Asking();

  @Option(
      names = "--participant",
      paramLabel = "P",
      description = "Whose. Default: looked up in the study's list of alerts")
  private String participant = "";

  @Option(names = "--by", paramLabel = "NAME", required = true, description = "Who does it.")
  private String by = "";

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, or what is noted.")
  private String reason = "";

  @Option(
      names = "--request-id",
      paramLabel = "ID",
      description = "Asked again with the same one it is done once. Default: a new one")
  private @Nullable String requestId;

  @Spec private @Nullable CommandSpec spec;

  /** One alert, done. */
  abstract WriteResponse done(
      ParticipantServiceGrpc.ParticipantServiceBlockingStub service, Which which);

  /** What every request names. */
  record Which(ParticipantId id, String alert, Reason reason, String requestId) {}

  @Override
  public Integer call() throws Exception {
    String request = requestId == null ? UUID.randomUUID().toString() : requestId;
    return asking.ask(
        channel -> {
          for (String alert : alerts) {
            String id = alerts.size() == 1 ? request : request + "." + alerts.indexOf(alert);
            Which which = new Which(owner(channel, alert), alert, why(), id);
            WriteResponse done = done(Asking.participants(channel), which);
            if (!asking.printed(done, Main.out(spec))) {
              print(done, alert);
            }
          }
        });
  }

  private void print(WriteResponse done, String alert) {
    if (done.getRepeatedRequest()) {
      Main.out(spec).println("alert " + alert + ": done before, by the same request");
    } else if (done.getFactsCount() == 0) {
      Main.out(spec).println("alert " + alert + ": nothing changed");
    }
    done.getFactsList().forEach(Main.out(spec)::println);
  }

  private Reason why() {
    return Reason.newBuilder().setBy(by).setReason(reason).build();
  }

  private ParticipantId owner(ManagedChannel channel, String alert) {
    if (!participant.isEmpty()) {
      return asking.who(participant);
    }
    List<AlertStanding> found =
        Asking.cohort(channel)
            .listAlerts(
                ListStudyAlertsRequest.newBuilder()
                    .setStudy(asking.study())
                    .setAlert(alert)
                    .build())
            .getAlertsList();
    if (found.isEmpty() || found.getFirst().getRaised().getParticipant().isEmpty()) {
      throw CommandFailure.usage(
          "study " + asking.study() + " has no alert " + alert + " of a participant; name --study");
    }
    return asking.who(found.getFirst().getRaised().getParticipant());
  }
}
