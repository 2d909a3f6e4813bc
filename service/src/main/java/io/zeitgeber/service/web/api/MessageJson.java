package io.zeitgeber.service.web.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;

/** A message in the one JSON style: fields as in the proto, and counts as numbers. */
public final class MessageJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().preservingProtoFieldNames().omittingInsignificantWhitespace();

  private MessageJson() {}

  /** On one line, without its end. */
  public static String line(Message message) {
    return text(tree(message));
  }

  static ObjectNode tree(Message message) {
    try {
      ObjectNode tree = (ObjectNode) MAPPER.readTree(PRINTER.print(message));
      numbers(tree, message.getDescriptorForType());
      return tree;
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("our messages hold nothing that JSON can't", e);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("protobuf printed something that is no JSON", e);
    }
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static String text(JsonNode tree) {
    try {
      return MAPPER.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON has a text", e);
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
