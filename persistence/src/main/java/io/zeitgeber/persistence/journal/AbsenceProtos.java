package io.zeitgeber.persistence.journal;

import io.zeitgeber.participant.absence.Cause;
import io.zeitgeber.participant.absence.DataAlert;
import io.zeitgeber.participant.absence.Finding;
import io.zeitgeber.participant.step.AbsenceFact;
import io.zeitgeber.persistence.column.Unreadable;
import io.zeitgeber.persistence.journal.v1.DataAlertResolved;
import io.zeitgeber.persistence.journal.v1.DeadlineSet;
import io.zeitgeber.persistence.journal.v1.Fact;
import io.zeitgeber.persistence.journal.v1.SilenceBegan;
import io.zeitgeber.persistence.journal.v1.SilenceEnded;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Facts about absence as they stand in {@code entry.proto}. */
final class AbsenceProtos {

  private AbsenceProtos() {}

  static void write(AbsenceFact fact, Fact.Builder to) {
    switch (fact) {
      case AbsenceFact.SilenceBegan began ->
          to.setSilenceBegan(
              SilenceBegan.newBuilder()
                  .setChannel(Protos.text(began.channel()))
                  .setLastReceivedMicros(began.lastReceivedMicros())
                  .setDueMicros(began.dueMicros()));
      case AbsenceFact.SilenceEnded ended ->
          to.setSilenceEnded(
              SilenceEnded.newBuilder()
                  .setChannel(Protos.text(ended.channel()))
                  .setBeganMicros(ended.beganMicros())
                  .setEndedMicros(ended.endedMicros())
                  .setCause(ended.cause().name()));
      case AbsenceFact.DataAlertRaised raised -> to.setDataAlertRaised(of(raised.alert()));
      case AbsenceFact.DataAlertResolved resolved ->
          to.setDataAlertResolved(
              DataAlertResolved.newBuilder()
                  .setAlert(of(resolved.alert()))
                  .setRaisedAtMicros(resolved.raisedAtMicros()));
      case AbsenceFact.DeadlineSet set -> {
        DeadlineSet.Builder proto = DeadlineSet.newBuilder();
        ifThere(set.dueMicros(), proto::setDueMicros);
        to.setDeadlineSet(proto);
      }
    }
  }

  static AbsenceFact read(SilenceBegan proto) {
    return new AbsenceFact.SilenceBegan(
        Protos.text(proto.getChannel()), proto.getLastReceivedMicros(), proto.getDueMicros());
  }

  static AbsenceFact read(SilenceEnded proto) {
    return new AbsenceFact.SilenceEnded(
        Protos.text(proto.getChannel()),
        proto.getBeganMicros(),
        proto.getEndedMicros(),
        cause(proto.getCause()));
  }

  static AbsenceFact read(io.zeitgeber.persistence.journal.v1.DataAlert proto) {
    return new AbsenceFact.DataAlertRaised(of(proto));
  }

  static AbsenceFact read(DataAlertResolved proto) {
    return new AbsenceFact.DataAlertResolved(of(proto.getAlert()), proto.getRaisedAtMicros());
  }

  static AbsenceFact read(DeadlineSet proto) {
    return new AbsenceFact.DeadlineSet(proto.hasDueMicros() ? proto.getDueMicros() : null);
  }

  private static io.zeitgeber.persistence.journal.v1.DataAlert of(DataAlert alert) {
    var proto =
        io.zeitgeber.persistence.journal.v1.DataAlert.newBuilder()
            .setId(alert.id())
            .setRule(alert.finding().rule())
            .setUnit(alert.unit())
            .setEventMicros(alert.eventMicros())
            .setArrival(alert.arrival())
            .setProtocol(alert.protocol());
    text(alert.site(), site -> proto.setSite(Protos.text(site)));
    text(alert.device(), device -> proto.setDevice(Protos.text(device)));
    text(alert.channel(), channel -> proto.setChannel(Protos.text(channel)));
    ifThere(alert.lastReceivedMicros(), proto::setLastReceivedMicros);
    ifThere(alert.value(), proto::setValue);
    ifThere(alert.threshold(), proto::setThreshold);
    ifThere(alert.clearAt(), proto::setClearAt);
    ifThere(alert.windowMicros(), proto::setWindowMicros);
    @Nullable Cause cause = alert.cause();
    text(cause == null ? null : cause.name(), proto::setCause);
    return proto.build();
  }

  private static void text(@Nullable String text, Consumer<String> setter) {
    if (text != null) {
      setter.accept(text);
    }
  }

  private static <T> void ifThere(@Nullable T value, Consumer<T> setter) {
    if (value != null) {
      setter.accept(value);
    }
  }

  private static DataAlert of(io.zeitgeber.persistence.journal.v1.DataAlert proto) {
    return new DataAlert(
        proto.getId(),
        finding(proto.getRule()),
        proto.hasSite() ? Protos.text(proto.getSite()) : null,
        proto.hasDevice() ? Protos.text(proto.getDevice()) : null,
        proto.hasChannel() ? Protos.text(proto.getChannel()) : null,
        proto.getUnit(),
        proto.getEventMicros(),
        proto.hasLastReceivedMicros() ? proto.getLastReceivedMicros() : null,
        proto.hasValue() ? proto.getValue() : null,
        proto.hasThreshold() ? proto.getThreshold() : null,
        proto.hasClearAt() ? proto.getClearAt() : null,
        proto.hasWindowMicros() ? proto.getWindowMicros() : null,
        proto.getArrival(),
        proto.getProtocol(),
        proto.hasCause() ? cause(proto.getCause()) : null);
  }

  private static Finding finding(String rule) {
    try {
      return Finding.of(rule);
    } catch (IllegalArgumentException unknown) {
      throw new Unreadable("unknown rule " + rule, unknown);
    }
  }

  private static Cause cause(String name) {
    try {
      return Cause.valueOf(name);
    } catch (IllegalArgumentException unknown) {
      throw new Unreadable("unknown cause " + name, unknown);
    }
  }
}
