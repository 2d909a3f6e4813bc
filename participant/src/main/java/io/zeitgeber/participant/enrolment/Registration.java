package io.zeitgeber.participant.enrolment;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What enrolment records have said of a participant so far. Null where none has, or where the last
 * one returned to the protocol's default.
 *
 * @param enrolled whether a record has enrolled the participant, or the participant themselves by a
 *     first observation where the protocol is open
 * @param zone IANA name, for views
 * @param from first study day, {@code yyyy-MM-dd}
 * @param until last study day, {@code yyyy-MM-dd}
 * @param devices the registered ones
 * @param limits personal limits by channel
 * @param time what "now" is for them: {@code live}, {@code recorded} or {@code auto}
 */
public record Registration(
    boolean enrolled,
    @Nullable String site,
    @Nullable String zone,
    @Nullable String from,
    @Nullable String until,
    Enrolment.@Nullable Status status,
    @Nullable List<Enrolment.Device> devices,
    SortedMap<String, Personal> limits,
    @Nullable String time) {

  /** Nobody has said anything. */
  public static final Registration NONE =
      new Registration(
          false, null, null, null, null, null, null, Collections.emptySortedMap(), null);

  /** Nothing is left but that. */
  public static final Registration ERASED =
      new Registration(
          true,
          null,
          null,
          null,
          null,
          Enrolment.Status.ERASED,
          null,
          Collections.emptySortedMap(),
          null);

  public Registration {
    devices = devices == null ? null : List.copyOf(devices);
    limits = Collections.unmodifiableSortedMap(new TreeMap<>(limits));
  }

  /**
   * A participant's own limits of one channel, in the channel's unit.
   *
   * @param high null for the protocol's default
   * @param low null for the protocol's default
   */
  public record Personal(@Nullable Double high, @Nullable Double low) {

    /** Both the protocol's. */
    public static final Personal DEFAULTS = new Personal(null, null);
  }

  /** The status in force: active where nothing else was said. */
  public Enrolment.Status statusInForce() {
    return status == null ? Enrolment.Status.ACTIVE : status;
  }

  /** The personal limits of a channel. */
  public Personal limits(String channel) {
    return limits.getOrDefault(channel, Personal.DEFAULTS);
  }

  /** Whether a device is registered and in its dates then. */
  public boolean registered(String device, long receivedMicros) {
    if (devices == null) {
      return false;
    }
    for (Enrolment.Device each : devices) {
      Long from = each.fromMicros();
      Long until = each.untilMicros();
      if (each.device().equals(device)
          && (from == null || receivedMicros >= from)
          && (until == null || receivedMicros < until)) {
        return true;
      }
    }
    return false;
  }

  /** What kind of device it is registered as; null where nothing was said. */
  public @Nullable String kind(String device) {
    if (devices != null) {
      for (Enrolment.Device each : devices) {
        if (each.device().equals(device)) {
          return each.kind();
        }
      }
    }
    return null;
  }

  /** The same, and enrolled. */
  public Registration asEnrolled() {
    return enrolled
        ? this
        : new Registration(true, site, zone, from, until, status, devices, limits, time);
  }

  public void write(CanonicalWriter to) {
    to.flag(enrolled).optionalText(site).optionalText(zone);
    to.optionalText(from).optionalText(until).optionalText(status == null ? null : status.name());
    to.flag(devices != null);
    if (devices != null) {
      to.number(devices.size());
      for (Enrolment.Device each : devices) {
        to.text(each.device()).optionalText(each.kind());
        to.optionalNumber(each.fromMicros()).optionalNumber(each.untilMicros());
      }
    }
    to.number(limits.size());
    limits.forEach(
        (channel, own) -> to.text(channel).optionalDecimal(own.high()).optionalDecimal(own.low()));
    to.optionalText(time);
  }

  public static Registration read(CanonicalReader from) {
    boolean enrolled = from.flag();
    String site = from.optionalText();
    String zone = from.optionalText();
    String firstDay = from.optionalText();
    String lastDay = from.optionalText();
    String status = from.optionalText();
    List<Enrolment.Device> devices = null;
    if (from.flag()) {
      devices = new ArrayList<>();
      for (int left = from.count(); left > 0; left--) {
        devices.add(
            new Enrolment.Device(
                from.text(), from.optionalText(), from.optionalNumber(), from.optionalNumber()));
      }
    }
    SortedMap<String, Personal> limits = new TreeMap<>();
    for (int left = from.count(); left > 0; left--) {
      limits.put(from.text(), new Personal(from.optionalDecimal(), from.optionalDecimal()));
    }
    return new Registration(
        enrolled,
        site,
        zone,
        firstDay,
        lastDay,
        status == null ? null : Enrolment.Status.valueOf(status),
        devices,
        limits,
        from.optionalText());
  }
}
