package io.zeitgeber.service.web.api;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.sun.net.httpserver.HttpExchange;
import io.zeitgeber.service.web.api.CsvColumn.Form;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/**
 * A list as CSV (RFC 4180): all its pages, times in UTC and in the participant's zone, units in the
 * header. {@code rows=rows.days} says which list the rows are where a response has several. Local
 * is where a row's participant lives; {@code zone=Europe/Berlin} says otherwise.
 */
final class CsvAnswer {
  private static final int MOST_PAGES = 1_000;
  private static final int PAGE = 1_000;
  private static final Properties MEANINGS = meanings();

  /** Starts a call with what the caller's headers say. */
  interface Calling {
    Incoming call(HttpExchange exchange, Method method, Message request);
  }

  private final Method method;
  private final List<FieldDescriptor> path;
  private final List<CsvColumn> columns;
  private final Optional<ZoneId> zone;

  private CsvAnswer(Method method, List<FieldDescriptor> path, Optional<ZoneId> zone) {
    this.method = method;
    this.path = path;
    this.zone = zone;
    this.columns = new ArrayList<>();
    Descriptor type = method.responseType();
    for (int level = 0; level <= path.size(); level++) {
      Optional<FieldDescriptor> next =
          level < path.size() ? Optional.of(path.get(level)) : Optional.empty();
      if (level > 0 || path.isEmpty()) { // what is beside the list says nothing of its rows
        columns.addAll(CsvColumn.of(type, level, next));
      }
      type = next.map(FieldDescriptor::getMessageType).orElse(type);
    }
  }

  /** Takes {@code rows} and {@code zone} out of the parameters. */
  static CsvAnswer of(Method method, QueryParameters parameters) {
    Optional<String> rows = parameters.take("rows");
    Optional<ZoneId> zone = parameters.take("zone").map(CsvAnswer::asked);
    List<FieldDescriptor> path =
        method.streams()
            ? List.of()
            : rows.map(it -> path(method.responseType(), it))
                .orElseGet(() -> only(method.responseType()));
    return new CsvAnswer(method, path, zone);
  }

  private static ZoneId asked(String name) {
    return Zones.known(name)
        .orElseThrow(
            () -> new Method.BadRequest("zone: expected an IANA name such as Europe/Berlin"));
  }

  private static List<FieldDescriptor> path(Descriptor type, String names) {
    List<FieldDescriptor> path = new ArrayList<>();
    Descriptor at = type;
    for (String name : names.split("\\.", -1)) {
      FieldDescriptor field = at.findFieldByName(name);
      if (field == null || !isList(field)) {
        throw new Method.BadRequest("rows: expected a list of " + at.getName());
      }
      path.add(field);
      at = field.getMessageType();
    }
    return path;
  }

  private static List<FieldDescriptor> only(Descriptor type) {
    List<FieldDescriptor> lists = type.getFields().stream().filter(CsvAnswer::isList).toList();
    if (lists.size() != 1) {
      throw new Method.BadRequest("this has no single list of rows; say which with rows=");
    }
    return lists;
  }

  private static boolean isList(FieldDescriptor field) {
    return field.isRepeated()
        && !field.isMapField()
        && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
  }

  String name() {
    return String.valueOf(method.rpc().getBareMethodName());
  }

  /** What every column means, as CSV. */
  void dictionary(OutputStream out) throws IOException {
    line(out, List.of("column", "type", "meaning"));
    for (CsvColumn column : columns) {
      line(out, List.of(column.name(), type(column.form()), meaning(column)));
    }
  }

  static String meaning(CsvColumn column) {
    String meaning = MEANINGS.getProperty(column.key(), "");
    return column.form() == Form.LOCAL
        ? meaning + " In the participant's zone, with its offset."
        : meaning;
  }

  List<CsvColumn> columns() {
    return columns;
  }

  private static String type(Form form) {
    return switch (form) {
      case UTC, LOCAL -> "time, RFC 3339";
      case SECONDS -> "number, seconds";
      case NUMBER -> "number";
      case TEXT -> "text";
      case JSON -> "JSON";
    };
  }

  /**
   * Sends all rows; an error before the first row is answered as one.
   *
   * @param listZones the method that says where participants live, where there is one
   */
  void send(
      Message request,
      Calling calls,
      Optional<Method> listZones,
      HttpExchange exchange,
      Reply reply)
      throws IOException, InterruptedException {
    try (Incoming first = calls.call(exchange, method, withPage(request, ""))) {
      Incoming.Event event = Reply.await(first);
      Optional<Incoming.Event> homes = homes(event, request, calls, listZones, exchange);
      if (homes.orElse(event) instanceof Incoming.Ended(var status, var trailers)
          && !status.isOk()) {
        reply.fail(Failure.of(status, trailers));
        return;
      }
      Zones zones = new Zones(columns, zone, homes.map(CsvAnswer::living).orElse(Map.of()));
      reply.csv(
          out -> {
            line(out, columns.stream().map(CsvColumn::name).toList());
            String token = rows(out, event, first, zones);
            for (int page = 1; !token.isEmpty() && page < MOST_PAGES; page++) {
              try (Incoming next = calls.call(exchange, method, withPage(request, token))) {
                token = rows(out, Reply.await(next), next, zones);
              }
            }
          },
          name());
    }
  }

