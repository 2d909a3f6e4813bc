package io.zeitgeber.service.query;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.zeitgeber.participant.absence.Finding;
import io.zeitgeber.participant.absence.Open;
import io.zeitgeber.participant.clock.Confidence;
import io.zeitgeber.participant.clock.DeviceClock;
import io.zeitgeber.participant.enrolment.Registration;
import io.zeitgeber.participant.handling.Handled;
import io.zeitgeber.participant.protocol.Channel;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.protocol.ThresholdRule;
import io.zeitgeber.participant.rule.OpenAlert;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.participant.timeline.Statements;
import io.zeitgeber.service.query.v1.Alert;
import io.zeitgeber.service.query.v1.AlertHandling;
import io.zeitgeber.service.query.v1.ChannelState;
import io.zeitgeber.service.query.v1.ClockConfidence;
import io.zeitgeber.service.query.v1.DeviceState;
import io.zeitgeber.service.query.v1.Finality;
import io.zeitgeber.service.query.v1.ParticipantId;
import io.zeitgeber.service.query.v1.ParticipantState;
import io.zeitgeber.service.query.v1.Threshold;
import io.zeitgeber.service.query.v1.Window;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A participant as gRPC shows it. */
final class StateProto {
  private static final double MICROS = 1e6;
  private static final long MINUTE_SECONDS = 60;
  private static final List<String> WEAR = List.of("worn", "charging", "not_worn");

  /** Wear is looked at every quarter of an hour, and short runs join their neighbours. */
  private static final long WEAR_STANDS_MICROS = 1_800_000_000L;

  private StateProto() {}

  static Timestamp time(long micros) {
    return Timestamps.fromMicros(micros);
  }

  static ParticipantId id(String study, String participant) {
    return ParticipantId.newBuilder().setStudy(study).setParticipant(participant).build();
  }

  /** The whole state after an entry. */
  static ParticipantState of(Participant it, long sequence, String chainHead) {
    ParticipantState.Builder state =
        ParticipantState.newBuilder()
            .setId(id(it.study(), it.id()))
            .setStatus(it.status().name().toLowerCase(Locale.ROOT))
            .setProtocol(it.protocol().label())
            .setArrivals(it.arrivals())
            .setSequence(sequence)
            .setChainHead(chainHead);
    String site = it.site();
    if (site != null) {
      state.setSite(site);
    }
    String zone = it.registration().zone();
    if (zone != null) {
      state.setZone(zone);
    }
    Long received = it.absences().lastReceivedMicros();
    if (received != null) {
      state.setLastReceived(time(received));
    }
    it.windowsSoFar().forEach(window -> state.addOpenWindows(window(window, it.protocol())));
    wear(it, state);
    it.fronts().forEach(front -> state.addChannels(channel(it, front, state)));
    it.devices().forEach(device -> state.addDevices(device(it, device)));
    it.protocol().rules().forEach(rule -> state.addThresholds(threshold(it, rule)));
    it.openAlerts().forEach(open -> state.addOpenAlerts(alert(it, open)));
    it.absences().open().forEach(open -> state.addOpenAlerts(alert(it, open)));
    for (Alert open : state.getOpenAlertsList()) {
      Handled handled = it.handledAlerts().of(open.getAlert());
      if (handled.isSomething()) {
        state.addHandledAlerts(handling(handled));
      }
    }
    return state.build();
  }

  /** Of several wearables the one that says most counts: one of them may lie in a drawer. */
  private static void wear(Participant it, ParticipantState.Builder state) {
    List<Statements.Latest> latest = it.latestWear();
    if (latest.isEmpty()) {
      return;
    }
    long through = latest.stream().mapToLong(Statements.Latest::endMicros).max().orElseThrow();
    long since = it.receivedMicros() - WEAR_STANDS_MICROS;
    Set<String> said =
        latest.stream()
            .filter(each -> each.endMicros() >= since)
            .map(each -> String.valueOf(each.code()))
            .collect(Collectors.toSet());
    state
        .setWear(WEAR.stream().filter(said::contains).findFirst().orElse("unknown"))
        .setWearThrough(time(through));
  }

