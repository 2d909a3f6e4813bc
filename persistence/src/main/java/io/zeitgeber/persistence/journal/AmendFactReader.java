package io.zeitgeber.persistence.journal;

import io.zeitgeber.participant.step.AmendFact;
import io.zeitgeber.participant.window.Window;
import io.zeitgeber.persistence.column.Unreadable;
import io.zeitgeber.persistence.journal.v1.Corrected;
import io.zeitgeber.persistence.journal.v1.Fact;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Reads what {@link AmendFactProto} wrote. */
final class AmendFactReader {
  private final IntFunction<String> names;
  private final Function<io.zeitgeber.persistence.journal.v1.Window, Window> windows;

  AmendFactReader(
      IntFunction<String> names,
      Function<io.zeitgeber.persistence.journal.v1.Window, Window> windows) {
    this.names = names;
    this.windows = windows;
  }

  AmendFact read(Fact fact) {
    if (fact.hasWindowProvisional()) {
      return new AmendFact.WindowProvisional(windows.apply(fact.getWindowProvisional()));
    }
    if (fact.hasWindowsFinal()) {
      var proto = fact.getWindowsFinal();
      return new AmendFact.WindowsFinal(
          name(proto.getDevice()), name(proto.getChannel()), proto.getThroughMicros());
    }
    if (fact.hasWindowRevised()) {
      var proto = fact.getWindowRevised();
      return new AmendFact.WindowRevised(
          windows.apply(proto.getLate()), proto.getHourClosed(), proto.getDayClosed());
    }
    if (fact.hasWindowDerived()) {
      var proto = fact.getWindowDerived();
      return new AmendFact.WindowDerived(
          name(proto.getDevice()),
          name(proto.getChannel()),
          proto.getStartMicros(),
          proto.getSizeMicros());
    }
    if (fact.hasWindowLate()) {
      var proto = fact.getWindowLate();
      return new AmendFact.WindowLate(
          name(proto.getDevice()),
          name(proto.getChannel()),
          proto.getStartMicros(),
          proto.getCount(),
          proto.getSinceMicros());
    }
    return fact.hasCorrected() ? corrected(fact.getCorrected()) : rare(fact);
  }

  private AmendFact corrected(Corrected proto) {
    return new AmendFact.Corrected(
        name(proto.getDevice()),
        name(proto.getChannel()),
        proto.getFromMicros(),
        proto.getToMicros(),
        proto.getLate(),
        proto.getResent(),
        proto.getRevised(),
        proto.getWithdrawn(),
        proto.getOverlapping());
  }

  private AmendFact rare(Fact fact) {
    if (fact.hasAmendmentDeferred()) {
      var proto = fact.getAmendmentDeferred();
      return new AmendFact.AmendmentDeferred(
          name(proto.getDevice()),
          name(proto.getChannel()),
          proto.getFromMicros(),
          proto.getToMicros(),
          proto.getHeld(),
          proto.getArrivals());
    }
    if (fact.hasEvidenceMoved()) {
      var proto = fact.getEvidenceMoved();
      return new AmendFact.EvidenceMoved(
          proto.getAlert(),
          name(proto.getDevice()),
          name(proto.getChannel()),
          name(proto.getRule()),
          proto.getEventMicros(),
          proto.getMovedMicros(),
          proto.getReceivedMicros());
    }
    throw new Unreadable("a fact about what was put right, of a kind unknown here");
  }

  private String name(int place) {
    return names.apply(place);
  }
}
