package io.zeitgeber.service.decode;

import com.fasterxml.jackson.databind.JsonNode;
import io.zeitgeber.participant.enrolment.Change;
import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.enrolment.Enrolment.Device;
import io.zeitgeber.participant.enrolment.Enrolment.Limits;
import io.zeitgeber.participant.enrolment.Enrolment.Status;
import io.zeitgeber.participant.observation.Flaw;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.observation.Refusal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads one enrolment's fields in a fixed order; the first thing wrong is the record's flaw. */
final class EnrolmentFields {
  private static final int MOST_DEVICES = 32;
  private static final int MOST_CHANNELS = 128;
  private static final Set<String> TIMES = Set.of("live", "recorded", "auto");

  private final JsonNode tree;
  private final Instants instants = new Instants();
  private @Nullable Flaw flaw;

  EnrolmentFields(JsonNode tree) {
    this.tree = tree;
  }

  Enrolment read(Origin origin, long receivedMicros, Originals originals) {
    String by = note("by", 128);
    String reason = note("reason", 1024);
    Change<String> site = change("site", node -> id("site", node));
    Change<String> zone = change("zone", this::zone);
    Change<String> from = change("from", node -> date("from", node));
    Change<String> until = change("until", node -> date("until", node));
    ordered(from, until);
    Change<Status> status = change("status", this::status);
    Change<List<Device>> devices = change("devices", this::devices);
    Map<String, Limits> thresholds = thresholds();
    Change<String> time = change("time", this::time);
    return new Enrolment(
        origin,
        receivedMicros,
        "topic",
        by,
        reason,
        site,
        zone,
        from,
        until,
        status,
        devices,
        thresholds,
        time,
        flaw,
        originals);
  }

  private void wrong(Refusal reason, String at, String detail) {
    if (flaw == null) {
      flaw = new Flaw(reason, at + ": " + detail);
    }
  }

  private <T> Change<T> change(String name, Function<JsonNode, @Nullable T> read) {
    return change(tree.path(name), read);
  }

  private static <T> Change<T> change(JsonNode node, Function<JsonNode, @Nullable T> read) {
    if (node.isMissingNode()) {
      return Change.absent();
    }
    if (node.isNull()) {
      return Change.cleared();
    }
    T value = read.apply(node);
    return value == null ? Change.absent() : Change.to(value);
  }

  private @Nullable String note(String name, int most) {
    JsonNode node = tree.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (node.isTextual() && FieldParse.isPlain(node.textValue(), most)) {
      return node.textValue();
    }
    wrong(Refusal.BAD_TYPE, name, "expected text of 1 to " + most + " characters");
    return null;
  }

  private @Nullable String id(String at, JsonNode node) {
    if (node.isTextual() && Ids.valid(node.textValue())) {
      return node.textValue();
    }
    wrong(Refusal.BAD_ID, at, "expected " + Ids.EXPECTED);
    return null;
  }

  private @Nullable String zone(JsonNode node) {
    if (node.isTextual() && ZoneId.getAvailableZoneIds().contains(node.textValue())) {
      return node.textValue();
    }
    wrong(Refusal.BAD_ENROLMENT, "zone", "expected an IANA name such as Europe/Berlin");
    return null;
  }

  private @Nullable String date(String name, JsonNode node) {
    try {
      if (node.isTextual() && node.textValue().length() == 10) {
        return LocalDate.parse(node.textValue()).toString();
      }
    } catch (DateTimeException _) {
      // named below
    }
    wrong(Refusal.BAD_ENROLMENT, name, "expected a date as yyyy-MM-dd");
    return null;
  }

  private void ordered(Change<String> from, Change<String> until) {
    if (from instanceof Change.To<String>(String first)
        && until instanceof Change.To<String>(String last)
        && first.compareTo(last) > 0) {
      wrong(Refusal.BAD_ENROLMENT, "until", "before from");
    }
  }

  private @Nullable Status status(JsonNode node) {
    for (Status status : Status.values()) {
      if (status != Status.ERASED
          && status.name().toLowerCase(Locale.ROOT).equals(node.textValue())) {
        return status;
      }
    }
    wrong(Refusal.BAD_ENROLMENT, "status", "expected active, paused, completed or withdrawn");
    return null;
  }

