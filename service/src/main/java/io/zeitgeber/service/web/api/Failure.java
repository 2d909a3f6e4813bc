package io.zeitgeber.service.web.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as HTTP has it.
 *
 * @param http its status
 * @param json {@code {"error":{"code":…,"message":…,"reason":…,"fields":[…]}}}
 */
record Failure(int http, ObjectNode json) {

  static Failure of(Status status, Metadata trailers) {
    Failure failure =
        of(http(status.getCode()), status.getCode().name(), text(status.getDescription()));
    com.google.rpc.Status details = StatusProto.fromStatusAndTrailers(status, trailers);
    ObjectNode error = (ObjectNode) failure.json.get("error");
    details.getDetailsList().forEach(detail -> put(error, detail));
    return failure;
  }

  static Failure of(int http, String code, String message) {
    ObjectNode json = MessageJson.object();
    json.putObject("error").put("code", code).put("message", message);
    return new Failure(http, json);
  }

  private static String text(@Nullable String description) {
    return description == null ? "no more is known" : description;
  }

  private static void put(ObjectNode error, Any detail) {
    try {
      if (detail.is(ErrorInfo.class)) {
        error.put("reason", detail.unpack(ErrorInfo.class).getReason());
      } else if (detail.is(BadRequest.class)) {
        for (BadRequest.FieldViolation each :
            detail.unpack(BadRequest.class).getFieldViolationsList()) {
          error
              .withArray("fields")
              .addObject()
              .put("field", each.getField())
              .put("expected", each.getDescription());
        }
      }
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("a detail that we wrote can't be read", broken);
    }
  }

  /** As google.rpc.Code lists them. */
  private static int http(Status.Code code) {
    return switch (code) {
      case OK -> 200;
      case INVALID_ARGUMENT, OUT_OF_RANGE -> 400;
      case UNAUTHENTICATED -> 401;
      case PERMISSION_DENIED -> 403;
      case NOT_FOUND -> 404;
      case ALREADY_EXISTS, ABORTED -> 409;
      case FAILED_PRECONDITION -> 422;
      case RESOURCE_EXHAUSTED -> 429;
      case CANCELLED -> 499;
      case UNIMPLEMENTED -> 501;
      case UNAVAILABLE -> 503;
      case DEADLINE_EXCEEDED -> 504;
      case UNKNOWN, INTERNAL, DATA_LOSS -> 500;
    };
  }
}
