package io.zeitgeber.simulator.feed;

import io.zeitgeber.simulator.cli.JsonOption;
import io.zeitgeber.simulator.cli.Progress;
import io.zeitgeber.simulator.cli.Shell;
import io.zeitgeber.simulator.cli.TimeText;
import io.zeitgeber.simulator.kafka.Connection;
import io.zeitgeber.simulator.kafka.Sender;
import io.zeitgeber.simulator.record.JsonBytes;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says what was fed, in words and as JSON. */
final class FeedSummary {
  private final Tally tally;
  private final BadLines badLines;
  private final long ambiguous;
  private final long missing;
  private final int enrolled;
  private final Sender sender;
  private final long nanos;
  private final long acknowledged;

  FeedSummary(Tally tally, Feed feed, BadLines badLines, int enrolled, Sender sender, long nanos) {
    this.tally = tally;
    this.badLines = badLines;
    this.ambiguous = feed.ambiguousAndMissing()[0];
    this.missing = feed.ambiguousAndMissing()[1];
    this.enrolled = enrolled;
    this.sender = sender;
    this.nanos = nanos;
    this.acknowledged = Math.max(0, sender.acknowledged() - enrolled);
  }

  void show(
      Shell shell,
      JsonOption json,
      Connection connection,
      String topic,
      String format,
      @Nullable String zone) {
    boolean stopped = shell.stop().requested();
    if (!json.onStdout()) {
      words(shell.out(), connection, topic, format, zone);
    }
    json.write(shell, toJson(connection, topic, format, stopped));
    String failure = sender.firstFailure();
    if (stopped && failure == null) {
      shell.err().println("stopped; what was sent is complete");
    }
    if (failure != null) {
      shell
          .err()
          .printf(
              Locale.ROOT,
              "%,d records are not acknowledged: %s%n",
              sender.sent() - sender.acknowledged(),
              failure);
    }
  }

  private void words(
      PrintStream out, Connection connection, String topic, String format, @Nullable String zone) {
    out.printf(
        Locale.ROOT,
        "Kafka at %s acknowledged %s of %s in topic %s, in %s (%s)%n",
        connection.bootstrap(),
        Progress.counted(acknowledged, "record"),
        Progress.counted(tally.participants(), "participant"),
        topic,
        TimeText.words(Duration.ofNanos(nanos)),
        Progress.rate(perSecond()));
    int width = tally.channels().keySet().stream().mapToInt(String::length).max().orElse(0);
    tally
        .channels()
        .forEach(
            (name, channel) ->
                out.printf(
                    Locale.ROOT,
                    "  %s%s  %,11d records  %s  %s to %s%n",
                    name,
                    " ".repeat(width - name.length()),
                    channel.records(),
                    Progress.counted(channel.participants(), "participant"),
                    TimeText.rfc3339(channel.firstMillis()),
                    TimeText.rfc3339(channel.lastMillis())));
    if (enrolled > 0) {
      out.printf(
          Locale.ROOT,
          "enrolled: %s, their time as recorded%n",
          Progress.counted(enrolled, "participant"));
    }
    if (format.equals(FeedFormat.FITABASE.toString())) {
      out.println("local times read as " + (zone == null ? "UTC (--zone names another)" : zone));
      if (ambiguous + missing > 0) {
        out.printf(
            Locale.ROOT,
            "  %,d of them occurred twice and took the first reading, %,d did not occur and were"
                + " shifted forward%n",
            ambiguous,
            missing);
      }
    }
    if (badLines.count() > 0) {
      out.printf(Locale.ROOT, "bad lines: %,d, skipped%n", badLines.count());
      badLines
          .reasons()
          .forEach((why, lines) -> out.printf(Locale.ROOT, "  %,5d  %s%n", lines, why));
    }
    out.println("next:  ./zeitgeber alerts     what was raised");
    out.println("       ./zeitgeber status     whether the service has caught up");
  }

  private double perSecond() {
    return nanos <= 0 ? 0 : acknowledged * 1e9 / nanos;
  }

  private String toJson(Connection connection, String topic, String format, boolean stopped) {
    JsonBytes json = new JsonBytes().raw("{").field("command").text("feed");
    json.field("format").text(format).field("kafka").text(connection.bootstrap());
    json.field("topic").text(topic).field("records").number(tally.records());
    json.field("acknowledged").number(acknowledged).field("failed").number(sender.failed());
    json.field("participants").number(tally.participants()).field("enrolled").number(enrolled);
    json.field("channels").raw("[");
    tally
        .channels()
        .forEach(
            (name, channel) -> {
              json.raw(json.toString().endsWith("[") ? "{" : ",{").field("channel").text(name);
              json.field("records").number(channel.records());
              json.field("participants").number(channel.participants());
              json.field("first").text(TimeText.rfc3339(channel.firstMillis()));
              json.field("last").text(TimeText.rfc3339(channel.lastMillis())).raw("}");
            });
    json.raw("]").field("bad_lines").number(badLines.count());
    json.field("ambiguous_times").number(ambiguous).field("missing_times").number(missing);
    json.field("duration_s").number(Math.rint(nanos / 1e6) / 1000);
    json.field("records_per_s").number(Math.round(perSecond()));
    return json.field("stopped").raw(Boolean.toString(stopped)).raw("}").toString();
  }
}
