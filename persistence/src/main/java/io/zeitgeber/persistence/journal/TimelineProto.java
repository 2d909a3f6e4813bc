package io.zeitgeber.persistence.journal;

import io.zeitgeber.participant.step.TimelineFact;
import io.zeitgeber.participant.timeline.Entry;
import io.zeitgeber.participant.timeline.Result;
import io.zeitgeber.persistence.column.Unreadable;
import io.zeitgeber.persistence.journal.v1.EntryPlaced;
import io.zeitgeber.persistence.journal.v1.Fact;
import io.zeitgeber.persistence.journal.v1.ResultStated;
import io.zeitgeber.persistence.journal.v1.Standing;
import io.zeitgeber.persistence.journal.v1.TimelineEntry;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Writes and reads what stands on the timeline. Strings go by their place among the names. */
final class TimelineProto {

  private TimelineProto() {}

  static void write(TimelineFact fact, Fact.Builder proto, ToIntFunction<String> names) {
    switch (fact) {
      case TimelineFact.EntryPlaced placed ->
          proto.setEntryPlaced(
              EntryPlaced.newBuilder()
                  .setEntry(entry(placed.entry(), names))
                  .setArrival(placed.arrival())
                  .setVersion(placed.version())
                  .setReplacedAfterMicros(placed.replacedMicros() - placed.entry().startMicros()));
      case TimelineFact.EntryWithdrawn withdrawn ->
          proto.setEntryWithdrawn(
              EntryPlaced.newBuilder()
                  .setEntry(entry(withdrawn.entry(), names))
                  .setArrival(withdrawn.arrival())
                  .setVersion(withdrawn.version()));
      case TimelineFact.ResultStated(Result result) ->
          proto.setResultStated(
              ResultStated.newBuilder()
                  .setRule(names.applyAsInt(result.rule()))
                  .setEntry(entry(result.entry(), names))
                  .setVersion(result.version())
                  .setStanding(standing(result.standing()))
                  .setGoesOn(result.goesOn()));
    }
  }

  static TimelineFact placed(EntryPlaced proto, IntFunction<String> names) {
    Entry entry = entry(proto.getEntry(), names);
    return new TimelineFact.EntryPlaced(
        entry,
        proto.getArrival(),
        proto.getVersion(),
        entry.startMicros() + proto.getReplacedAfterMicros());
  }

  static TimelineFact withdrawn(EntryPlaced proto, IntFunction<String> names) {
    return new TimelineFact.EntryWithdrawn(
        entry(proto.getEntry(), names), proto.getArrival(), proto.getVersion());
  }

  static TimelineFact stated(ResultStated proto, IntFunction<String> names) {
    return new TimelineFact.ResultStated(
        new Result(
            names.apply(proto.getRule()),
            entry(proto.getEntry(), names),
            proto.getVersion(),
            standing(proto.getStanding()),
            proto.getGoesOn()));
  }

  private static TimelineEntry entry(Entry entry, ToIntFunction<String> names) {
    TimelineEntry.Builder proto =
        TimelineEntry.newBuilder()
            .setChannel(names.applyAsInt(entry.channel()))
            .setDevice(names.applyAsInt(entry.device()))
            .setStartMicros(entry.startMicros())
            .setDurationMicros(entry.endMicros() - entry.startMicros());
    @Nullable Double value = entry.value();
    if (value != null) {
      proto.setValue(value);
    }
    @Nullable String code = entry.code();
    if (code != null) {
      proto.setCode(names.applyAsInt(code));
    }
    @Nullable Long uncertainty = entry.uncertaintyMicros();
    if (uncertainty != null) {
      proto.setUncertaintyMicros(uncertainty);
    }
    return proto.build();
  }

  private static Entry entry(TimelineEntry proto, IntFunction<String> names) {
    return new Entry(
        names.apply(proto.getChannel()),
        names.apply(proto.getDevice()),
        proto.getStartMicros(),
        proto.getStartMicros() + proto.getDurationMicros(),
        proto.hasValue() ? proto.getValue() : null,
        proto.hasCode() ? names.apply(proto.getCode()) : null,
        proto.hasUncertaintyMicros() ? proto.getUncertaintyMicros() : null);
  }

  private static Standing standing(io.zeitgeber.participant.timeline.Standing standing) {
    return switch (standing) {
      case PROVISIONAL -> Standing.STANDING_PROVISIONAL;
      case FINAL -> Standing.STANDING_FINAL;
      case AMENDED -> Standing.STANDING_AMENDED;
      case WITHDRAWN -> Standing.STANDING_WITHDRAWN;
    };
  }

  private static io.zeitgeber.participant.timeline.Standing standing(Standing standing) {
    return switch (standing) {
      case STANDING_PROVISIONAL -> io.zeitgeber.participant.timeline.Standing.PROVISIONAL;
      case STANDING_FINAL -> io.zeitgeber.participant.timeline.Standing.FINAL;
      case STANDING_AMENDED -> io.zeitgeber.participant.timeline.Standing.AMENDED;
      case STANDING_WITHDRAWN -> io.zeitgeber.participant.timeline.Standing.WITHDRAWN;
      case UNRECOGNIZED -> throw new Unreadable("a standing unknown here");
    };
  }
}
