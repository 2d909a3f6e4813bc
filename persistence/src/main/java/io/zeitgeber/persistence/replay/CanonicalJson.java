package io.zeitgeber.persistence.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * JSON in one form only, so that it can be signed: keys sorted by UTF-16 code units, no space,
 * whole numbers only. RFC 8785 for the values that we use.
 */
final class CanonicalJson {
  static final ObjectMapper MAPPER = new ObjectMapper();

  private CanonicalJson() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** The one text of a tree. */
  static String text(JsonNode node) {
    StringBuilder text = new StringBuilder(1024);
    write(node, text);
    return text.toString();
  }

  /** For people, and for files that people open. */
  static String pretty(JsonNode node) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree of JSON has a text", impossible);
    }
  }

  private static void write(JsonNode node, StringBuilder to) {
    switch (node.getNodeType()) {
      case OBJECT -> object(node, to);
      case ARRAY -> {
        to.append('[');
        for (int at = 0; at < node.size(); at++) {
          to.append(at == 0 ? "" : ",");
          write(node.get(at), to);
        }
        to.append(']');
      }
      case STRING -> quote(node.textValue(), to);
      case NUMBER -> {
        if (!node.isIntegralNumber()) {
          throw new IllegalArgumentException("only whole numbers are signed");
        }
        to.append(node.bigIntegerValue());
      }
      case BOOLEAN, NULL -> to.append(node.asText());
      case MISSING, BINARY, POJO ->
          throw new IllegalArgumentException("no JSON: " + node.getNodeType());
    }
  }

  private static void object(JsonNode node, StringBuilder to) {
    List<String> names = new ArrayList<>();
    for (Iterator<String> each = node.fieldNames(); each.hasNext(); ) {
      names.add(each.next());
    }
    names.sort(null);
    to.append('{');
    String comma = "";
    for (String name : names) {
      to.append(comma);
      quote(name, to);
      to.append(':');
      write(node.path(name), to);
      comma = ",";
    }
    to.append('}');
  }

  private static void quote(String value, StringBuilder to) {
    to.append('"');
    JsonStringEncoder.getInstance().quoteAsString(value, to);
    to.append('"');
  }
}