  private @Nullable String time(JsonNode node) {
    if (node.isTextual() && TIMES.contains(node.textValue())) {
      return node.textValue();
    }
    wrong(Refusal.BAD_ENROLMENT, "time", "expected live, recorded or auto");
    return null;
  }

  private @Nullable List<Device> devices(JsonNode node) {
    if (!node.isArray()) {
      wrong(Refusal.BAD_TYPE, "devices", "expected a list of objects");
      return null;
    }
    if (node.size() > MOST_DEVICES) {
      wrong(Refusal.TOO_MANY_DEVICES, "devices", "more than " + MOST_DEVICES);
      return null;
    }
    List<Device> devices = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      Device device = device("devices[" + i + "]", node.get(i));
      if (device != null) {
        devices.add(device);
      }
    }
    return List.copyOf(devices);
  }

  private @Nullable Device device(String at, JsonNode node) {
    if (!node.isObject()) {
      wrong(Refusal.BAD_TYPE, at, "expected an object");
      return null;
    }
    JsonNode name = node.path("device");
    if (name.isMissingNode() || name.isNull()) {
      wrong(Refusal.MISSING_FIELD, at + ".device", "missing");
      return null;
    }
    String device = id(at + ".device", name);
    JsonNode kindNode = node.path("kind");
    boolean kindless = kindNode.isMissingNode() || kindNode.isNull();
    String kind = kindless ? null : id(at + ".kind", kindNode);
    Long from = instant(at + ".from", node.path("from"));
    Long until = instant(at + ".until", node.path("until"));
    if (from != null && until != null && until <= from) {
      wrong(Refusal.BAD_ENROLMENT, at + ".until", "not after from");
    }
    return device == null ? null : new Device(device, kind, from, until);
  }

  private @Nullable Long instant(String at, JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    Refusal refusal = node.isTextual() ? instants.rfc3339(node.textValue()) : Refusal.BAD_TIME;
    if (refusal == null) {
      return instants.micros();
    }
    wrong(refusal, at, "expected RFC 3339 text with an offset");
    return null;
  }

  private Map<String, Limits> thresholds() {
    JsonNode node = tree.path("thresholds");
    if (node.isMissingNode()) {
      return Map.of();
    }
    if (!node.isObject()) {
      String form = node.isNull() ? "name the channels, as {\"heart_rate\":null}" : "by channel";
      wrong(Refusal.BAD_ENROLMENT, "thresholds", "expected limits " + form);
      return Map.of();
    }
    if (node.size() > MOST_CHANNELS) {
      wrong(Refusal.TOO_MANY_CHANNELS, "thresholds", "more than " + MOST_CHANNELS);
      return Map.of();
    }
    Map<String, Limits> limits = new TreeMap<>();
    node.propertyStream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(channel -> limits(channel.getKey(), channel.getValue(), limits));
    return Collections.unmodifiableMap(limits);
  }

  private void limits(String channel, JsonNode node, Map<String, Limits> limits) {
    if (!Ids.valid(channel)) {
      wrong(Refusal.BAD_ID, "thresholds", "a channel's name; expected " + Ids.EXPECTED);
      return;
    }
    String at = "thresholds." + channel;
    if (node.isNull()) {
      limits.put(channel, new Limits(Change.cleared(), Change.cleared()));
    } else if (!node.isObject()) {
      wrong(Refusal.BAD_TYPE, at, "expected an object with high and low");
    } else {
      limits.put(
          channel,
          new Limits(
              change(node.path("high"), high -> number(at + ".high", high)),
              change(node.path("low"), low -> number(at + ".low", low))));
    }
  }

  private @Nullable Double number(String at, JsonNode node) {
    if (!node.isNumber()) {
      wrong(Refusal.BAD_TYPE, at, "expected a number");
      return null;
    }
    double value = node.doubleValue();
    if (!Double.isFinite(value)) {
      wrong(Refusal.NOT_FINITE, at, "not a finite number");
      return null;
    }
    return value;
  }
}
