package io.zeitgeber.participant.step;

import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.enrolment.Registration;
import io.zeitgeber.participant.enrolment.Registration.Personal;
import io.zeitgeber.participant.observation.Flaw;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Refusal;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.protocol.ThresholdRule;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes a record of the topic {@code participants}: merges it field by field and says what changed,
 * or refuses it whole.
 */
final class Enrolling {

  private Enrolling() {}

  static Outcome step(Participant before, Enrolment record) {
    Origin origin = record.origin();
    if (Step.fresh(before, record) == null) {
      return new Outcome(before, List.of());
    }
    Participant taken =
        before.having(origin.topicId(), origin.partition(), origin.offset(), before.arrivals() + 1);
    Registration after = merged(before.registration(), record);
    Flaw given = record.flaw();
    Flaw flaw = given == null ? flaw(before.protocol(), after, record) : given;
    if (flaw != null) {
      long received = record.receivedMicros();
      return new Outcome(
          taken, List.of(new Fact.Refused(origin, flaw.reason(), flaw.detail(), received, null)));
    }
    List<Fact> facts = facts(before.registration(), after, record);
    return Waiting.enrolled(before, taken.with(after), record.receivedMicros(), facts);
  }

  private static Registration merged(Registration before, Enrolment record) {
    SortedMap<String, Personal> limits = new TreeMap<>(before.limits());
    for (Map.Entry<String, Enrolment.Limits> entry : record.thresholds().entrySet()) {
      Personal was = before.limits(entry.getKey());
      Double high = entry.getValue().high().over(was.high());
      Double low = entry.getValue().low().over(was.low());
      if (high == null && low == null) {
        limits.remove(entry.getKey());
      } else {
        limits.put(entry.getKey(), new Personal(high, low));
      }
    }
    return new Registration(
        true,
        record.site().over(before.site()),
        record.zone().over(before.zone()),
        record.from().over(before.from()),
        record.until().over(before.until()),
        record.status().over(before.status()),
        record.devices().over(before.devices()),
        limits,
        record.time().over(before.time()));
  }

  private static @Nullable Flaw flaw(Protocol protocol, Registration after, Enrolment record) {
    List<Enrolment.Device> devices = after.devices();
    if (devices != null && devices.size() > Admission.MAX_DEVICES) {
      return new Flaw(Refusal.TOO_MANY_DEVICES, "devices: more than a participant may have");
    }
    if (after.limits().size() > Admission.MAX_CHANNELS) {
      return new Flaw(Refusal.TOO_MANY_CHANNELS, "thresholds: more than a participant may have");
    }
    for (String channel : new TreeSet<>(record.thresholds().keySet())) {
      if (!sound(protocol, channel, after.limits(channel))) {
        return new Flaw(Refusal.BAD_THRESHOLD, "thresholds." + channel + ": high is not above low");
      }
    }
    return null;
  }

  /** Whether high is above low after merging, against each rule of the channel. */
  private static boolean sound(Protocol protocol, String channel, Personal own) {
    Double high = own.high();
    Double low = own.low();
    if (high != null && low != null) {
      return high > low;
    }
    for (ThresholdRule rule : protocol.rules()) {
      if (rule.channel().equals(channel)
          && !((high == null ? rule.high() : high) > (low == null ? rule.low() : low))) {
        return false;
      }
    }
    return true;
  }

  private static List<Fact> facts(Registration before, Registration after, Enrolment record) {
    List<Fact> facts = new ArrayList<>();
    field(facts, record, "site", before.site(), after.site());
    field(facts, record, "zone", before.zone(), after.zone());
    field(facts, record, "from", before.from(), after.from());
    field(facts, record, "until", before.until(), after.until());
    field(facts, record, "status", text(before.status()), text(after.status()));
    field(facts, record, "devices", text(before.devices()), text(after.devices()));
    field(facts, record, "time", before.time(), after.time());
    SortedSet<String> channels = new TreeSet<>(record.thresholds().keySet());
    for (String channel : channels) {
      Personal was = before.limits(channel);
      Personal is = after.limits(channel);
      limit(facts, record, channel, "high", was.high(), is.high());
      limit(facts, record, channel, "low", was.low(), is.low());
    }
    return facts;
  }

  private static void field(
      List<Fact> facts,
      Enrolment record,
      String field,
      @Nullable String before,
      @Nullable String after) {
    if (!Objects.equals(before, after)) {
      facts.add(
          new Fact.Enrolled(
              field,
              before,
              after,
              record.by(),
              record.reason(),
              record.way(),
              record.receivedMicros(),
              record.account()));
    }
  }

  private static void limit(
      List<Fact> facts,
      Enrolment record,
      String channel,
      String bound,
      @Nullable Double before,
      @Nullable Double after) {
    if (!Objects.equals(before, after)) {
      facts.add(
          new Fact.ThresholdChanged(
              channel,
              bound,
              before,
              after,
              record.by(),
              record.reason(),
              record.way(),
              record.receivedMicros(),
              record.account()));
    }
  }

  private static @Nullable String text(Enrolment.@Nullable Status status) {
    return status == null ? null : status.name().toLowerCase(Locale.ROOT);
  }

  /** For example {@code watch-1 (fitbit) 2026-01-12T08:00:00Z/.., phone-1}. */
  private static @Nullable String text(@Nullable List<Enrolment.Device> devices) {
    return devices == null
        ? null
        : devices.stream().map(Enrolling::text).collect(Collectors.joining(", "));
  }

  private static String text(Enrolment.Device device) {
    String kind = device.kind() == null ? "" : " (" + device.kind() + ")";
    boolean always = device.fromMicros() == null && device.untilMicros() == null;
    return device.device()
        + kind
        + (always ? "" : " " + text(device.fromMicros()) + "/" + text(device.untilMicros()));
  }

  private static String text(@Nullable Long micros) {
    return micros == null ? ".." : Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }
}
