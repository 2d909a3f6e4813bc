package io.zeitgeber.service.cli;

import io.zeitgeber.service.query.v1.AlertActionRequest;
import io.zeitgeber.service.query.v1.AssignAlertRequest;
import io.zeitgeber.service.query.v1.ParticipantServiceGrpc.ParticipantServiceBlockingStub;
import io.zeitgeber.service.query.v1.SnoozeAlertRequest;
import io.zeitgeber.service.query.v1.WriteResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands under {@code alerts} that do something about them. */
final class AlertDoings {
  private AlertDoings() {}

  private static AlertActionRequest plain(AlertDoing.Which which) {
    return AlertActionRequest.newBuilder()
        .setId(which.id())
        .setAlert(which.alert())
        .setReason(which.reason())
        .setRequestId(which.requestId())
        .build();
  }

  /** Somebody has seen it. */
  @Command(name = "acknowledge", description = "Say that somebody has seen alerts.")
  static final class Acknowledge extends AlertDoing {
    @Override
    WriteResponse done(ParticipantServiceBlockingStub service, Which which) {
      return service.acknowledgeAlert(plain(which));
    }
  }

  /** Nobody wants to see it for now. */
  @Command(
      name = "snooze",
      description = "Put alerts aside until a time; then they are open again.")
  static final class Snooze extends AlertDoing {
    @Option(
        names = "--until",
        paramLabel = "TIME",
        required = true,
        description = "When it ends, by the clock on the wall.")
    private String until = "";

    @Override
    WriteResponse done(ParticipantServiceBlockingStub service, Which which) {
      return service.snoozeAlert(
          SnoozeAlertRequest.newBuilder()
              .setId(which.id())
              .setAlert(which.alert())
              .setReason(which.reason())
              .setUntil(Asking.time("--until", until))
              .setRequestId(which.requestId())
              .build());
    }
  }

  /** It is somebody's. */
  @Command(name = "assign", description = "Say whose alerts are.")
  static final class Assign extends AlertDoing {
    @Option(names = "--to", paramLabel = "NAME", required = true, description = "Whose.")
    private String to = "";

    @Override
    WriteResponse done(ParticipantServiceBlockingStub service, Which which) {
      return service.assignAlert(
          AssignAlertRequest.newBuilder()
              .setId(which.id())
              .setAlert(which.alert())
              .setReason(which.reason())
              .setAssignee(to)
              .setRequestId(which.requestId())
              .build());
    }
  }

  /** Something is said about it. */
  @Command(name = "note", description = "Say something about alerts (--reason).")
  static final class Note extends AlertDoing {
    @Override
    WriteResponse done(ParticipantServiceBlockingStub service, Which which) {
      return service.noteAlert(plain(which));
    }
  }

  /** It is over. */
  @Command(
      name = "close",
      description = {
        "End alerts that nothing will resolve, for example of somebody who dropped out (--reason).",
        "Where the condition holds with new data, the rule raises another one."
      })
  static final class Close extends AlertDoing {
    @Override
    WriteResponse done(ParticipantServiceBlockingStub service, Which which) {
      return service.closeAlert(plain(which));
    }
  }
}
