package io.zeitgeber.service.query;

import com.google.protobuf.Timestamp;
import io.zeitgeber.participant.enrolment.Change;
import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.service.participant.Requests;
import io.zeitgeber.service.query.v1.EnrolRequest;
import io.zeitgeber.service.query.v1.LimitChange;
import io.zeitgeber.service.query.v1.Reason;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What somebody asks to change, as the input that a record of the topic would be. */
final class Changes {
  private static final Origin LATER = new Origin(new UUID(0, 0), Requests.WAY, 0, 0);
  private static final int MOST_DEVICES = 32;
  private static final int MOST_CHANNELS = 128;

  private Changes() {}

  /** Limits alone. */
  static Enrolment limits(List<LimitChange> limits, Reason reason) {
    if (limits.isEmpty()) {
      throw Failures.badField("limits", "expected at least one");
    }
    return of(reason, Change.absent(), thresholds(limits), Change.absent());
  }

  /** Nothing more is collected. */
  static Enrolment withdrawal(Reason reason) {
    return of(reason, Change.to(Enrolment.Status.WITHDRAWN), Map.of(), Change.absent());
  }

  static Enrolment of(EnrolRequest it) {
    Enrolment base =
        of(
            it.getReason(),
            it.hasStatus() ? Change.to(status(it.getStatus())) : Change.absent(),
            thresholds(it.getLimitsList()),
            it.getDevicesCount() > 0 ? Change.to(devices(it)) : Change.absent());
    return new Enrolment(
        base.origin(),
        base.receivedMicros(),
        base.way(),
        base.by(),
        base.reason(),
        it.hasSite() ? Change.to(Asked.id("site", it.getSite())) : Change.absent(),
        it.hasZone() ? Change.to(zone(it.getZone())) : Change.absent(),
        it.hasFrom() ? Change.to(date("from", it.getFrom())) : Change.absent(),
        it.hasUntil() ? Change.to(date("until", it.getUntil())) : Change.absent(),
        base.status(),
        base.devices(),
        base.thresholds(),
        base.time(),
        null,
        Originals.NONE,
        base.account());
  }

  private static Enrolment of(
      Reason reason,
      Change<Enrolment.Status> status,
      Map<String, Enrolment.Limits> thresholds,
      Change<List<Enrolment.Device>> devices) {
    Asker asker = Asker.of(reason);
    String why = Asked.words("reason.reason", reason.getReason(), 1024);
    if (why.isEmpty()) {
      throw Failures.badField("reason.reason", "expected why");
    }
    return new Enrolment(
        LATER,
        ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()),
        Requests.WAY,
        asker.by(),
        why,
        Change.absent(),
        Change.absent(),
        Change.absent(),
        Change.absent(),
        status,
        devices,
        thresholds,
        Change.absent(),
        null,
        Originals.NONE,
        asker.account());
  }

  private static Map<String, Enrolment.Limits> thresholds(List<LimitChange> limits) {
    if (limits.size() > MOST_CHANNELS) {
      throw Failures.badField("limits", "expected at most " + MOST_CHANNELS);
    }
    Map<String, Enrolment.Limits> changes = new TreeMap<>();
    for (LimitChange limit : limits) {
      Enrolment.Limits change =
          new Enrolment.Limits(
              bound("high", limit.hasHigh(), limit.getHigh(), limit.getClearHigh()),
              bound("low", limit.hasLow(), limit.getLow(), limit.getClearLow()));
      if (changes.put(Asked.id("limits.channel", limit.getChannel()), change) != null) {
        throw Failures.badField("limits", "expected each channel once");
      }
    }
    return changes;
  }

  private static Change<Double> bound(String name, boolean has, double value, boolean clear) {
    if (has && (clear || !Double.isFinite(value))) {
      throw Failures.badField("limits." + name, "expected a finite number, or to be cleared");
    }
    return has ? Change.to(value) : clear ? Change.cleared() : Change.absent();
  }

  private static Enrolment.Status status(String text) {
    for (Enrolment.Status status : Enrolment.Status.values()) {
      if (status != Enrolment.Status.ERASED
          && status.name().toLowerCase(Locale.ROOT).equals(text)) {
        return status;
      }
    }
    throw Failures.badField("status", "expected active, paused, completed or withdrawn");
  }

  private static String zone(String text) {
    if (!ZoneId.getAvailableZoneIds().contains(text)) {
      throw Failures.badField("zone", "expected an IANA name such as Europe/Berlin");
    }
    return text;
  }

  private static String date(String field, String text) {
    try {
      return LocalDate.parse(text).toString();
    } catch (DateTimeException wrong) {
      throw Failures.badField(field, "expected a date as yyyy-MM-dd");
    }
  }

  private static List<Enrolment.Device> devices(EnrolRequest it) {
    if (it.getDevicesCount() > MOST_DEVICES) {
      throw Failures.badField("devices", "expected at most " + MOST_DEVICES);
    }
    List<Enrolment.Device> devices = new ArrayList<>();
    for (EnrolRequest.Device each : it.getDevicesList()) {
      devices.add(
          new Enrolment.Device(
              Asked.id("devices.device", each.getDevice()),
              each.hasKind() ? Asked.id("devices.kind", each.getKind()) : null,
              micros("devices.from", each.hasFrom(), each.getFrom()),
              micros("devices.until", each.hasUntil(), each.getUntil())));
    }
    return devices;
  }

  private static @Nullable Long micros(String field, boolean has, Timestamp time) {
    return has ? Asked.micros(field, time) : null;
  }
}
