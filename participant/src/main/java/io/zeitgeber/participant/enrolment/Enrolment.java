package io.zeitgeber.participant.enrolment;

import io.zeitgeber.participant.observation.Flaw;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Originals;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One record of the topic {@code participants}: what it changes, who asked for it and why.
 *
 * @param origin where it came from; the participant takes each origin once
 * @param receivedMicros the broker's time of it
 * @param way how it came: {@code topic}, {@code grpc}, {@code cli}
 * @param by who asked: the subject of their account, or as claimed
 * @param zone IANA name; kept for views, never used by the step
 * @param from first study day, {@code yyyy-MM-dd}
 * @param until last study day, {@code yyyy-MM-dd}
 * @param devices the whole list of registered devices
 * @param thresholds by channel; a channel that is absent stays as it is
 * @param time what "now" is for the participant: {@code live}, {@code recorded} or {@code auto};
 *     never used by the step
 * @param flaw set when the record has no meaning: it is refused whole
 * @param originals the record's bytes, kept when it is refused
 * @param account of whoever asked; null where {@code by} is only claimed
 */
public record Enrolment(
    Origin origin,
    long receivedMicros,
    String way,
    @Nullable String by,
    @Nullable String reason,
    Change<String> site,
    Change<String> zone,
    Change<String> from,
    Change<String> until,
    Change<Status> status,
    Change<List<Device>> devices,
    Map<String, Limits> thresholds,
    Change<String> time,
    @Nullable Flaw flaw,
    Originals originals,
    @Nullable Account account) {

  /** Of somebody who is named as they claim, if at all. */
  public Enrolment(
      Origin origin,
      long receivedMicros,
      String way,
      @Nullable String by,
      @Nullable String reason,
      Change<String> site,
      Change<String> zone,
      Change<String> from,
      Change<String> until,
      Change<Status> status,
      Change<List<Device>> devices,
      Map<String, Limits> thresholds,
      Change<String> time,
      @Nullable Flaw flaw,
      Originals originals) {
    this(
        origin,
        receivedMicros,
        way,
        by,
        reason,
        site,
        zone,
        from,
        until,
        status,
        devices,
        thresholds,
        time,
        flaw,
        originals,
        null);
  }

  /** Whether a participant is collected from. */
  public enum Status {
    ACTIVE,
    PAUSED,
    COMPLETED,
    WITHDRAWN,
    /** By an erasure only; no record can ask for it. */
    ERASED
  }

  /**
   * A registered device.
   *
   * @param kind picks the protocol's device class
   * @param fromMicros inclusive; null for always
   * @param untilMicros exclusive; null for ever
   */
  public record Device(
      String device,
      @Nullable String kind,
      @Nullable Long fromMicros,
      @Nullable Long untilMicros) {}

  /** Personal limits of one channel, in the channel's unit. */
  public record Limits(Change<Double> high, Change<Double> low) {}
}
