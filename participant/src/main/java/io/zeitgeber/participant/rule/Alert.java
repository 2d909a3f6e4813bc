package io.zeitgeber.participant.rule;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a rule decided at one instant of event time.
 *
 * @param id first 32 hexadecimal digits of SHA-256 over "study\nparticipant\ndevice\nrule\nt",
 *     where t is the instant of raising in microseconds, as decimal digits
 * @param site of the participant then; null where none is known
 * @param eventMicros the t at which the rule decided
 * @param value the mean over the window, in the channel's unit
 * @param threshold the limit in force
 * @param clearAt at or inside which it resolves
 * @param samples how many samples the window held
 * @param firstSampleMicros event time of the earliest of them
 * @param live whether it was decided within the protocol's freshness
 * @param triggeredMicros received time of the record that made the rule decide
 * @param arrival ordinal of that record among the participant's distinct records, from 1
 * @param uncertaintyMicros half the width of the interval in which the instant lies; null where no
 *     clock model has spoken
 */
public record Alert(
    String id,
    @Nullable String site,
    String device,
    String rule,
    String channel,
    String unit,
    long eventMicros,
    double value,
    double threshold,
    double clearAt,
    long windowMicros,
    int samples,
    long firstSampleMicros,
    long lastSampleMicros,
    boolean live,
    long triggeredMicros,
    long arrival,
    String protocol,
    List<Evidence> evidence,
    @Nullable Long uncertaintyMicros) {

  /** Where no clock model has spoken. */
  public Alert(
      String id,
      @Nullable String site,
      String device,
      String rule,
      String channel,
      String unit,
      long eventMicros,
      double value,
      double threshold,
      double clearAt,
      long windowMicros,
      int samples,
      long firstSampleMicros,
      long lastSampleMicros,
      boolean live,
      long triggeredMicros,
      long arrival,
      String protocol,
      List<Evidence> evidence) {
    this(
        id,
        site,
        device,
        rule,
        channel,
        unit,
        eventMicros,
        value,
        threshold,
        clearAt,
        windowMicros,
        samples,
        firstSampleMicros,
        lastSampleMicros,
        live,
        triggeredMicros,
        arrival,
        protocol,
        evidence,
        null);
  }

  /** Bounding range of the records that a window held from one partition. */
  public record Evidence(
      UUID topicId, String topic, int partition, long first, long last, int records) {}
}
