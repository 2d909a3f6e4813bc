package io.zeitgeber.service.web.api;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerServiceDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A method that may be called, as its descriptor has it.
 *
 * @param rpc what the in-process server is asked for
 * @param request an empty one
 * @param response an empty one
 */
record Method(MethodDescriptor<Message, Message> rpc, Message request, Message response) {

  /** A request that is no JSON, or not of the method's form. */
  static final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1;

    BadRequest(String sentence) {
      super(sentence);
    }
  }

  /** All methods by {@code Service/Method}: the service's name without its package. */
  static Map<String, Method> byPath(List<ServerServiceDefinition> services) {
    Map<String, Method> methods = new HashMap<>();
    for (ServerServiceDefinition service : services) {
      String name = service.getServiceDescriptor().getName();
      String shortName = name.substring(name.lastIndexOf('.') + 1);
      for (MethodDescriptor<?, ?> method : service.getServiceDescriptor().getMethods()) {
        if (method.getType().clientSendsOneMessage()) {
          methods.put(shortName + "/" + method.getBareMethodName(), of(method));
        }
      }
    }
    return Map.copyOf(methods);
  }

  @SuppressWarnings(
      "unchecked") // Services are generated from protos: all their messages are Message.
  private static Method of(MethodDescriptor<?, ?> method) {
    return new Method(
        (MethodDescriptor<Message, Message>) method,
        prototype(method.getRequestMarshaller()),
        prototype(method.getResponseMarshaller()));
  }

  private static Message prototype(MethodDescriptor.Marshaller<?> marshaller) {
    if (marshaller instanceof PrototypeMarshaller<?> known
        && known.getMessagePrototype() instanceof Message message) {
      return message;
    }
    throw new IllegalStateException("a method without protobuf messages");
  }

  boolean streams() {
    return !rpc.getType().serverSendsOneMessage();
  }

  /** Whether the stream goes on until the caller has enough. */
  boolean watches() {
    String name = rpc.getBareMethodName();
    return streams() && name != null && name.startsWith("Watch");
  }

  /** Whether it changes nothing, so that it may be asked for by GET. */
  boolean reads() {
    String name = String.valueOf(rpc.getBareMethodName());
    return List.of("Get", "List", "Watch", "Stream", "Explain").stream().anyMatch(name::startsWith);
  }

  Descriptor responseType() {
    return response.getDescriptorForType();
  }

  /**
   * The request that a JSON object is.
   *
   * @throws BadRequest where it is not one
   */
  Message parse(String json) {
    Message.Builder builder = request.newBuilderForType();
    try {
      JsonFormat.parser().ignoringUnknownFields().merge(json, builder);
      return builder.build();
    } catch (InvalidProtocolBufferException wrong) {
      // Protobuf's own message would repeat what was sent.
      throw new BadRequest("the body is no JSON of " + builder.getDescriptorForType().getName());
    }
  }
}
