package io.zeitgeber.service.query;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;

/** What goes wrong, as gRPC statuses with details. Never the value that was sent. */
public final class Failures {
  private static final String DOMAIN = "zeitgeber";

  private Failures() {}

  /** A field of the request is not as it must be. */
  static StatusRuntimeException badField(String field, String expected) {
    return of(
        Code.INVALID_ARGUMENT,
        field + ": " + expected,
        Any.pack(
            BadRequest.newBuilder()
                .addFieldViolations(
                    BadRequest.FieldViolation.newBuilder().setField(field).setDescription(expected))
                .build()));
  }

  /** Anything that has a code of its own, as a program may want to tell it apart. */
  static StatusRuntimeException coded(Code status, String reason, String sentence) {
    return of(
        status,
        sentence,
        Any.pack(ErrorInfo.newBuilder().setReason(reason).setDomain(DOMAIN).build()));
  }

  static StatusRuntimeException unknownParticipant() {
    return coded(
        Code.NOT_FOUND,
        "UNKNOWN_PARTICIPANT",
        "nobody has heard of this participant of this study");
  }

  static StatusRuntimeException unknownAlert() {
    return coded(Code.NOT_FOUND, "UNKNOWN_ALERT", "this participant never had an alert of this id");
  }

  /** The reason that a status carries; the status' own name where it carries none. */
  public static String code(StatusRuntimeException failed) {
    Status status = StatusProto.fromThrowable(failed);
    try {
      for (Any detail : status == null ? List.<Any>of() : status.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          return detail.unpack(ErrorInfo.class).getReason();
        }
      }
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("a detail that we made can't be read", broken);
    }
    return failed.getStatus().getCode().name();
  }

  static StatusRuntimeException unavailable(String sentence) {
    return coded(Code.UNAVAILABLE, "TRY_AGAIN", sentence);
  }

  private static StatusRuntimeException of(Code code, String message, Any detail) {
    return StatusProto.toStatusRuntimeException(
        Status.newBuilder()
            .setCode(code.getNumber())
            .setMessage(message)
            .addDetails(detail)
            .build());
  }
}
