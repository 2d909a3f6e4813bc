package io.zeitgeber.persistence.journal;

import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.sum.ExactSum;
import io.zeitgeber.participant.window.Window;
import io.zeitgeber.persistence.column.Unreadable;
import io.zeitgeber.persistence.journal.v1.Body;
import io.zeitgeber.persistence.journal.v1.CodeMicros;
import io.zeitgeber.persistence.journal.v1.DeviceChanged;
import io.zeitgeber.persistence.journal.v1.Enrolled;
import io.zeitgeber.persistence.journal.v1.ProtocolActivated;
import io.zeitgeber.persistence.journal.v1.Refused;
import io.zeitgeber.persistence.journal.v1.ThresholdChanged;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the facts that {@link FactProtos} wrote. */
final class FactReader {
  private final List<String> names;
  private final @Nullable RecordsTaken records;

  private FactReader(Body body, @Nullable RecordsTaken records) {
    this.names = new ArrayList<>(body.getNamesCount());
    for (var name : body.getNamesList()) {
      names.add(Protos.text(name));
    }
    this.records = records;
  }

  static List<Fact> read(Body body, @Nullable RecordsTaken records) {
    if (body.getFactsCount() == 0) {
      return List.of();
    }
    FactReader reader = new FactReader(body, records);
    List<Window> windows = WindowColumns.read(body.getWindows(), reader::name);
    List<Fact> facts = new ArrayList<>(body.getFactsCount() + windows.size());
    int next = 0;
    for (var fact : body.getFactsList()) {
      if (fact.getKindCase() == io.zeitgeber.persistence.journal.v1.Fact.KindCase.WINDOWS_CLOSED) {
        int to = next + fact.getWindowsClosed();
        if (to <= next || to > windows.size()) {
          throw new Unreadable(windows.size() + " windows for more places");
        }
        windows.subList(next, to).forEach(window -> facts.add(new Fact.WindowClosed(window)));
        next = to;
      } else {
        facts.add(reader.fact(fact));
      }
    }
    if (next < windows.size()) {
      throw new Unreadable(windows.size() + " windows for " + next + " places");
    }
    return List.copyOf(facts);
  }

  private Fact fact(io.zeitgeber.persistence.journal.v1.Fact fact) {
    return switch (fact.getKindCase()) {
      case ENROLLED -> enrolled(fact.getEnrolled());
      case THRESHOLD_CHANGED -> thresholdChanged(fact.getThresholdChanged());
      case DEVICE_CHANGED -> deviceChanged(fact.getDeviceChanged());
      case PROTOCOL_ACTIVATED -> protocolActivated(fact.getProtocolActivated());
      case REFUSED -> refused(fact.getRefused());
      case WINDOW_CLOSED -> new Fact.WindowClosed(window(fact.getWindowClosed()));
      case WINDOW_AMENDED ->
          new Fact.WindowAmended(
              window(fact.getWindowAmended().getLate()),
              fact.getWindowAmended().getHourClosed(),
              fact.getWindowAmended().getDayClosed());
      case ALERT_RAISED -> new Fact.AlertRaised(AlertProto.of(fact.getAlertRaised()));
      case ALERT_RESOLVED ->
          new Fact.AlertResolved(
              AlertProto.of(fact.getAlertResolved().getAlert()),
              fact.getAlertResolved().getRaisedAtMicros());
      case SILENCE_BEGAN -> AbsenceProtos.read(fact.getSilenceBegan());
      case SILENCE_ENDED -> AbsenceProtos.read(fact.getSilenceEnded());
      case DATA_ALERT_RAISED -> AbsenceProtos.read(fact.getDataAlertRaised());
      case DATA_ALERT_RESOLVED -> AbsenceProtos.read(fact.getDataAlertResolved());
      case DEADLINE_SET -> AbsenceProtos.read(fact.getDeadlineSet());
      case CLOCK_STEPPED ->
          ClockFactProto.read(name(fact.getClockStepped().getDevice()), fact.getClockStepped());
      case CLOCK_REBASED ->
          ClockFactProto.read(name(fact.getClockRebased().getDevice()), fact.getClockRebased());
      case CLOCK_CONFIDENCE_CHANGED ->
          ClockFactProto.read(
              name(fact.getClockConfidenceChanged().getDevice()), fact.getClockConfidenceChanged());
      case CLOCK_UNKNOWABLE ->
          ClockFactProto.read(
              name(fact.getClockUnknowable().getDevice()), fact.getClockUnknowable());
      case WINDOW_PROVISIONAL,
          WINDOWS_FINAL,
          WINDOW_REVISED,
          WINDOW_DERIVED,
          WINDOW_LATE,
          CORRECTED,
          AMENDMENT_DEFERRED,
          EVIDENCE_MOVED ->
          new AmendFactReader(this::name, this::window).read(fact);
      case ENTRY_PLACED -> TimelineProto.placed(fact.getEntryPlaced(), this::name);
      case ENTRY_WITHDRAWN -> TimelineProto.withdrawn(fact.getEntryWithdrawn(), this::name);
      case RESULT_STATED -> TimelineProto.stated(fact.getResultStated(), this::name);
      case ALERT_HANDLED -> HandlingProto.of(fact.getAlertHandled());
      case ERASED -> CustodyProtos.of(fact.getErased());
      case WINDOWS_CLOSED, KIND_NOT_SET -> throw new Unreadable("a fact of a kind unknown here");
    };
  }

