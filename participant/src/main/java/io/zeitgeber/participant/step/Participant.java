package io.zeitgeber.participant.step;

import io.zeitgeber.participant.absence.Absences;
import io.zeitgeber.participant.clock.ClockPolicy;
import io.zeitgeber.participant.clock.DeviceClock;
import io.zeitgeber.participant.derived.Results;
import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.enrolment.Registration;
import io.zeitgeber.participant.handling.HandledAlerts;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.protocol.Channel;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.protocol.ThresholdRule;
import io.zeitgeber.participant.rule.OpenAlert;
import io.zeitgeber.participant.timeline.Statements;
import io.zeitgeber.participant.window.Window;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is remembered of one participant between two steps. Immutable: a step copies only
 * the device and channel that it touches.
 *
 * <p>Two participants are equal if whatever came next would give the same facts; their bytes and
 * digests are then equal too.
 */
public final class Participant {

  private final String study;
  private final String id;
  private final Protocol protocol;
  private final Registration registration;
  private final long arrivals;
  private final Offsets offsets;
  private final List<DeviceState> devices;
  private final Marks marks;
  private final Absences absences;
  private final Results results;
  private final HandledAlerts handled;

  Participant(Successor made) {
    study = made.study;
    id = made.id;
    protocol = made.protocol;
    registration = made.registration;
    arrivals = made.arrivals;
    offsets = made.offsets;
    devices = made.devices;
    results = made.results;
    absences = made.absences;
    marks = made.marks;
    handled = made.handled;
  }

  /** A participant of whom nothing is known yet. */
  public static Participant unknown(String study, String id, Protocol protocol) {
    return new Successor(study, id, protocol).build();
  }

  /**
   * What is left of an erased participant: how far each partition was taken.
   *
   * @param arrivals how many distinct records were taken
   * @param lastOffsets of each partition that was taken from
   */
  public static Participant erased(
      String study, String id, Protocol protocol, long arrivals, List<Origin> lastOffsets) {
    Successor left = new Successor(study, id, protocol);
    left.registration(Registration.ERASED).arrivals(arrivals);
    for (Origin last : lastOffsets) {
      left.offset(last.topicId(), last.partition(), last.offset());
    }
    return left.build();
  }

  public String study() {
    return study;
  }

  public String id() {
    return id;
  }

  /** The protocol that is followed from here on. */
  public Protocol protocol() {
    return protocol;
  }

  /** What enrolment records have said. */
  public Registration registration() {
    return registration;
  }

  public @Nullable String site() {
    return registration.site();
  }

  /** The status in force. */
  public Enrolment.Status status() {
    return registration.statusInForce();
  }

  /** Whether a record has enrolled the participant, or an observation where that is open to all. */
  public boolean enrolled() {
    return registration.enrolled();
  }

  /** How many distinct records were taken, of every topic, refused ones included. */
  public long arrivals() {
    return arrivals;
  }

  /** The last offset taken from a partition; −1 where none was. */
  public long lastOffset(UUID topicId, int partition) {
    return offsets.last(topicId, partition);
  }

  /** The limits of a rule that are in force for this participant. */
  public Limits limits(ThresholdRule rule) {
    Registration.Personal own = registration.limits(rule.channel());
    Double high = own.high();
    Double low = own.low();
    return new Limits(high == null ? rule.high() : high, low == null ? rule.low() : low);
  }

  /** The devices that have delivered something, in the order in which they first did. */
  public List<String> devices() {
    return devices.stream().map(DeviceState::device).toList();
  }

  /** The firmware that a device named last; null where it named none. */
  public @Nullable String firmware(String device) {
    for (DeviceState each : devices) {
      if (each.device().equals(device)) {
        return each.firmware();
      }
    }
    return null;
  }

  /** A device's clock as it stands, to be asked and thrown away; null for an unknown device. */
  public @Nullable DeviceClock clock(String device) {
    for (DeviceState each : devices) {
      if (each.device().equals(device)) {
        return EventTime.shown(each.clock(), clock(device, false));
      }
    }
    return null;
  }

  /** Windows that end at or before then are final; the least long where none is. */
  public long finalThroughMicros(String device, String channel) {
    for (DeviceState each : devices) {
      for (ChannelState state : each.channels()) {
        if (each.device().equals(device) && state.channel().equals(channel)) {
          return state.finalThroughMicros();
        }
      }
    }
    return Long.MIN_VALUE;
  }

  /** How far each device has come on each channel, in the order in which they first delivered. */
  public List<Front> fronts() {
    List<Front> fronts = new ArrayList<>();
    for (DeviceState device : devices) {
      for (ChannelState channel : device.channels()) {
        Long front = channel.frontMicros();
        if (front != null) {
          fronts.add(new Front(device.device(), channel.channel(), front));
        }
      }
    }
    return List.copyOf(fronts);
  }

