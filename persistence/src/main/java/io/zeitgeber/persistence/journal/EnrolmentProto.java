package io.zeitgeber.persistence.journal;

import com.google.protobuf.ByteString;
import io.zeitgeber.participant.enrolment.Account;
import io.zeitgeber.participant.enrolment.Change;
import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.observation.Flaw;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.persistence.column.Unreadable;
import io.zeitgeber.persistence.journal.v1.Device;
import io.zeitgeber.persistence.journal.v1.DevicesChange;
import io.zeitgeber.persistence.journal.v1.Limits;
import io.zeitgeber.persistence.journal.v1.NumberChange;
import io.zeitgeber.persistence.journal.v1.StatusChange;
import io.zeitgeber.persistence.journal.v1.TextChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An enrolment as it stands in {@code entry.proto}. */
final class EnrolmentProto {

  private EnrolmentProto() {}

  static io.zeitgeber.persistence.journal.v1.Enrolment of(Enrolment enrolment) {
    var proto =
        io.zeitgeber.persistence.journal.v1.Enrolment.newBuilder()
            .setOrigin(Protos.origin(enrolment.origin()))
            .setReceivedMicros(enrolment.receivedMicros())
            .setWay(Protos.text(enrolment.way()));
    ifThere(enrolment.by(), proto::setBy);
    ifThere(enrolment.reason(), proto::setReason);
    change(enrolment.site(), proto::setSite);
    change(enrolment.zone(), proto::setZone);
    change(enrolment.from(), proto::setFrom);
    change(enrolment.until(), proto::setUntil);
    switch (enrolment.status()) {
      case Change.Absent<Enrolment.Status> _ -> {}
      case Change.Cleared<Enrolment.Status> _ -> proto.setStatus(StatusChange.getDefaultInstance());
      case Change.To<Enrolment.Status>(var status) ->
          proto.setStatus(StatusChange.newBuilder().setTo(status.name()));
    }
    switch (enrolment.devices()) {
      case Change.Absent<List<Enrolment.Device>> _ -> {}
      case Change.Cleared<List<Enrolment.Device>> _ ->
          proto.setDevices(DevicesChange.getDefaultInstance());
      case Change.To<List<Enrolment.Device>>(var devices) -> proto.setDevices(devices(devices));
    }
    new TreeMap<>(enrolment.thresholds())
        .forEach((channel, limits) -> proto.addThresholds(limits(channel, limits)));
    change(enrolment.time(), proto::setTime);
    @Nullable Flaw flaw = enrolment.flaw();
    if (flaw != null) {
      proto.setFlaw(
          io.zeitgeber.persistence.journal.v1.Flaw.newBuilder()
              .setReason(flaw.reason().name())
              .setDetail(Protos.text(flaw.detail())));
    }
    Account account = enrolment.account();
    if (account != null) {
      proto.setAccount(AccountProto.of(account));
    }
    return proto.build();
  }

  private static void ifThere(@Nullable String text, Consumer<ByteString> setter) {
    if (text != null) {
      setter.accept(Protos.text(text));
    }
  }

  private static void change(Change<String> change, Consumer<TextChange> setter) {
    switch (change) {
      case Change.Absent<String> _ -> {}
      case Change.Cleared<String> _ -> setter.accept(TextChange.getDefaultInstance());
      case Change.To<String>(var text) ->
          setter.accept(TextChange.newBuilder().setTo(Protos.text(text)).build());
    }
  }

  private static void limit(Change<Double> change, Consumer<NumberChange> setter) {
    switch (change) {
      case Change.Absent<Double> _ -> {}
      case Change.Cleared<Double> _ -> setter.accept(NumberChange.getDefaultInstance());
      case Change.To<Double>(var number) ->
          setter.accept(NumberChange.newBuilder().setTo(number).build());
    }
  }

  private static Limits limits(String channel, Enrolment.Limits limits) {
    Limits.Builder proto = Limits.newBuilder().setChannel(Protos.text(channel));
    limit(limits.high(), proto::setHigh);
    limit(limits.low(), proto::setLow);
    return proto.build();
  }

