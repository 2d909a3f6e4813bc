package io.zeitgeber.service.web.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind the question mark. Names are a request's fields, with dots into messages, and
 * repeated for lists: {@code id.study=S1&id.participant=P1&channels=steps&channels=wear}.
 */
final class QueryParameters {
  private final Map<String, List<String>> values = new LinkedHashMap<>();

  private QueryParameters() {}

  static QueryParameters of(@Nullable String raw) {
    QueryParameters parameters = new QueryParameters();
    if (raw == null || raw.isEmpty()) {
      return parameters;
    }
    for (String pair : raw.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      parameters.values.computeIfAbsent(decoded(name), _ -> new ArrayList<>()).add(decoded(value));
    }
    return parameters;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException broken) {
      throw new Method.BadRequest("the address has a broken % sequence");
    }
  }

  /** The value of a name that is no field of a request, and takes it out. */
  Optional<String> take(String name) {
    List<String> all = values.remove(name);
    return all == null ? Optional.empty() : Optional.of(all.getFirst());
  }

  /** Everything else as a request's JSON; names that the request does not have are refused. */
  String json(Message request) {
    ObjectNode root = MessageJson.object();
    values.forEach((name, texts) -> put(root, request.getDescriptorForType(), name, texts));
    return MessageJson.text(root);
  }

  private static void put(ObjectNode root, Descriptor type, String name, List<String> texts) {
    ObjectNode node = root;
    Descriptor at = type;
    String[] parts = name.split("\\.", -1);
    for (int i = 0; i < parts.length - 1; i++) {
      FieldDescriptor field = field(at, parts[i]);
      if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE || field.isRepeated()) {
        throw new Method.BadRequest("an address can't say that part of the request; POST it");
      }
      at = field.getMessageType();
      JsonNode inner = node.get(parts[i]);
      node = inner instanceof ObjectNode object ? object : node.putObject(parts[i]);
    }
    FieldDescriptor last = field(at, parts[parts.length - 1]);
    texts.forEach(text -> known(last, text));
    if (last.isRepeated()) {
      texts.forEach(node.withArray(last.getName())::add);
    } else {
      node.put(last.getName(), texts.getFirst());
    }
  }

  /**
   * A word that is not known would be ignored as those of later releases are, and filter nothing.
   */
  private static void known(FieldDescriptor field, String text) {
    boolean isWord = field.getJavaType() == FieldDescriptor.JavaType.ENUM;
    if (isWord && field.getEnumType().findValueByName(text) == null) {
      throw new Method.BadRequest(
          field.getName() + ": expected a name of " + field.getEnumType().getName());
    }
  }

  private static FieldDescriptor field(Descriptor type, String name) {
    FieldDescriptor field = type.findFieldByName(name);
    if (field == null) {
      throw new Method.BadRequest(type.getName() + " has no such field as the address names");
    }
    return field;
  }
}