  /** What each wearable's wear was stated to be last, in the order of the devices. */
  public List<Statements.Latest> latestWear() {
    return results.latestWear();
  }

  /** The greatest received time so far; the least long before any record. */
  public long receivedMicros() {
    return marks.receivedMicros();
  }

  /** The alerts that are raised now. */
  public List<OpenAlert> openAlerts() {
    return devices.stream()
        .flatMap(device -> device.channels().stream())
        .flatMap(channel -> channel.rules().stream())
        .flatMap(rule -> rule.open().stream())
        .toList();
  }

  /** Whether an alert is open: raised, not resolved, not closed by somebody. */
  public boolean isOpen(String alert) {
    return openAlerts().stream().anyMatch(each -> each.id().equals(alert))
        || absences.open().stream().anyMatch(each -> each.id().equals(alert));
  }

  /** What people did about alerts. */
  public HandledAlerts handledAlerts() {
    return handled;
  }

  /** What is missing or means nothing, and when to look again. */
  public Absences absences() {
    return absences;
  }

  /** How many windows of all devices and channels are open. */
  public int openWindows() {
    return devices.stream()
        .flatMap(device -> device.channels().stream())
        .mapToInt(channel -> channel.windows().size())
        .sum();
  }

  /** What the open windows of all devices and channels hold so far. */
  public List<Window> windowsSoFar() {
    List<Window> windows = new ArrayList<>();
    for (DeviceState device : devices) {
      for (ChannelState state : device.channels()) {
        Channel channel = protocol.channels().get(state.channel());
        if (channel != null) {
          windows.addAll(state.windows().soFar(device.device(), channel));
        }
      }
    }
    return List.copyOf(windows);
  }

  /** The whole state in its one byte form, the protocol by its digest. */
  public byte[] toBytes() {
    return StateForm.write(this);
  }

  /**
   * Reads what {@link #toBytes()} wrote.
   *
   * @param protocol the one that the state was written under
   * @throws IllegalArgumentException if the bytes are no state, or one under another protocol
   */
  public static Participant fromBytes(byte[] bytes, Protocol protocol) {
    return StateForm.read(bytes, protocol);
  }

  /** The digest of the protocol that a state was written under. */
  public static String protocolDigest(byte[] bytes) {
    return StateForm.protocolDigest(bytes);
  }

  /** SHA-256 of {@link #toBytes()}. */
  public byte[] digest() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(toBytes());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Participant that && Arrays.equals(toBytes(), that.toBytes()));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(toBytes());
  }

  @Override
  public String toString() {
    return study + "/" + id + " after " + arrivals + " records";
  }

  /** What is remembered for results; to be copied before it is changed. */
  Results results() {
    return results;
  }

  List<DeviceState> deviceStates() {
    return devices;
  }

  Offsets offsets() {
    return offsets;
  }

  /** What a step changes of it. */
  Successor next() {
    return new Successor(this);
  }

  Participant with(Registration after) {
    return next().registration(after).build();
  }

  Participant with(List<DeviceState> after) {
    return next().devices(after).build();
  }

  Participant with(Absences after) {
    return next().absences(after).build();
  }

  Participant with(HandledAlerts after) {
    return next().handled(after).build();
  }

  /** After so many more records, the last of them at that offset. */
  Participant having(UUID topicId, int partition, long lastOffset, long arrivalsAfter) {
    return next().offset(topicId, partition, lastOffset).arrivals(arrivalsAfter).build();
  }

  Marks marks() {
    return marks;
  }

  /** How the clock of a device is taken. */
  ClockPolicy clock(String device, boolean receivedIsDevice) {
    return receivedIsDevice
        ? ClockPolicy.STAMPED_BY_DEVICE
        : protocol.timing().clock(registration.kind(device));
  }

  /**
   * When the first stretch of any device is to be put right; the greatest long if there is none.
   */
  public long correctionDueMicros() {
    long due = Long.MAX_VALUE;
    for (DeviceState device : devices) {
      for (ChannelState channel : device.channels()) {
        Stretch stretch = channel.stretch();
        due = stretch == null ? due : Math.min(due, stretch.dueMicros());
      }
    }
    return due;
  }

  Participant following(Protocol next) {
    List<DeviceState> after = devices.stream().map(device -> device.under(next)).toList();
    return next().protocol(next).devices(after).build();
  }

  /** Limits in force, in the channel's unit. */
  public record Limits(double high, double low) {}

  /** How far a device has come on a channel: the greatest event time that it delivered. */
  public record Front(String device, String channel, long frontMicros) {}
}
