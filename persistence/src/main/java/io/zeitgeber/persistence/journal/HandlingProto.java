package io.zeitgeber.persistence.journal;

import com.google.protobuf.ByteString;
import io.zeitgeber.participant.enrolment.Account;
import io.zeitgeber.participant.handling.Action;
import io.zeitgeber.participant.handling.Handling;
import io.zeitgeber.participant.handling.Subject;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.persistence.column.Unreadable;
import io.zeitgeber.persistence.journal.v1.AlertHandled;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What people do about alerts, as it stands in {@code entry.proto}. */
final class HandlingProto {
  private HandlingProto() {}

  static io.zeitgeber.persistence.journal.v1.Handling of(Handling it) {
    var proto =
        io.zeitgeber.persistence.journal.v1.Handling.newBuilder()
            .setOrigin(Protos.origin(it.origin()))
            .setReceivedMicros(it.receivedMicros())
            .setWay(Protos.text(it.way()))
            .setAlert(of(it.alert()))
            .setAction(it.action().name())
            .setBy(Protos.text(it.by()))
            .setNote(Protos.text(it.note()));
    ifThere(it.untilMicros(), proto::setUntilMicros);
    text(it.assignee(), proto::setAssignee);
    Account account = it.account();
    if (account != null) {
      proto.setAccount(AccountProto.of(account));
    }
    return proto.build();
  }

  static Handling of(io.zeitgeber.persistence.journal.v1.Handling proto) {
    return new Handling(
        Protos.origin(proto.getOrigin()),
        proto.getReceivedMicros(),
        Protos.text(proto.getWay()),
        of(proto.getAlert()),
        action(proto.getAction()),
        Protos.text(proto.getBy()),
        proto.hasAccount() ? AccountProto.of(proto.getAccount()) : null,
        Protos.text(proto.getNote()),
        proto.hasUntilMicros() ? (Long) proto.getUntilMicros() : null,
        proto.hasAssignee() ? Protos.text(proto.getAssignee()) : null);
  }

  static AlertHandled of(Fact.AlertHandled it) {
    AlertHandled.Builder proto =
        AlertHandled.newBuilder()
            .setAlert(of(it.alert()))
            .setAction(it.action().name())
            .setBy(Protos.text(it.by()))
            .setWay(it.way())
            .setNote(Protos.text(it.note()))
            .setReceivedMicros(it.receivedMicros());
    ifThere(it.untilMicros(), proto::setUntilMicros);
    text(it.assignee(), proto::setAssignee);
    Account account = it.account();
    if (account != null) {
      proto.setAccount(AccountProto.of(account));
    }
    return proto.build();
  }

  static Fact of(AlertHandled proto) {
    return new Fact.AlertHandled(
        action(proto.getAction()),
        of(proto.getAlert()),
        Protos.text(proto.getBy()),
        proto.hasAccount() ? AccountProto.of(proto.getAccount()) : null,
        proto.getWay(),
        Protos.text(proto.getNote()),
        proto.hasUntilMicros() ? (Long) proto.getUntilMicros() : null,
        proto.hasAssignee() ? Protos.text(proto.getAssignee()) : null,
        proto.getReceivedMicros());
  }

  private static io.zeitgeber.persistence.journal.v1.Subject of(Subject it) {
    var proto =
        io.zeitgeber.persistence.journal.v1.Subject.newBuilder()
            .setAlert(it.alert())
            .setKind(it.kind().name())
            .setRule(it.rule())
            .setRaisedMicros(it.raisedMicros());
    text(it.site(), proto::setSite);
    text(it.device(), proto::setDevice);
    text(it.channel(), proto::setChannel);
    return proto.build();
  }

  private static Subject of(io.zeitgeber.persistence.journal.v1.Subject proto) {
    return new Subject(
        proto.getAlert(),
        kind(proto.getKind()),
        proto.hasSite() ? Protos.text(proto.getSite()) : null,
        proto.hasDevice() ? Protos.text(proto.getDevice()) : null,
        proto.getRule(),
        proto.hasChannel() ? Protos.text(proto.getChannel()) : null,
        proto.getRaisedMicros());
  }

  private static Action action(String name) {
    try {
      return Action.valueOf(name);
    } catch (IllegalArgumentException unknown) {
      throw new Unreadable("unknown action " + name, unknown);
    }
  }

  private static Subject.Kind kind(String name) {
    try {
      return Subject.Kind.valueOf(name);
    } catch (IllegalArgumentException unknown) {
      throw new Unreadable("unknown kind of alert " + name, unknown);
    }
  }

  private static void text(@Nullable String text, Consumer<ByteString> setter) {
    if (text != null) {
      setter.accept(Protos.text(text));
    }
  }

  private static void ifThere(@Nullable Long micros, Consumer<Long> setter) {
    if (micros != null) {
      setter.accept(micros);
    }
  }
}