  private static DevicesChange devices(List<Enrolment.Device> devices) {
    DevicesChange.Devices.Builder list = DevicesChange.Devices.newBuilder();
    for (Enrolment.Device device : devices) {
      Device.Builder proto = Device.newBuilder().setDevice(Protos.text(device.device()));
      ifThere(device.kind(), proto::setKind);
      @Nullable Long from = device.fromMicros();
      if (from != null) {
        proto.setFromMicros(from);
      }
      @Nullable Long until = device.untilMicros();
      if (until != null) {
        proto.setUntilMicros(until);
      }
      list.addDevices(proto);
    }
    return DevicesChange.newBuilder().setTo(list).build();
  }

  static Enrolment of(io.zeitgeber.persistence.journal.v1.Enrolment proto, Originals originals) {
    return new Enrolment(
        Protos.origin(proto.getOrigin()),
        proto.getReceivedMicros(),
        Protos.text(proto.getWay()),
        proto.hasBy() ? Protos.text(proto.getBy()) : null,
        proto.hasReason() ? Protos.text(proto.getReason()) : null,
        change(proto.hasSite(), proto.getSite()),
        change(proto.hasZone(), proto.getZone()),
        change(proto.hasFrom(), proto.getFrom()),
        change(proto.hasUntil(), proto.getUntil()),
        status(proto),
        devices(proto),
        thresholds(proto.getThresholdsList()),
        change(proto.hasTime(), proto.getTime()),
        proto.hasFlaw()
            ? new Flaw(
                Protos.refusal(proto.getFlaw().getReason()),
                Protos.text(proto.getFlaw().getDetail()))
            : null,
        originals,
        proto.hasAccount() ? AccountProto.of(proto.getAccount()) : null);
  }

  private static Change<String> change(boolean there, TextChange change) {
    if (!there) {
      return Change.absent();
    }
    return change.hasTo() ? Change.to(Protos.text(change.getTo())) : Change.cleared();
  }

  private static Change<Double> limit(boolean there, NumberChange change) {
    if (!there) {
      return Change.absent();
    }
    return change.hasTo() ? Change.to(change.getTo()) : Change.cleared();
  }

  private static Change<Enrolment.Status> status(
      io.zeitgeber.persistence.journal.v1.Enrolment proto) {
    if (!proto.hasStatus()) {
      return Change.absent();
    }
    if (!proto.getStatus().hasTo()) {
      return Change.cleared();
    }
    String name = proto.getStatus().getTo();
    for (Enrolment.Status status : Enrolment.Status.values()) {
      if (status.name().equals(name)) {
        return Change.to(status);
      }
    }
    throw new Unreadable("unknown status " + name);
  }

  private static Change<List<Enrolment.Device>> devices(
      io.zeitgeber.persistence.journal.v1.Enrolment proto) {
    if (!proto.hasDevices()) {
      return Change.absent();
    }
    if (!proto.getDevices().hasTo()) {
      return Change.cleared();
    }
    List<Enrolment.Device> devices = new ArrayList<>();
    for (Device device : proto.getDevices().getTo().getDevicesList()) {
      devices.add(
          new Enrolment.Device(
              Protos.text(device.getDevice()),
              device.hasKind() ? Protos.text(device.getKind()) : null,
              device.hasFromMicros() ? device.getFromMicros() : null,
              device.hasUntilMicros() ? device.getUntilMicros() : null));
    }
    return Change.to(List.copyOf(devices));
  }

  private static Map<String, Enrolment.Limits> thresholds(List<Limits> protos) {
    Map<String, Enrolment.Limits> thresholds = new LinkedHashMap<>();
    for (Limits limits : protos) {
      thresholds.put(
          Protos.text(limits.getChannel()),
          new Enrolment.Limits(
              limit(limits.hasHigh(), limits.getHigh()), limit(limits.hasLow(), limits.getLow())));
    }
    return thresholds;
  }
}
