package io.zeitgeber.service.query;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.rpc.Code;
import io.grpc.StatusRuntimeException;
import io.zeitgeber.participant.protocol.Channel;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.persistence.projection.KnownWindows;
import io.zeitgeber.persistence.projection.WindowRow;
import io.zeitgeber.persistence.replay.Known;
import io.zeitgeber.persistence.timeline.KnownTimeline;
import io.zeitgeber.persistence.timeline.TimelineEntry;
import io.zeitgeber.service.journal.EntityId;
import io.zeitgeber.service.query.v1.Finality;
import io.zeitgeber.service.query.v1.Window;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Windows and timeline as known at a past time: the history is taken again up to then, and what it
 * concluded about the range asked for is held in memory, up to a number of rows.
 */
final class PastHistory {
  private static final int MOST_ROWS = 200_000;
  private static final int MINUTE_SECONDS = 60;

  private final Sources sources;
  private final Past past;

  PastHistory(Sources sources) {
    this.sources = sources;
    this.past = new Past(sources);
  }

  /** What is asked for: of a range of event time, as known at a received time. */
  record Question(
      EntityId who, Instant from, Instant until, List<String> channels, Timestamp asOf) {
    Question {
      channels = List.copyOf(channels);
    }

    long fromMicros() {
      return ChronoUnit.MICROS.between(Instant.EPOCH, from);
    }

    long untilMicros() {
      return ChronoUnit.MICROS.between(Instant.EPOCH, until);
    }
  }

  /**
   * Hands out windows that begin in the range, in order of start, channel, device and size.
   *
   * @param sizeSeconds 0 for all
   */
  void windows(Question question, int sizeSeconds, Consumer<Window> to) {
    KnownWindows windows = windows(question, question.fromMicros());
    try {
      Known known = past.telling(question.who(), question.asOf(), windows::heard);
      for (WindowRow row : windows.rows()) {
        if (sizeSeconds == 0 || row.key().sizeSeconds() == sizeSeconds) {
          to.accept(window(row, known.participant()));
        }
      }
    } catch (KnownWindows.TooMany many) {
      throw tooMuch();
    }
  }

  /** Hands out what overlaps the range, in order of start, channel and device. */
  void timeline(Question question, Consumer<TimelineEntry> to) {
    KnownWindows windows = windows(question, question.fromMicros() - 60_000_000L + 1);
    KnownTimeline timeline =
        new KnownTimeline(
            sources.protocols(),
            question.fromMicros(),
            question.untilMicros(),
            Set.copyOf(question.channels()),
            MOST_ROWS);
    try {
      Known known =
          past.telling(
              question.who(),
              question.asOf(),
              (header, facts) -> {
                windows.heard(header, facts);
                timeline.heard(header, facts);
              });
      timeline.entries(minutes(windows.rows()), known.participant()).forEach(to);
    } catch (KnownWindows.TooMany | KnownTimeline.TooMany many) {
      throw tooMuch();
    }
  }

  private KnownWindows windows(Question question, long fromMicros) {
    return new KnownWindows(
        sources.protocols(),
        fromMicros,
        question.untilMicros(),
        Set.copyOf(question.channels()),
        MOST_ROWS);
  }

  private static StatusRuntimeException tooMuch() {
    return Failures.coded(
        Code.RESOURCE_EXHAUSTED,
        "TOO_MUCH",
        "more than " + MOST_ROWS + " rows: ask for a shorter range, or for fewer channels");
  }

  /** Of windows of samples; waveforms have no sum, and stand there without a value. */
  private static List<KnownTimeline.Minute> minutes(List<WindowRow> windows) {
    List<KnownTimeline.Minute> minutes = new ArrayList<>();
    for (WindowRow row : windows) {
      boolean samples =
          row.key().sizeSeconds() == MINUTE_SECONDS
              && row.amountsByCode().isEmpty()
              && (row.mean() != null || row.sumRounded() == null);
      if (samples) {
        minutes.add(
            new KnownTimeline.Minute(
                row.key().channel(),
                row.key().device(),
                row.key().startMicros(),
                row.mean(),
                row.count(),
                row.version(),
                row.state()));
      }
    }
    return minutes;
  }

  private static Window window(WindowRow row, Participant then) {
    @Nullable Channel channel = then.protocol().channels().get(row.key().channel());
    Window.Builder window =
        Window.newBuilder()
            .setDevice(row.key().device())
            .setChannel(row.key().channel())
            .setUnit(channel == null ? "" : channel.unit())
            .setStart(StateProto.time(row.key().startMicros()))
            .setSize(Durations.fromSeconds(row.key().sizeSeconds()))
            .setCount(row.count())
            .setFinality(finality(row.state()))
            .setVersion(row.version())
            .putAllCodes(row.amountsByCode());
    if (row.firstMicros() <= row.lastMicros()) {
      window
          .setFirst(StateProto.time(row.firstMicros()))
          .setLast(StateProto.time(row.lastMicros()));
    }
    number(row.sumRounded(), window::setSum);
    number(row.mean(), window::setMean);
    number(row.deviation(), window::setStandardDeviation);
    number(row.min(), window::setMin);
    number(row.max(), window::setMax);
    number(row.expected(), window::setExpected);
    return window.build();
  }

  private static void number(@Nullable Double number, Consumer<Double> to) {
    if (number != null && !number.isNaN()) {
      to.accept(number);
    }
  }

  static Finality finality(String state) {
    return switch (state) {
      case "final" -> Finality.FINALITY_FINAL;
      case "amended" -> Finality.FINALITY_AMENDED;
      case "withdrawn" -> Finality.FINALITY_WITHDRAWN;
      default -> Finality.FINALITY_PROVISIONAL;
    };
  }
}
