package io.zeitgeber.persistence.journal;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.zeitgeber.participant.enrolment.Account;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.step.AbsenceFact;
import io.zeitgeber.participant.step.AmendFact;
import io.zeitgeber.participant.step.ClockFact;
import io.zeitgeber.participant.step.CustodyFact;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.TimelineFact;
import io.zeitgeber.participant.sum.ExactSum;
import io.zeitgeber.participant.window.Window;
import io.zeitgeber.persistence.journal.v1.AlertResolved;
import io.zeitgeber.persistence.journal.v1.Body;
import io.zeitgeber.persistence.journal.v1.CodeMicros;
import io.zeitgeber.persistence.journal.v1.DeviceChanged;
import io.zeitgeber.persistence.journal.v1.Enrolled;
import io.zeitgeber.persistence.journal.v1.ProtocolActivated;
import io.zeitgeber.persistence.journal.v1.Refused;
import io.zeitgeber.persistence.journal.v1.ThresholdChanged;
import io.zeitgeber.persistence.journal.v1.WindowAmended;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes facts into a body; strings that many facts repeat are in it once. */
final class FactProtos {
  private final Body.Builder body;
  private final @Nullable RecordsTaken records;
  private final Map<String, Integer> names = new HashMap<>();

  private FactProtos(Body.Builder body, @Nullable RecordsTaken records) {
    this.body = body;
    this.records = records;
  }

  /**
   * Adds the facts to a body.
   *
   * @param records of the same entry; refusals of its rows name them by row
   */
  static void write(List<Fact> facts, Body.Builder body, @Nullable RecordsTaken records) {
    FactProtos writer = new FactProtos(body, records);
    List<Window> inColumns = new ArrayList<>();
    int run = 0;
    for (Fact fact : facts) {
      if (WindowColumns.takes(fact)) {
        inColumns.add(((Fact.WindowClosed) fact).window());
        run++;
        continue;
      }
      run = writer.stand(run);
      body.addFacts(writer.fact(fact));
    }
    writer.stand(run);
    if (!inColumns.isEmpty()) {
      body.setWindows(WindowColumns.write(inColumns, writer::name));
    }
  }

  /** Says where a run of windows stands; the next one begins with none. */
  private int stand(int run) {
    if (run > 0) {
      body.addFacts(
          io.zeitgeber.persistence.journal.v1.Fact.newBuilder().setWindowsClosed(run).build());
    }
    return 0;
  }

  private io.zeitgeber.persistence.journal.v1.Fact fact(Fact fact) {
    var proto = io.zeitgeber.persistence.journal.v1.Fact.newBuilder();
    switch (fact) {
      case Fact.Enrolled enrolled -> proto.setEnrolled(enrolled(enrolled));
      case Fact.ThresholdChanged changed -> proto.setThresholdChanged(thresholdChanged(changed));
      case Fact.DeviceChanged changed -> proto.setDeviceChanged(deviceChanged(changed));
      case Fact.ProtocolActivated activated ->
          proto.setProtocolActivated(protocolActivated(activated));
      case Fact.Refused refused -> proto.setRefused(refused(refused));
      case Fact.WindowClosed(Window window) -> proto.setWindowClosed(window(window));
      case Fact.WindowAmended(Window late, boolean hourClosed, boolean dayClosed) ->
          proto.setWindowAmended(
              WindowAmended.newBuilder()
                  .setLate(window(late))
                  .setHourClosed(hourClosed)
                  .setDayClosed(dayClosed));
      case Fact.AlertRaised raised -> proto.setAlertRaised(AlertProto.of(raised.alert()));
      case Fact.AlertResolved resolved ->
          proto.setAlertResolved(
              AlertResolved.newBuilder()
                  .setAlert(AlertProto.of(resolved.alert()))
                  .setRaisedAtMicros(resolved.raisedAtMicros()));
      case Fact.AlertHandled handled -> proto.setAlertHandled(HandlingProto.of(handled));
      case AmendFact amend -> new AmendFactProto(this::name, this::window).write(amend, proto);
      case AbsenceFact absence -> AbsenceProtos.write(absence, proto);
      case ClockFact clock -> ClockFactProto.write(clock, name(clock.device()), proto);
      case TimelineFact timeline -> TimelineProto.write(timeline, proto, this::name);
      case CustodyFact.Erased erased -> proto.setErased(CustodyProtos.of(erased));
    }
    return proto.build();
  }

  private static Enrolled enrolled(Fact.Enrolled fact) {
    Enrolled.Builder proto =
        Enrolled.newBuilder()
            .setField(fact.field())
            .setWay(fact.way())
            .setReceivedMicros(fact.receivedMicros());
    ifThere(fact.before(), proto::setBefore);
    ifThere(fact.after(), proto::setAfter);
    ifThere(fact.by(), proto::setBy);
    ifThere(fact.reason(), proto::setReason);
    @Nullable Account account = fact.account();
    if (account != null) {
      proto.setAccount(AccountProto.of(account));
    }
    return proto.build();
  }

