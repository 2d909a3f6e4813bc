package io.zeitgeber.participant.step;

import io.zeitgeber.participant.enrolment.Enrolment.Status;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Extra;
import io.zeitgeber.participant.observation.Flaw;
import io.zeitgeber.participant.observation.Refusal;
import io.zeitgeber.participant.observation.Source;
import io.zeitgeber.participant.protocol.Channel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which records of a batch a participant lets in, and why not the others. */
final class Admission {
  static final int MAX_DEVICES = 32;
  static final int MAX_CHANNELS = 128;

  private static final Flaw UNKNOWN_PARTICIPANT =
      new Flaw(Refusal.UNKNOWN_PARTICIPANT, "participant: not enrolled, and the study is closed");
  private static final Flaw ENDED =
      new Flaw(Refusal.WITHDRAWN, "participant: has completed or withdrawn");
  private static final Flaw UNKNOWN_DEVICE =
      new Flaw(Refusal.UNKNOWN_DEVICE, "device: not registered, or not at that time");
  private static final Flaw UNKNOWN_CHANNEL =
      new Flaw(Refusal.UNKNOWN_CHANNEL, "channel: not in the protocol");
  private static final Flaw TOO_MANY_DEVICES =
      new Flaw(Refusal.TOO_MANY_DEVICES, "device: the participant has 32 already");
  private static final Flaw TOO_MANY_CHANNELS =
      new Flaw(Refusal.TOO_MANY_CHANNELS, "channel: the participant has 128 already");

  private final Participant before;
  private final Batch batch;
  private final @Nullable Channel[] channelOf;
  private final List<DeviceRun> devices;
  private final @Nullable Flaw standing;

  /**
   * @param channelOf by source; null for a channel that is not in the protocol
   * @param devices those at work in this step; more may be added
   */
  Admission(
      Participant before, Batch batch, @Nullable Channel[] channelOf, List<DeviceRun> devices) {
    this.before = before;
    this.batch = batch;
    this.channelOf = channelOf;
    this.devices = devices;
    standing = standing(before);
  }

  /**
   * The first thing that speaks against a record; null if nothing does.
   *
   * @param begun whether a record of the same source was taken before
   */
  @Nullable Flaw flaw(int row, long receivedMicros, @Nullable Extra extra, boolean begun) {
    @Nullable Flaw[] flaws = batch.flaws();
    Flaw decoded = flaws == null ? null : flaws[row];
    if (decoded != null) {
      return decoded;
    }
    if (standing != null) {
      return standing;
    }
    int at = batch.sourceOf()[row];
    if (at < 0) {
      throw new IllegalArgumentException("a record without a source has a flaw");
    }
    String device = batch.sources().get(at).device();
    if (!before.protocol().openDevices()
        && !before.registration().registered(device, receivedMicros)) {
      return UNKNOWN_DEVICE;
    }
    Channel channel = channelOf[at];
    if (channel == null) {
      return UNKNOWN_CHANNEL;
    }
    if (extra != null && extra.withdrawn()) {
      return null;
    }
    Flaw form = Shapes.flaw(batch, row, channel, extra == null ? null : extra.unit());
    return form != null || begun ? form : crowded(at);
  }

  private static @Nullable Flaw standing(Participant participant) {
    if (!participant.protocol().openEnrolment() && !participant.enrolled()) {
      return UNKNOWN_PARTICIPANT;
    }
    Status status = participant.status();
    return switch (status) {
      case ACTIVE, PAUSED -> null;
      case COMPLETED, WITHDRAWN, ERASED -> ENDED;
    };
  }

  /** Whether the source would be one device or channel too many. */
  private @Nullable Flaw crowded(int at) {
    Source source = batch.sources().get(at);
    if (devices.size() >= MAX_DEVICES && !isKnown(source.device())) {
      return TOO_MANY_DEVICES;
    }
    int pairs = 0;
    for (DeviceRun device : devices) {
      if (device.has(source.channel())) {
        return null;
      }
      pairs += device.channels();
    }
    return pairs >= MAX_CHANNELS && distinctChannels() >= MAX_CHANNELS ? TOO_MANY_CHANNELS : null;
  }

  private boolean isKnown(String device) {
    return devices.stream().anyMatch(each -> each.before.device().equals(device));
  }

  private int distinctChannels() {
    Set<String> distinct = new HashSet<>();
    devices.forEach(device -> device.addChannelsTo(distinct));
    return distinct.size();
  }
}