  private static AlertHandling handling(Handled it) {
    AlertHandling.Builder handling =
        AlertHandling.newBuilder().setAlert(it.alert()).setClosed(it.closed());
    String by = it.acknowledgedBy();
    Long at = it.acknowledgedMicros();
    if (by != null && at != null) {
      handling.setAcknowledgedBy(by).setAcknowledgedAt(time(at));
    }
    Long until = it.snoozedUntilMicros();
    if (until != null) {
      handling.setSnoozedUntil(time(until));
    }
    String assignee = it.assignee();
    if (assignee != null) {
      handling.setAssignee(assignee);
    }
    return handling.build();
  }

  private static ChannelState channel(
      Participant it, Participant.Front front, ParticipantState.Builder windows) {
    ChannelState.Builder state =
        ChannelState.newBuilder()
            .setDevice(front.device())
            .setChannel(front.channel())
            .setUnit(unit(it.protocol(), front.channel()))
            .setFront(time(front.frontMicros()))
            .setClosedThrough(time(front.frontMicros() - it.protocol().disorderMicros()));
    List<Window> own =
        windows.getOpenWindowsList().stream()
            .filter(
                window ->
                    window.getDevice().equals(front.device())
                        && window.getChannel().equals(front.channel()))
            .toList();
    state.setOpenWindows(own.size());
    latest(own, state);
    long finalThrough = it.finalThroughMicros(front.device(), front.channel());
    if (finalThrough != Long.MIN_VALUE) {
      state.setFinalThrough(time(finalThrough));
    }
    for (Open each : it.absences().open()) {
      if (each.finding() == Finding.NO_DATA
          && each.channel().equals(front.channel())
          && (each.device().isEmpty() || each.device().equals(front.device()))) {
        state.setSilentSince(time(each.lastMicros()));
      }
    }
    return state.build();
  }

  /** The newest minute is open until data go on beyond it, so it is among the open windows. */
  private static void latest(List<Window> open, ChannelState.Builder state) {
    for (Window window : open.reversed()) {
      boolean hasData = window.getCount() > 0 || window.getCodesCount() > 0;
      if (window.getSize().getSeconds() != MINUTE_SECONDS || !hasData) {
        continue;
      }
      state.setLatestTime(window.getLast());
      if (window.hasMean()) {
        state.setLatestValue(window.getMean());
      } else if (window.hasSum()) {
        state.setLatestValue(window.getSum());
      }
      window.getCodesMap().entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .max(Map.Entry.comparingByValue())
          .ifPresent(most -> state.setLatestCode(most.getKey()));
      return;
    }
  }

  private static DeviceState device(Participant it, String device) {
    DeviceState.Builder state = DeviceState.newBuilder().setDevice(device);
    @Nullable DeviceClock clock = it.clock(device);
    if (clock != null) {
      state.setClock(confidence(clock.confidence())).setSegments(clock.segment() + 1);
      if (clock.confidence() != Confidence.NONE) {
        state
            .setOffset(Durations.fromMicros(clock.offsetMicros()))
            .setDriftPpm(clock.driftPpb() / 1e3);
        long uncertainty = clock.uncertaintyMicros(it.receivedMicros() - clock.offsetMicros());
        if (uncertainty >= 0) {
          state.setUncertainty(Durations.fromMicros(uncertainty));
        }
      }
    }
    String firmware = it.firmware(device);
    if (firmware != null) {
      state.setFirmware(firmware);
    }
    return state.build();
  }

