package io.zeitgeber.persistence.ledger;

import io.zeitgeber.participant.step.AbsenceFact;
import io.zeitgeber.participant.step.AmendFact;
import io.zeitgeber.participant.step.ClockFact;
import io.zeitgeber.participant.step.CustodyFact;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.TimelineFact;
import org.jspecify.annotations.Nullable;

/** By what a fact is known again in a topic. */
public final class FactIdentity {
  private static final String ALERT = "alert ";

  private FactIdentity() {}

  /** Of a fact that leaves for a topic; null where it stays. */
  static @Nullable String of(Fact fact, String participant) {
    return switch (fact) {
      case Fact.AlertRaised raised -> alert(raised.alert().id(), "raised");
      case Fact.AlertResolved resolved -> alert(resolved.alert().id(), "resolved");
      case AbsenceFact.DataAlertRaised raised -> alert(raised.alert().id(), "raised");
      case AbsenceFact.DataAlertResolved resolved -> alert(resolved.alert().id(), "resolved");
      case Fact.AlertHandled handled ->
          alert(handled.alert().alert(), handled.action().lifecycle());
      case AmendFact.EvidenceMoved moved -> alert(moved.alert(), "noted");
      case Fact.Refused refused ->
          refused(
              refused.origin().topic(),
              refused.origin().partition(),
              refused.origin().offset(),
              participant);
      case AbsenceFact _,
          AmendFact _,
          ClockFact _,
          CustodyFact _,
          TimelineFact _,
          Fact.Enrolled _,
          Fact.ThresholdChanged _,
          Fact.DeviceChanged _,
          Fact.ProtocolActivated _,
          Fact.WindowClosed _,
          Fact.WindowAmended _ ->
          null;
    };
  }

  /** Whether it is one of the topic of alerts, rather than of refused records. */
  static boolean isAlert(String identity) {
    return identity.startsWith(ALERT);
  }

  /** What happened to an alert. */
  public static String alert(String id, String lifecycle) {
    return ALERT + id + " " + lifecycle;
  }

  /**
   * A refused record.
   *
   * @param participant empty where it could not be read
   */
  public static String refused(String topic, int partition, long offset, String participant) {
    return "record "
        + topic
        + "-"
        + partition
        + "@"
        + offset
        + (participant.isEmpty() ? "" : " of " + participant);
  }
}