  /** What says where the participants of the study live, where that makes a difference. */
  private Optional<Incoming.Event> homes(
      Incoming.Event rows,
      Message request,
      Calling calls,
      Optional<Method> listZones,
      HttpExchange exchange)
      throws InterruptedException {
    String study = study(request);
    boolean tellsLocal = columns.stream().anyMatch(each -> each.form() == Form.LOCAL);
    if (!(rows instanceof Incoming.Came)
        || zone.isPresent()
        || listZones.isEmpty()
        || study.isEmpty()
        || !tellsLocal) {
      return Optional.empty();
    }
    Message asked = named(listZones.get().request(), study);
    try (Incoming incoming = calls.call(exchange, listZones.get(), asked)) {
      return Optional.of(Reply.await(incoming));
    }
  }

  private static Map<String, ZoneId> living(Incoming.Event homes) {
    Map<String, ZoneId> zones = new HashMap<>();
    if (homes instanceof Incoming.Came(Message all)) {
      for (Object each : (List<?>) all.getField(field(all, "zones"))) {
        Message home = (Message) each;
        Zones.known(text(home, "zone")).ifPresent(it -> zones.put(text(home, "participant"), it));
      }
    }
    return zones;
  }

  private static Message named(Message request, String study) {
    return request.newBuilderForType().setField(field(request, "study"), study).build();
  }

  private static FieldDescriptor field(Message message, String name) {
    return Objects.requireNonNull(message.getDescriptorForType().findFieldByName(name), name);
  }

  private static String study(Message request) {
    String own = text(request, "study");
    FieldDescriptor id = request.getDescriptorForType().findFieldByName("id");
    return own.isEmpty() && id != null && request.getField(id) instanceof Message named
        ? text(named, "study")
        : own;
  }

  /** Writes what one call answers; the token of the next page. */
  private String rows(OutputStream out, Incoming.Event first, Incoming incoming, Zones zones)
      throws IOException, InterruptedException {
    String token = "";
    Incoming.Event event = first;
    while (event instanceof Incoming.Came(Message message)) {
      write(out, List.of(message), zones);
      token = text(message, "next_page_token");
      event = Reply.await(incoming);
    }
    if (event instanceof Incoming.Ended(var status, var _) && !status.isOk()) {
      // The head is sent: a torn connection is the only honest end.
      throw new IOException("the list broke off: " + status.getCode());
    }
    return token;
  }

  private void write(OutputStream out, List<Message> row, Zones zones) throws IOException {
    if (row.size() == path.size() + 1) {
      ZoneId local = zones.of(row);
      line(out, columns.stream().map(column -> column.text(row, local)).toList());
      return;
    }
    for (Object each : (List<?>) row.getLast().getField(path.get(row.size() - 1))) {
      List<Message> inner = new ArrayList<>(row);
      inner.add((Message) each);
      write(out, inner, zones);
    }
  }

  private Message withPage(Message request, String token) {
    FieldDescriptor size = request.getDescriptorForType().findFieldByName("page_size");
    FieldDescriptor page = request.getDescriptorForType().findFieldByName("page_token");
    return size == null || page == null
        ? request
        : request.toBuilder().setField(size, PAGE).setField(page, token).build();
  }

  static String text(Message message, String field) {
    FieldDescriptor known = message.getDescriptorForType().findFieldByName(field);
    return known != null && message.getField(known) instanceof String text ? text : "";
  }

  private static void line(OutputStream out, List<String> cells) throws IOException {
    String line = String.join(",", cells.stream().map(CsvAnswer::cell).toList()) + "\r\n";
    out.write(line.getBytes(StandardCharsets.UTF_8));
  }

  /** Text that a spreadsheet would take for a formula gets an apostrophe before it. */
  static String cell(String text) {
    boolean formula =
        !text.isEmpty()
            && "=+-@\t\r".indexOf(text.charAt(0)) >= 0
            && !text.matches("[-+]?[0-9.]+([Ee][-+]?[0-9]+)?");
    String safe = formula ? "'" + text : text;
    return safe.chars().anyMatch(letter -> ",\"\r\n".indexOf(letter) >= 0)
        ? '"' + safe.replace("\"", "\"\"") + '"'
        : safe;
  }

  private static Properties meanings() {
    Properties meanings = new Properties();
    try (InputStream file = CsvAnswer.class.getResourceAsStream("columns.properties")) {
      if (file == null) {
        throw new IllegalStateException("columns.properties is missing from the jar");
      }
      meanings.load(file);
      return meanings;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
