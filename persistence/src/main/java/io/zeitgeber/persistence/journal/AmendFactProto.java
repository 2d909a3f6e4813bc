package io.zeitgeber.persistence.journal;

import io.zeitgeber.participant.step.AmendFact;
import io.zeitgeber.participant.window.Window;
import io.zeitgeber.persistence.journal.v1.AmendmentDeferred;
import io.zeitgeber.persistence.journal.v1.Corrected;
import io.zeitgeber.persistence.journal.v1.EvidenceMoved;
import io.zeitgeber.persistence.journal.v1.Fact;
import io.zeitgeber.persistence.journal.v1.WindowAmended;
import io.zeitgeber.persistence.journal.v1.WindowDerived;
import io.zeitgeber.persistence.journal.v1.WindowLate;
import io.zeitgeber.persistence.journal.v1.WindowsFinal;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** The facts about what was put right, as they stand in {@code entry.proto}. */
final class AmendFactProto {
  private final ToIntFunction<String> names;
  private final Function<Window, io.zeitgeber.persistence.journal.v1.Window> windows;

  /**
   * @param names gives the place of a name
   */
  AmendFactProto(
      ToIntFunction<String> names,
      Function<Window, io.zeitgeber.persistence.journal.v1.Window> windows) {
    this.names = names;
    this.windows = windows;
  }

  void write(AmendFact fact, Fact.Builder proto) {
    int device = names.applyAsInt(fact.device());
    int channel = names.applyAsInt(fact.channel());
    switch (fact) {
      case AmendFact.WindowProvisional provisional ->
          proto.setWindowProvisional(windows.apply(provisional.window()));
      case AmendFact.WindowsFinal until ->
          proto.setWindowsFinal(
              WindowsFinal.newBuilder()
                  .setDevice(device)
                  .setChannel(channel)
                  .setThroughMicros(until.throughMicros()));
      case AmendFact.WindowRevised revised ->
          proto.setWindowRevised(
              WindowAmended.newBuilder()
                  .setLate(windows.apply(revised.window()))
                  .setHourClosed(revised.hourClosed())
                  .setDayClosed(revised.dayClosed()));
      case AmendFact.WindowDerived derived ->
          proto.setWindowDerived(
              WindowDerived.newBuilder()
                  .setDevice(device)
                  .setChannel(channel)
                  .setStartMicros(derived.startMicros())
                  .setSizeMicros(derived.sizeMicros()));
      case AmendFact.WindowLate late ->
          proto.setWindowLate(
              WindowLate.newBuilder()
                  .setDevice(device)
                  .setChannel(channel)
                  .setStartMicros(late.startMicros())
                  .setCount(late.count())
                  .setSinceMicros(late.sinceMicros()));
      case AmendFact.Corrected corrected -> proto.setCorrected(of(corrected, device, channel));
      case AmendFact.AmendmentDeferred deferred ->
          proto.setAmendmentDeferred(
              AmendmentDeferred.newBuilder()
                  .setDevice(device)
                  .setChannel(channel)
                  .setFromMicros(deferred.fromMicros())
                  .setToMicros(deferred.toMicros())
                  .setHeld(deferred.held())
                  .setArrivals(deferred.arrivals()));
      case AmendFact.EvidenceMoved moved ->
          proto.setEvidenceMoved(
              EvidenceMoved.newBuilder()
                  .setAlert(moved.alert())
                  .setDevice(device)
                  .setChannel(channel)
                  .setRule(names.applyAsInt(moved.rule()))
                  .setEventMicros(moved.eventMicros())
                  .setMovedMicros(moved.movedMicros())
                  .setReceivedMicros(moved.receivedMicros()));
    }
  }

  private static Corrected of(AmendFact.Corrected corrected, int device, int channel) {
    return Corrected.newBuilder()
        .setDevice(device)
        .setChannel(channel)
        .setFromMicros(corrected.fromMicros())
        .setToMicros(corrected.toMicros())
        .setLate(corrected.late())
        .setResent(corrected.resent())
        .setRevised(corrected.revised())
        .setWithdrawn(corrected.withdrawn())
        .setOverlapping(corrected.overlapping())
        .build();
  }
}
