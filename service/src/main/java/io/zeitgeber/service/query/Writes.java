package io.zeitgeber.service.query;

import com.google.protobuf.Message;
import com.google.rpc.Code;
import io.grpc.StatusRuntimeException;
import io.zeitgeber.participant.observation.Refusal;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.service.journal.EntityId;
import io.zeitgeber.service.participant.Command;
import io.zeitgeber.service.participant.Requests;
import io.zeitgeber.service.participant.Written;
import io.zeitgeber.service.query.v1.WriteResponse;
import java.nio.charset.StandardCharsets;

/** Changes on their way to a participant's actor, and what comes of them as an answer. */
final class Writes {
  private final Actors actors;

  Writes(Sources sources) {
    this.actors = new Actors(sources);
  }

  /**
   * Waits until the change is durable or refused.
   *
   * @param content of the request, without its id: another one under the same id is an error
   * @param mayEnrol whether somebody of whom nothing is known may be enrolled by it
   */
  Written take(EntityId who, Input change, String requestId, Message content, boolean mayEnrol)
      throws InterruptedException {
    byte[] kindAndContent =
        (content.getDescriptorForType().getName() + content).getBytes(StandardCharsets.UTF_8);
    long fingerprint = Requests.fingerprint(requestId, kindAndContent);
    return actors.write(who, replyTo -> new Command.Write(change, fingerprint, mayEnrol, replyTo));
  }

  /** The answer; throws the status of a change that was not taken. */
  static WriteResponse response(Written written) {
    return switch (written.fate()) {
      case DONE, REPEATED ->
          WriteResponse.newBuilder()
              .addAllFacts(written.facts())
              .setSequence(written.sequence())
              .setRepeatedRequest(written.fate() == Written.Fate.REPEATED)
              .build();
      case OTHER_CONTENT ->
          throw Failures.coded(
              Code.ALREADY_EXISTS, "REQUEST_ID_USED", "another request had this request_id");
      case REFUSED -> throw refused(written);
      case HALTED ->
          throw Failures.coded(Code.FAILED_PRECONDITION, "PARTICIPANT_HALTED", written.detail());
      case BUSY -> throw Failures.unavailable("late data are being put right; ask again");
      case UNKNOWN_PARTICIPANT -> throw Failures.unknownParticipant();
    };
  }

  private static StatusRuntimeException refused(Written written) {
    return written.code().equals(Refusal.UNKNOWN_ALERT.name())
        ? Failures.unknownAlert()
        : Failures.coded(Code.FAILED_PRECONDITION, written.code(), written.detail());
  }
}
