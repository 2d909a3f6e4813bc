package io.zeitgeber.participant.protocol;

import java.util.List;
import java.util.Map;

/**
 * One published version of a study's protocol. Never changes; its digest names it.
 *
 * @param digest SHA-256 of the canonical text, 64 lower-case hexadecimal digits
 * @param channels by name
 * @param disorderMicros a window closes when its device's front has passed its end by this much
 * @param freshnessMicros an alert decided later than this after its event is retrospective
 * @param openEnrolment whether unknown participants enrol themselves
 * @param openDevices whether unregistered devices are taken
 * @param absence when absence is a finding
 * @param results what results over several channels are derived with
 * @param timing what it says of clocks and late data
 */
public record Protocol(
    String id,
    int version,
    String digest,
    Map<String, Channel> channels,
    List<ThresholdRule> rules,
    long disorderMicros,
    long freshnessMicros,
    boolean openEnrolment,
    boolean openDevices,
    AbsenceRules absence,
    ResultRules results,
    Timing timing) {

  /** With the default timing. */
  public Protocol(
      String id,
      int version,
      String digest,
      Map<String, Channel> channels,
      List<ThresholdRule> rules,
      long disorderMicros,
      long freshnessMicros,
      boolean openEnrolment,
      boolean openDevices,
      AbsenceRules absence,
      ResultRules results) {
    this(
        id,
        version,
        digest,
        channels,
        rules,
        disorderMicros,
        freshnessMicros,
        openEnrolment,
        openDevices,
        absence,
        results,
        Timing.DEFAULT);
  }

  /** One whose results are derived as usual, and which does not watch over absence. */
  public Protocol(
      String id,
      int version,
      String digest,
      Map<String, Channel> channels,
      List<ThresholdRule> rules,
      long disorderMicros,
      long freshnessMicros,
      boolean openEnrolment,
      boolean openDevices) {
    this(
        id,
        version,
        digest,
        channels,
        rules,
        disorderMicros,
        freshnessMicros,
        openEnrolment,
        openDevices,
        AbsenceRules.NONE,
        ResultRules.DEFAULT,
        Timing.DEFAULT);
  }

  /** How people name it, for example {@code default@1}. */
  public String label() {
    return id + "@" + version;
  }
}
