package io.zeitgeber.participant.step;

import io.zeitgeber.participant.clock.ClockPolicy;
import io.zeitgeber.participant.protocol.AbsenceRules;
import io.zeitgeber.participant.protocol.Channel;
import io.zeitgeber.participant.protocol.Channel.SameTime;
import io.zeitgeber.participant.protocol.Channel.Shape;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.protocol.ResultRules;
import io.zeitgeber.participant.protocol.ThresholdRule;
import io.zeitgeber.participant.protocol.Timing;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Protocols to test with: one channel of each shape, and the heart-rate rule with its defaults. */
public final class Protocols {
  public static final long SECOND = 1_000_000;

  private static final Map<String, Channel> CHANNELS =
      Stream.of(
              new Channel("heart_rate", "beats/min", Shape.SAMPLE, 20, 300, 720.0, SameTime.ADDS),
              new Channel("skin_temperature", "°C", Shape.SAMPLE, 0, 60, null, SameTime.ADDS),
              new Channel("acceleration", "g", Shape.VECTOR, -16, 16, null, SameTime.ADDS),
              new Channel("ppg", "nW", Shape.WAVEFORM, -1e6, 1e6, null, SameTime.ADDS),
              new Channel("steps", "steps", Shape.INTERVAL, 0, 1e6, null, SameTime.REVISES),
              new Channel("sleep_stage", "", Shape.STATE, 0, 0, null, SameTime.REVISES),
              new Channel("screen", "", Shape.EVENT, 0, 0, null, SameTime.ADDS))
          .collect(Collectors.toUnmodifiableMap(Channel::name, channel -> channel));

  /** What is watched for absence: limits that seeded arrivals reach. */
  public static final AbsenceRules ABSENCE =
      new AbsenceRules(
          Map.of(
              "heart_rate", new AbsenceRules.Limits(3600 * SECOND, 60 * SECOND, 0),
              "steps", new AbsenceRules.Limits(7200 * SECOND, 0, 600 * SECOND),
              "screen", new AbsenceRules.Limits(1800 * SECOND, 0, 0)),
          15,
          25,
          10,
          12,
          24 * 3600 * SECOND,
          0.2,
          600 * SECOND);

  /** The rule of CONTRACT §7. */
  public static final ThresholdRule HEART_RATE =
      new ThresholdRule(
          "heart_rate",
          "high-heart-rate",
          "low-heart-rate",
          10 * SECOND,
          60 * SECOND,
          3,
          5,
          120,
          40);

  /** Open to everyone and every device, whose clocks are trusted. */
  public static final Protocol OPEN = protocol("default", 1, CHANNELS, true, true);

  /** The same where clocks are modelled. */
  public static final Protocol MODELLED =
      new Protocol(
          "modelled",
          1,
          "e".repeat(64),
          CHANNELS,
          List.of(HEART_RATE),
          30 * SECOND,
          300 * SECOND,
          true,
          true);

  /** Clocks are modelled, and absence is watched for. */
  public static final Protocol MODELLED_WATCHED =
      new Protocol(
          "modelled-watched",
          1,
          "d".repeat(64),
          withExternalTime(),
          List.of(HEART_RATE),
          30 * SECOND,
          300 * SECOND,
          true,
          true,
          ABSENCE,
          ResultRules.DEFAULT);

  /** The open one with a lateness of ten years. */
  public static final Protocol FORGIVING =
      new Protocol(
          "forgiving",
          1,
          "f".repeat(64),
          CHANNELS,
          List.of(HEART_RATE),
          30 * SECOND,
          300 * SECOND,
          true,
          true,
          AbsenceRules.NONE,
          ResultRules.DEFAULT,
          new Timing(10L * 366 * 24 * 3600 * SECOND, 20, Map.of(), ClockPolicy.TRUSTED));

  /** Enrolled participants only. */
  public static final Protocol CLOSED = protocol("closed", 1, CHANNELS, false, true);

  /** Registered devices only. */
  public static final Protocol REGISTERED = protocol("registered", 1, CHANNELS, true, false);

  /** Another version of the open one: closes windows later, and has a slower rule beside. */
  public static final Protocol PATIENT =
      with(
          "default",
          2,
          CHANNELS,
          List.of(
              HEART_RATE,
              new ThresholdRule(
                  "heart_rate", "tachycardia", "slow", 60 * SECOND, 300 * SECOND, 5, 2, 100, 50)),
          90 * SECOND,
          true,
          true,
          AbsenceRules.NONE);

  /** As the open one, and absence is watched for. */
  public static final Protocol WATCHED =
      with("default", 3, CHANNELS, List.of(HEART_RATE), 30 * SECOND, true, true, ABSENCE);

  private Protocols() {}

  private static Map<String, Channel> withExternalTime() {
    Map<String, Channel> all = new TreeMap<>(CHANNELS);
    all.put(
        "external_time",
        new Channel("external_time", "s", Shape.SAMPLE, 0, 4.5e9, null, SameTime.ADDS));
    all.put("button", new Channel("button", "", Shape.EVENT, 0, 0, null, SameTime.ADDS));
    return all;
  }

  static Protocol protocol(
      String id, int version, Map<String, Channel> channels, boolean enrolment, boolean devices) {
    return with(
        id,
        version,
        channels,
        List.of(HEART_RATE),
        30 * SECOND,
        enrolment,
        devices,
        AbsenceRules.NONE);
  }

  static Protocol with(
      String id,
      int version,
      Map<String, Channel> channels,
      List<ThresholdRule> rules,
      long disorderMicros,
      boolean enrolment,
      boolean devices,
      AbsenceRules absence) {
    String digest = (id + version + "0".repeat(64)).substring(0, 64);
    return new Protocol(
        id,
        version,
        digest,
        channels,
        rules,
        disorderMicros,
        300 * SECOND,
        enrolment,
        devices,
        absence,
        ResultRules.DEFAULT,
        Timing.DEFAULT.otherwise(ClockPolicy.TRUSTED));
  }

  static Map<String, Channel> channels() {
    return CHANNELS;
  }
}