  private static ClockConfidence confidence(Confidence confidence) {
    return switch (confidence) {
      case NONE -> ClockConfidence.CLOCK_CONFIDENCE_NONE;
      case SUSPECT -> ClockConfidence.CLOCK_CONFIDENCE_SUSPECT;
      case COARSE -> ClockConfidence.CLOCK_CONFIDENCE_COARSE;
      case GOOD -> ClockConfidence.CLOCK_CONFIDENCE_GOOD;
    };
  }

  private static Threshold threshold(Participant it, ThresholdRule rule) {
    Participant.Limits limits = it.limits(rule);
    Registration.Personal own = it.registration().limits(rule.channel());
    return Threshold.newBuilder()
        .setHighRule(rule.highRule())
        .setLowRule(rule.lowRule())
        .setChannel(rule.channel())
        .setUnit(unit(it.protocol(), rule.channel()))
        .setHigh(limits.high())
        .setLow(limits.low())
        .setPersonalHigh(own.high() != null)
        .setPersonalLow(own.low() != null)
        .build();
  }

  private static Alert alert(Participant it, OpenAlert open) {
    return alert(it, open.id(), "physiology", open.rule(), open.raisedAtMicros())
        .setDevice(open.device())
        .setChannel(open.channel())
        .setUnit(unit(it.protocol(), open.channel()))
        .setValue(open.value())
        .setSentence(
            "%s since %s: %s was %.1f %s"
                .formatted(
                    open.rule(),
                    Asked.instant(open.raisedAtMicros()),
                    open.channel().replace('_', ' '),
                    open.value(),
                    unit(it.protocol(), open.channel())))
        .build();
  }

  private static Alert alert(Participant it, Open open) {
    Alert.Builder alert =
        alert(it, open.id(), "data", open.finding().rule(), open.raisedMicros())
            .setChannel(open.channel())
            .setSentence(
                "%s since %s".formatted(open.finding().rule(), Asked.instant(open.raisedMicros())));
    if (!open.device().isEmpty()) {
      alert.setDevice(open.device());
    }
    return alert.build();
  }

  private static Alert.Builder alert(
      Participant it, String id, String kind, String rule, long micros) {
    Alert.Builder alert =
        Alert.newBuilder()
            .setAlert(id)
            .setLifecycle("raised")
            .setKind(kind)
            .setStudy(it.study())
            .setParticipant(it.id())
            .setRule(rule)
            .setEventTime(time(micros))
            .setProtocol(it.protocol().label());
    String site = it.site();
    return site == null ? alert : alert.setSite(site);
  }

  private static String unit(Protocol protocol, String name) {
    @Nullable Channel channel = protocol.channels().get(name);
    return channel == null ? "" : channel.unit();
  }

  private static Window window(io.zeitgeber.participant.window.Window it, Protocol protocol) {
    Window.Builder window =
        Window.newBuilder()
            .setDevice(it.device())
            .setChannel(it.channel())
            .setUnit(unit(protocol, it.channel()))
            .setStart(time(it.startMicros()))
            .setSize(Durations.fromMicros(it.sizeMicros()))
            .setCount(it.count())
            .setFirst(time(it.firstMicros()))
            .setLast(time(it.lastMicros()))
            .setFinality(Finality.FINALITY_PROVISIONAL);
    if (it.sum() != null) {
      window.setSum(it.sum().doubleValue());
      if (it.sumOfSquares() != null && it.count() > 0) {
        window.setMean(it.sum().mean(it.count()));
      }
    }
    if (Double.isFinite(it.min())) {
      window.setMin(it.min()).setMax(it.max());
    }
    Double expected = it.expected();
    if (expected != null) {
      window.setExpected(expected);
    }
    boolean states = isState(protocol, it.channel());
    it.codeMicros()
        .forEach((code, amount) -> window.putCodes(code, states ? amount / MICROS : amount));
    return window.build();
  }

  private static boolean isState(Protocol protocol, String name) {
    @Nullable Channel channel = protocol.channels().get(name);
    return channel != null && List.of(Channel.Shape.STATE).contains(channel.shape());
  }
}
