package io.zeitgeber.persistence.journal;

import io.zeitgeber.participant.clock.Confidence;
import io.zeitgeber.participant.clock.ConfidenceChange;
import io.zeitgeber.participant.clock.DeviceClock;
import io.zeitgeber.participant.clock.Evidence;
import io.zeitgeber.participant.clock.Reason;
import io.zeitgeber.participant.clock.Rebased;
import io.zeitgeber.participant.clock.StampsEqual;
import io.zeitgeber.participant.clock.Stepped;
import io.zeitgeber.participant.step.ClockFact;
import io.zeitgeber.persistence.column.Unreadable;
import io.zeitgeber.persistence.journal.v1.ClockConfidenceChanged;
import io.zeitgeber.persistence.journal.v1.ClockRebased;
import io.zeitgeber.persistence.journal.v1.ClockStepped;
import io.zeitgeber.persistence.journal.v1.ClockUnknowable;
import io.zeitgeber.persistence.journal.v1.Fact;

/** The facts about clocks as they stand in {@code entry.proto}. */
final class ClockFactProto {

  private ClockFactProto() {}

  /**
   * Sets the fact.
   *
   * @param device place of its device's name
   */
  static void write(ClockFact fact, int device, Fact.Builder proto) {
    switch (fact) {
      case ClockFact.ClockStepped stepped -> proto.setClockStepped(of(stepped.stepped(), device));
      case ClockFact.ClockRebased rebased -> proto.setClockRebased(of(rebased.rebased(), device));
      case ClockFact.ClockConfidenceChanged changed ->
          proto.setClockConfidenceChanged(of(changed.change(), device));
      case ClockFact.ClockUnknowable unknowable ->
          proto.setClockUnknowable(
              ClockUnknowable.newBuilder()
                  .setDevice(device)
                  .setRecords(unknowable.finding().records())
                  .setReceivedMicros(unknowable.finding().receivedMicros()));
    }
  }

  private static ClockStepped of(Stepped stepped, int device) {
    ClockStepped.Builder proto =
        ClockStepped.newBuilder()
            .setDevice(device)
            .setSegment(stepped.segment())
            .setJumpMicros(stepped.jumpMicros())
            .setReason(stepped.reason().name())
            .setSamples(stepped.samples())
            .setOverMicros(stepped.overMicros())
            .setFirstArrival(stepped.firstArrival())
            .setFirstDeviceMicros(stepped.firstDeviceMicros())
            .setReceivedMicros(stepped.receivedMicros());
    if (stepped.withdrawn() >= 0) {
      proto.setWithdrawn(stepped.withdrawn());
    }
    return proto.build();
  }

  static ClockFact read(String device, ClockStepped proto) {
    return new ClockFact.ClockStepped(
        device,
        new Stepped(
            proto.getSegment(),
            proto.getJumpMicros(),
            named(Reason.class, proto.getReason()),
            proto.getSamples(),
            proto.getOverMicros(),
            proto.getFirstArrival(),
            proto.getFirstDeviceMicros(),
            proto.getReceivedMicros(),
            proto.hasWithdrawn() ? proto.getWithdrawn() : -1));
  }

  private static ClockRebased of(Rebased rebased, int device) {
    return ClockRebased.newBuilder()
        .setDevice(device)
        .setSegment(rebased.segment())
        .setShiftMicros(rebased.shiftMicros())
        .setEvidence(rebased.evidence().name())
        .setFirstArrival(rebased.firstArrival())
        .setFirstDeviceMicros(rebased.firstDeviceMicros())
        .setReceivedMicros(rebased.receivedMicros())
        .build();
  }

  static ClockFact read(String device, ClockRebased proto) {
    return new ClockFact.ClockRebased(
        device,
        new Rebased(
            proto.getSegment(),
            proto.getShiftMicros(),
            named(Evidence.class, proto.getEvidence()),
            proto.getFirstArrival(),
            proto.getFirstDeviceMicros(),
            proto.getReceivedMicros()));
  }

  private static ClockConfidenceChanged of(ConfidenceChange change, int device) {
    ClockConfidenceChanged.Builder proto =
        ClockConfidenceChanged.newBuilder()
            .setDevice(device)
            .setBefore(change.before().name())
            .setAfter(change.after().name())
            .setReceivedMicros(change.receivedMicros());
    if (change.uncertaintyMicros() >= 0) {
      proto.setUncertaintyMicros(change.uncertaintyMicros());
    }
    return proto.build();
  }

  static ClockFact read(String device, ClockConfidenceChanged proto) {
    return new ClockFact.ClockConfidenceChanged(
        device,
        new ConfidenceChange(
            named(Confidence.class, proto.getBefore()),
            named(Confidence.class, proto.getAfter()),
            proto.hasUncertaintyMicros()
                ? proto.getUncertaintyMicros()
                : DeviceClock.NO_UNCERTAINTY,
            proto.getReceivedMicros()));
  }

  static ClockFact read(String device, ClockUnknowable proto) {
    return new ClockFact.ClockUnknowable(
        device, new StampsEqual(proto.getRecords(), proto.getReceivedMicros()));
  }

  private static <E extends Enum<E>> E named(Class<E> type, String name) {
    try {
      return Enum.valueOf(type, name);
    } catch (IllegalArgumentException unknown) {
      throw new Unreadable("unknown " + type.getSimpleName() + " " + name, unknown);
    }
  }
}