  private static ThresholdChanged thresholdChanged(Fact.ThresholdChanged fact) {
    ThresholdChanged.Builder proto =
        ThresholdChanged.newBuilder()
            .setChannel(Protos.text(fact.channel()))
            .setBound(fact.bound())
            .setWay(fact.way())
            .setReceivedMicros(fact.receivedMicros());
    @Nullable Double before = fact.before();
    if (before != null) {
      proto.setBefore(before);
    }
    @Nullable Double after = fact.after();
    if (after != null) {
      proto.setAfter(after);
    }
    ifThere(fact.by(), proto::setBy);
    ifThere(fact.reason(), proto::setReason);
    @Nullable Account account = fact.account();
    if (account != null) {
      proto.setAccount(AccountProto.of(account));
    }
    return proto.build();
  }

  private static DeviceChanged deviceChanged(Fact.DeviceChanged fact) {
    DeviceChanged.Builder proto =
        DeviceChanged.newBuilder()
            .setDevice(Protos.text(fact.device()))
            .setAfter(Protos.text(fact.after()))
            .setReceivedMicros(fact.receivedMicros());
    ifThere(fact.before(), proto::setBefore);
    return proto.build();
  }

  private static ProtocolActivated protocolActivated(Fact.ProtocolActivated fact) {
    return ProtocolActivated.newBuilder()
        .setBefore(fact.before())
        .setAfter(fact.after())
        .setBy(Protos.text(fact.by()))
        .setReason(Protos.text(fact.reason()))
        .setReceivedMicros(fact.receivedMicros())
        .build();
  }

  private Refused refused(Fact.Refused fact) {
    Refused.Builder proto =
        Refused.newBuilder()
            .setReason(name(fact.reason().name()))
            .setDetail(name(fact.detail()))
            .setReceivedMicros(fact.receivedMicros());
    int row = records == null ? -1 : row(records, fact.origin());
    if (row < 0) {
      proto.setOrigin(Protos.origin(fact.origin()));
    } else {
      proto.setRow(row);
    }
    @Nullable String channel = fact.channel();
    if (channel != null) {
      proto.setChannel(name(channel));
    }
    return proto.build();
  }

  /** The row of a record among those of an entry; negative where it is none of them. */
  static int row(RecordsTaken records, Origin origin) {
    boolean samePartition =
        records.topicId().equals(origin.topicId())
            && records.partition() == origin.partition()
            && records.topic().equals(origin.topic());
    return samePartition ? Arrays.binarySearch(records.offsets(), origin.offset()) : -1;
  }

  private io.zeitgeber.persistence.journal.v1.Window window(Window window) {
    var proto =
        io.zeitgeber.persistence.journal.v1.Window.newBuilder()
            .setDevice(name(window.device()))
            .setChannel(name(window.channel()))
            .setSizeMicros(window.sizeMicros())
            .setCount(window.count())
            .setMin(window.min())
            .setMax(window.max())
            .setFirstAfterMicros(window.firstMicros() - window.startMicros())
            .setLastAfterMicros(window.lastMicros() - window.firstMicros());
    if (window.sizeMicros() > 0 && window.startMicros() % window.sizeMicros() == 0) {
      proto.setStartWindows(window.startMicros() / window.sizeMicros());
    } else {
      proto.setStartMicros(window.startMicros());
    }
    @Nullable ExactSum sum = window.sum();
    if (sum != null) {
      proto.setSum(UnsafeByteOperations.unsafeWrap(sum.toBytes()));
    }
    @Nullable ExactSum squares = window.sumOfSquares();
    if (squares != null) {
      proto.setSumOfSquares(UnsafeByteOperations.unsafeWrap(squares.toBytes()));
    }
    @Nullable Double expected = window.expected();
    if (expected != null) {
      proto.setExpected(expected);
    }
    if (!window.codeMicros().isEmpty()) {
      new TreeMap<>(window.codeMicros())
          .forEach(
              (code, micros) ->
                  proto.addCodes(CodeMicros.newBuilder().setCode(name(code)).setMicros(micros)));
    }
    return proto.build();
  }

  private int name(String name) {
    @Nullable Integer known = names.get(name);
    if (known != null) {
      return known;
    }
    body.addNames(Protos.text(name));
    names.put(name, names.size());
    return names.size() - 1;
  }

  private static void ifThere(@Nullable String text, Consumer<ByteString> setter) {
    if (text != null) {
      setter.accept(Protos.text(text));
    }
  }
}
