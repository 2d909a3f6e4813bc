package io.zeitgeber.simulator.feed;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads Avro's binary encoding by the schema that a file carries. */
final class AvroDatum {
  private static final int LONGEST = 1 << 26;

  private final InputStream in;

  AvroDatum(InputStream in) {
    this.in = in;
  }

  /** A schema, with the types that it names. */
  static final class Types {
    private final JsonNode root;
    private final Map<String, JsonNode> named = new HashMap<>();

    Types(JsonNode root) {
      this.root = root;
      name(root, "");
    }

    private void name(JsonNode type, String namespace) {
      if (type.isArray()) {
        type.forEach(each -> name(each, namespace));
      } else if (type.isObject()) {
        String space = type.path("namespace").asText(namespace);
        if (type.has("name") && !type.path("type").isObject()) {
          String name = type.path("name").asText();
          named.putIfAbsent(name, type);
          named.putIfAbsent(space + "." + name, type);
        }
        type.path("fields").forEach(field -> name(field.path("type"), space));
        name(type.path("items"), space);
        name(type.path("values"), space);
        if (type.path("type").isContainerNode()) {
          name(type.path("type"), space);
        }
      }
    }
  }

  /** The next record. */
  Columns record(Types types) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    read(types, types.root, "", values);
    return new Flat(values);
  }

  private void read(Types types, JsonNode type, String path, Map<String, String> to)
      throws IOException {
    if (type.isArray()) {
      read(types, type.path(Math.toIntExact(number())), path, to);
      return;
    }
    JsonNode inner = type.isObject() ? type.path("type") : type;
    if (inner.isContainerNode()) {
      read(types, inner, path, to);
      return;
    }
    switch (inner.asText()) {
      case "null" -> to.put(path, "");
      case "boolean" -> to.put(path, Boolean.toString(octet() != 0));
      case "int", "long" -> to.put(path, Long.toString(number()));
      case "float" -> to.put(path, Float.toString(Float.intBitsToFloat((int) little(4))));
      case "double" -> to.put(path, Double.toString(Double.longBitsToDouble(little(8))));
      case "string" -> to.put(path, text());
      case "bytes" -> to.put(path, bytes().length + " bytes");
      case "fixed" -> to.put(path, exactly(type.path("size").asInt()).length + " bytes");
      case "enum" -> to.put(path, type.path("symbols").path(Math.toIntExact(number())).asText());
      case "record", "error" -> fields(types, type, path, to);
      case "array" -> items(types, type, path, to);
      case "map" -> entries(types, type, path, to);
      default -> known(types, inner.asText(), path, to);
    }
  }

  private void known(Types types, String name, String path, Map<String, String> to)
      throws IOException {
    JsonNode type = types.named.get(name);
    if (type == null) {
      throw new IOException("a schema that names " + name + " and does not say what it is");
    }
    read(types, type, path, to);
  }

  private void fields(Types types, JsonNode type, String path, Map<String, String> to)
      throws IOException {
    for (JsonNode field : type.path("fields")) {
      String name = field.path("name").asText();
      read(types, field.path("type"), path.isEmpty() ? name : path + "." + name, to);
    }
  }

  private void items(Types types, JsonNode type, String path, Map<String, String> to)
      throws IOException {
    int index = 0;
    for (long count = blockCount(); count != 0; count = blockCount()) {
      for (long left = count; left > 0; left--) {
        read(types, type.path("items"), path + "." + index++, to);
      }
    }
  }

  private void entries(Types types, JsonNode type, String path, Map<String, String> to)
      throws IOException {
    for (long count = blockCount(); count != 0; count = blockCount()) {
      for (long left = count; left > 0; left--) {
        read(types, type.path("values"), path + "." + text(), to);
      }
    }
  }

  /** How many items follow; a negative count says their length in bytes too. */
  long blockCount() throws IOException {
    long count = number();
    if (count < 0) {
      number();
      return Math.negateExact(count);
    }
    return count;
  }

  /** A number in zigzag form, at most ten bytes. */
  long number() throws IOException {
    long bits = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      int next = octet();
      bits |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return bits >>> 1 ^ -(bits & 1);
      }
    }
    throw new IOException("a number of more than ten bytes");
  }

  String text() throws IOException {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  byte[] bytes() throws IOException {
    return exactly(number());
  }

  private byte[] exactly(long length) throws IOException {
    if (length < 0 || length > LONGEST) {
      throw new IOException("a text of " + length + " bytes");
    }
    byte[] bytes = in.readNBytes((int) length);
    if (bytes.length < length) {
      throw new EOFException("a record that does not end");
    }
    return bytes;
  }

  private long little(int bytes) throws IOException {
    long number = 0;
    for (int shift = 0; shift < bytes * 8; shift += 8) {
      number |= (long) octet() << shift;
    }
    return number;
  }

  private int octet() throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new EOFException("a record that does not end");
    }
    return next;
  }
}
