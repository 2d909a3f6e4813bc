package io.zeitgeber.service.cli;

import com.google.protobuf.Timestamp;
import io.zeitgeber.service.query.v1.ParticipantId;
import io.zeitgeber.service.query.v1.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A stretch of one participant's history: who, from when to when, which channels, as of when. */
final class Stretch {
  @Parameters(paramLabel = "PARTICIPANT", description = "Who.")
  private String participant = "";

  @Mixin private Asking asking = new Asking();

  @Option(names = "--from", paramLabel = "TIME", description = "Event time, inclusive.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Event time, exclusive.")
  private @Nullable String to;

  @Option(
      names = "--channels",
      paramLabel = "NAME",
      split = ",",
      description = "Only these, for example heart_rate,steps.")
  private List<String> channels = new ArrayList<>();

  @Option(
      names = "--as-of",
      paramLabel = "TIME",
      description = "Received time: as was known then, derived again from the journal.")
  private @Nullable String asOf;

  Asking asking() {
    return asking;
  }

  ParticipantId who() {
    return asking.who(participant);
  }

  TimeRange range() {
    return Asking.range(from, to);
  }

  List<String> channels() {
    return List.copyOf(channels);
  }

  Optional<Timestamp> asOf() {
    return Optional.ofNullable(asOf).map(time -> Asking.time("--as-of", time));
  }
}
