package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A message in the one JSON style: fields as in the proto, and counts as numbers. */
final class MessageJson {
  private MessageJson() {}

  static String line(Message message) {
    try {
      String printed =
          JsonFormat.printer()
              .preservingProtoFieldNames()
              .omittingInsignificantWhitespace()
              .print(message);
      JsonNode tree = Json.parse(printed.getBytes(StandardCharsets.UTF_8));
      numbers((ObjectNode) tree, message.getDescriptorForType());
      return Json.line(tree);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("our messages hold nothing that JSON can't", e);
    } catch (IOException e) {
      throw new IllegalStateException("protobuf printed something that is no JSON", e);
    }
  }

  /** Protobuf prints 64-bit integers as text, which no reader of ours expects. */
  private static void numbers(ObjectNode tree, Descriptor type) {
    for (FieldDescriptor field : type.getFields()) {
      JsonNode value = tree.get(field.getName());
      if (value == null || field.isMapField()) {
        continue;
      }
      if (field.getJavaType() == FieldDescriptor.JavaType.LONG && value.isTextual()) {
        tree.put(field.getName(), Long.parseLong(value.textValue()));
      } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        nested(value, field.getMessageType());
      }
    }
  }

  private static void nested(JsonNode value, Descriptor type) {
    if (value instanceof ObjectNode object) {
      numbers(object, type);
    } else if (value instanceof ArrayNode list) {
      list.forEach(each -> nested(each, type));
    }
  }
}
