package io.zeitgeber.service.security;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom a request is about, read from its fields by their names, so that a new method of ours is
 * understood without a word here.
 *
 * @param study empty where the request names none
 * @param participants each that it names
 * @param site empty where it names none
 * @param claimed who the request says that it is by; empty where nobody
 * @param about range, channels, as of when: never a value, never free text
 */
record Aim(String study, List<String> participants, String site, String claimed, String about) {
  private static final List<String> TOLD =
      List.of("range", "as_of", "channels", "from_day", "until_day", "alert", "size", "subject");
  private static final int LONGEST = 400;

  /** Before a request is known. */
  static final Aim NOTHING = new Aim("", List.of(), "", "", "");

  static Aim of(Message request) {
    @Nullable Message id = message(request, "id");
    Message named = id == null ? request : id;
    @Nullable Message reason = message(request, "reason");
    return new Aim(
        text(named, "study"),
        participants(request, text(named, "participant")),
        text(request, "site"),
        reason == null ? "" : shown(text(reason, "by")),
        about(request));
  }

  private static List<String> participants(Message request, String named) {
    Set<String> all = new LinkedHashSet<>();
    if (!named.isEmpty()) {
      all.add(named);
    }
    for (FieldDescriptor field : request.getDescriptorForType().getFields()) {
      if (field.isRepeated()
          && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
          && !field.isMapField()) {
        for (Object each : (List<?>) request.getField(field)) {
          String participant = text((Message) each, "participant");
          if (!participant.isEmpty()) {
            all.add(participant);
          }
        }
      }
    }
    return List.copyOf(all);
  }

  /** The study that a participant or a list is of. */
  String studyOrDefault() {
    return study.isEmpty() ? "default" : study;
  }

  private static String about(Message request) {
    StringBuilder about = new StringBuilder();
    for (String name : TOLD) {
      FieldDescriptor field = request.getDescriptorForType().findFieldByName(name);
      if (field != null && isThere(request, field)) {
        about.append(about.isEmpty() ? "" : " ").append(name).append('=');
        about.append(told(request.getField(field)));
      }
    }
    return shown(about.toString());
  }

  private static boolean isThere(Message request, FieldDescriptor field) {
    return field.isRepeated()
        ? request.getRepeatedFieldCount(field) > 0
        : field.hasPresence()
            ? request.hasField(field)
            : !request.getField(field).equals(field.getDefaultValue());
  }

  private static String told(Object value) {
    return switch (value) {
      case Timestamp time -> Timestamps.isValid(time) ? Timestamps.toString(time) : "invalid";
      case Message nested -> nested(nested);
      case List<?> list -> String.join(",", list.stream().map(Aim::told).toList());
      default -> String.valueOf(value);
    };
  }

  private static String nested(Message message) {
    if (message instanceof com.google.protobuf.Duration length) {
      return length.getSeconds() + "s";
    }
    return String.join(
        "..",
        message.getDescriptorForType().getFields().stream()
            .map(field -> message.hasField(field) ? told(message.getField(field)) : "")
            .toList());
  }

  /** Never longer than fits, never what moves a terminal. */
  private static String shown(String text) {
    String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    return cut.codePoints()
        .map(c -> Character.isISOControl(c) || (c >= 0xD800 && c <= 0xDFFF) ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static @Nullable Message message(Message of, String name) {
    FieldDescriptor field = of.getDescriptorForType().findFieldByName(name);
    return field != null
            && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
            && !field.isRepeated()
        ? (Message) of.getField(field)
        : null;
  }

  static String text(Message of, String name) {
    Descriptor type = of.getDescriptorForType();
    FieldDescriptor field = type.findFieldByName(name);
    return field != null
            && field.getJavaType() == FieldDescriptor.JavaType.STRING
            && !field.isRepeated()
        ? (String) of.getField(field)
        : "";
  }
}
