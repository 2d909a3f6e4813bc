package io.zeitgeber.service.security;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;

/** Somebody may not, or is nobody. Says why, and never what was sent. */
final class Denied extends Exception {
  private static final long serialVersionUID = 1L;

  private final Code code;
  private final String reason;

  private Denied(Code code, String reason, String sentence) {
    super(sentence, null, false, false);
    this.code = code;
    this.reason = reason;
  }

  /** No token, or not one to be believed. */
  static Denied nobody(String reason, String sentence) {
    return new Denied(Code.UNAUTHENTICATED, reason, sentence);
  }

  /** Known, and still not allowed. */
  static Denied forbidden(String reason, String sentence) {
    return new Denied(Code.PERMISSION_DENIED, reason, sentence);
  }

  static Denied tooMuch(String sentence) {
    return new Denied(Code.RESOURCE_EXHAUSTED, "TOO_MANY_CALLS", sentence);
  }

  static Denied notNow(String sentence) {
    return new Denied(Code.UNAVAILABLE, "TRY_AGAIN", sentence);
  }

  String reason() {
    return reason;
  }

  /** Whether somebody was refused something, rather than that we can't. */
  boolean isRefusal() {
    return code == Code.UNAUTHENTICATED || code == Code.PERMISSION_DENIED;
  }

  StatusRuntimeException status() {
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(code.getNumber())
            .setMessage(String.valueOf(getMessage()))
            .addDetails(
                Any.pack(ErrorInfo.newBuilder().setReason(reason).setDomain("zeitgeber").build()))
            .build());
  }
}