  private static Fact enrolled(Enrolled proto) {
    return new Fact.Enrolled(
        proto.getField(),
        proto.hasBefore() ? Protos.text(proto.getBefore()) : null,
        proto.hasAfter() ? Protos.text(proto.getAfter()) : null,
        proto.hasBy() ? Protos.text(proto.getBy()) : null,
        proto.hasReason() ? Protos.text(proto.getReason()) : null,
        proto.getWay(),
        proto.getReceivedMicros(),
        proto.hasAccount() ? AccountProto.of(proto.getAccount()) : null);
  }

  private static Fact thresholdChanged(ThresholdChanged proto) {
    return new Fact.ThresholdChanged(
        Protos.text(proto.getChannel()),
        proto.getBound(),
        proto.hasBefore() ? proto.getBefore() : null,
        proto.hasAfter() ? proto.getAfter() : null,
        proto.hasBy() ? Protos.text(proto.getBy()) : null,
        proto.hasReason() ? Protos.text(proto.getReason()) : null,
        proto.getWay(),
        proto.getReceivedMicros(),
        proto.hasAccount() ? AccountProto.of(proto.getAccount()) : null);
  }

  private static Fact deviceChanged(DeviceChanged proto) {
    return new Fact.DeviceChanged(
        Protos.text(proto.getDevice()),
        proto.hasBefore() ? Protos.text(proto.getBefore()) : null,
        Protos.text(proto.getAfter()),
        proto.getReceivedMicros());
  }

  private static Fact protocolActivated(ProtocolActivated proto) {
    return new Fact.ProtocolActivated(
        proto.getBefore(),
        proto.getAfter(),
        Protos.text(proto.getBy()),
        Protos.text(proto.getReason()),
        proto.getReceivedMicros());
  }

  private Fact refused(Refused proto) {
    return new Fact.Refused(
        proto.hasOrigin() ? Protos.origin(proto.getOrigin()) : taken().origin(row(proto)),
        Protos.refusal(name(proto.getReason())),
        name(proto.getDetail()),
        proto.getReceivedMicros(),
        proto.hasChannel() ? name(proto.getChannel()) : null);
  }

  private RecordsTaken taken() {
    if (records == null) {
      throw new Unreadable("a refused row of an entry without records");
    }
    return records;
  }

  private int row(Refused proto) {
    if (proto.getRow() < 0 || proto.getRow() >= taken().count()) {
      throw new Unreadable("refused row " + proto.getRow());
    }
    return proto.getRow();
  }

  private Window window(io.zeitgeber.persistence.journal.v1.Window proto) {
    long start =
        proto.hasStartMicros()
            ? proto.getStartMicros()
            : proto.getStartWindows() * proto.getSizeMicros();
    long first = start + proto.getFirstAfterMicros();
    Map<String, Long> codes = new LinkedHashMap<>();
    for (CodeMicros code : proto.getCodesList()) {
      codes.put(name(code.getCode()), code.getMicros());
    }
    return new Window(
        name(proto.getDevice()),
        name(proto.getChannel()),
        start,
        proto.getSizeMicros(),
        proto.getCount(),
        proto.hasSum() ? sum(proto.getSum().toByteArray()) : null,
        proto.hasSumOfSquares() ? sum(proto.getSumOfSquares().toByteArray()) : null,
        proto.getMin(),
        proto.getMax(),
        first,
        first + proto.getLastAfterMicros(),
        codes,
        proto.hasExpected() ? proto.getExpected() : null);
  }

  private static ExactSum sum(byte[] bytes) {
    try {
      return ExactSum.fromBytes(bytes);
    } catch (IllegalArgumentException malformed) {
      throw new Unreadable("not an exact sum", malformed);
    }
  }

  private String name(int place) {
    if (place < 0 || place >= names.size()) {
      throw new Unreadable("name " + place + " of " + names.size());
    }
    return names.get(place);
  }
}
