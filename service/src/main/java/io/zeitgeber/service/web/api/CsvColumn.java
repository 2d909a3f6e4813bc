package io.zeitgeber.service.web.api;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One column: a field of a row, or of a message in it.
 *
 * @param name with its unit at the end
 * @param level which of a row's nested messages has it
 * @param path from that message to the field
 * @param form how its value becomes text
 */
record CsvColumn(String name, int level, List<FieldDescriptor> path, Form form) {
  private static final int DEEPEST = 3;
  private static final Pattern WORD_BEGINS = Pattern.compile("(?<=[a-z])(?=[A-Z])");

  /** How a value becomes text. */
  enum Form {
    UTC,
    LOCAL,
    SECONDS,
    NUMBER,
    TEXT,
    JSON
  }

  /** The columns of a message; one of a list in it that has rows of its own is left out. */
  static List<CsvColumn> of(Descriptor type, int level, Optional<FieldDescriptor> without) {
    List<CsvColumn> columns = new ArrayList<>();
    add(columns, "", type, level, List.of(), without);
    return columns;
  }

  private static void add(
      List<CsvColumn> columns,
      String prefix,
      Descriptor type,
      int level,
      List<FieldDescriptor> before,
      Optional<FieldDescriptor> without) {
    for (FieldDescriptor field : type.getFields()) {
      if (without.isPresent() && without.get().equals(field)) {
        continue;
      }
      List<FieldDescriptor> path = new ArrayList<>(before);
      path.add(field);
      String name = prefix + field.getName();
      if (is(field, Timestamp.getDescriptor())) {
        columns.add(new CsvColumn(name + "_utc", level, List.copyOf(path), Form.UTC));
        columns.add(new CsvColumn(name + "_local", level, List.copyOf(path), Form.LOCAL));
      } else if (is(field, Duration.getDescriptor())) {
        columns.add(new CsvColumn(name + "_s", level, List.copyOf(path), Form.SECONDS));
      } else if (isMessage(field) && !field.isRepeated() && path.size() < DEEPEST) {
        String inner = field.getName().equals("id") ? prefix : name + "_";
        add(columns, inner, field.getMessageType(), level, path, Optional.empty());
      } else {
        columns.add(new CsvColumn(name, level, List.copyOf(path), form(field)));
      }
    }
  }

  private static boolean isMessage(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
  }

  private static boolean is(FieldDescriptor field, Descriptor type) {
    return isMessage(field)
        && !field.isRepeated()
        && field.getMessageType().getFullName().equals(type.getFullName());
  }

  private static Form form(FieldDescriptor field) {
    if (isMessage(field)) {
      return Form.JSON;
    }
    return switch (field.getJavaType()) {
      case INT, LONG, FLOAT, DOUBLE -> Form.NUMBER;
      case BOOLEAN, STRING, BYTE_STRING, ENUM, MESSAGE -> Form.TEXT;
    };
  }

  /** The name under which its meaning is written down: of the message and the field. */
  String key() {
    FieldDescriptor field = path.getLast();
    return field.getContainingType().getName() + "." + field.getName();
  }

  /** The value as text; empty where it is not known. */
  String text(List<Message> row, ZoneId zone) {
    Message at = row.get(level);
    for (FieldDescriptor step : path.subList(0, path.size() - 1)) {
      if (!at.hasField(step)) {
        return "";
      }
      at = (Message) at.getField(step);
    }
    FieldDescriptor field = path.getLast();
    if (field.hasPresence() && !at.hasField(field)) {
      return "";
    }
    Object value = at.getField(field);
    return switch (form) {
      case UTC -> instant(value).toString();
      case LOCAL -> DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant(value).atZone(zone));
      case SECONDS -> seconds(value);
      case NUMBER, TEXT -> many(field, value);
      case JSON -> json(value);
    };
  }

  private static Instant instant(Object value) {
    Timestamp time = (Timestamp) value;
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos())
        .atOffset(ZoneOffset.UTC)
        .toInstant();
  }

  private static String seconds(Object value) {
    BigDecimal micros = BigDecimal.valueOf(Durations.toMicros((Duration) value));
    return micros.movePointLeft(6).stripTrailingZeros().toPlainString();
  }

  private static String many(FieldDescriptor field, Object value) {
    return field.isRepeated()
        ? ((List<?>) value).stream().map(CsvColumn::one).collect(Collectors.joining(" "))
        : one(value);
  }

  private static String one(Object value) {
    return switch (value) {
      case EnumValueDescriptor constant -> word(constant);
      case Double number -> BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
      case Timestamp time -> Timestamps.toString(time);
      default -> value.toString();
    };
  }

  /** {@code CLOCK_CONFIDENCE_GOOD} of {@code ClockConfidence}: good; unspecified: nothing. */
  private static String word(EnumValueDescriptor constant) {
    String prefix = WORD_BEGINS.matcher(constant.getType().getName()).replaceAll("_") + "_";
    String name = constant.getName();
    boolean has = name.regionMatches(true, 0, prefix, 0, prefix.length());
    String word = has ? name.substring(prefix.length()) : name;
    return word.equals("UNSPECIFIED") ? "" : word.toLowerCase(Locale.ROOT);
  }

  private static String json(Object value) {
    if (value instanceof List<?> list) {
      return list.isEmpty()
          ? ""
          : list.stream()
              .map(each -> MessageJson.line((Message) each))
              .collect(Collectors.joining(",", "[", "]"));
    }
    return MessageJson.line((Message) value);
  }
}
