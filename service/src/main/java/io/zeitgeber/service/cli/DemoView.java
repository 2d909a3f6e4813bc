package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.zeitgeber.service.metrics.Readings;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * What the demo shows. On a terminal one line at the bottom is drawn again each second and alerts
 * scroll above it; elsewhere plain lines, one every two seconds.
 */
final class DemoView {
  private static final String CLEAR_LINE = "\r\033[2K";

  private final PrintWriter out;
  private final int participants;
  private final boolean terminal;
  private final long startNanos = System.nanoTime();
  private long beganNanos;
  private long draws;
  private long records;
  private long recordsAtLastDraw;
  private long drawnNanos;
  private long raised;
  private long over;

  DemoView(PrintWriter out, int participants) {
    this.out = out;
    this.participants = participants;
    this.terminal = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }

  /** A step of the start. */
  synchronized void progress(String step) {
    out.println("… " + step);
  }

  /** Everything runs: says where, and what one sees from now on. */
  synchronized void begin(Endpoints endpoints) {
    beganNanos = System.nanoTime();
    drawnNanos = beganNanos;
    out.printf(Locale.ROOT, "✓ up after %.1f s%n%n", (beganNanos - startNanos) / 1e9);
    out.printf(
        Locale.ROOT,
        """
        What you see: %d simulated people wear watches. Each reading goes through Kafka to that person's
        own actor, is written to PostgreSQL, and is checked against that person's own limits: when the
        mean heart rate of 60 s leaves them, an alert is raised, and it is over when the mean is back.
          read       records that have come in and are durable, and how many a second
          waiting    records that were sent and are not read yet (the lag)
          ▲ ▼        an alert is raised, an alert is over; with the time at which it happened, in UTC

        The page:    %s
        Raise one:   %s --to %s

        """,
        participants,
        endpoints.http(),
        pasteLine(),
        endpoints.kafka());
    out.flush();
  }

  /** An alert of the topic. */
  synchronized void alert(String line) {
    try {
      JsonNode alert = Json.parse(line.getBytes(StandardCharsets.UTF_8));
      boolean isRaised = alert.path("lifecycle").asText().equals("raised");
      if (isRaised) {
        raised++;
      } else {
        over++;
      }
      out.println(
          (terminal ? CLEAR_LINE : "") + (isRaised ? "▲ " : "▼ ") + AlertSentence.of(alert));
      out.flush();
    } catch (IOException e) {
      throw CommandFailure.usage("the topic of alerts holds what is no alert: " + line);
    }
  }

  /** The numbers of now; called once a second. */
  synchronized void draw(MeterRegistry meters) {
    Readings readings = Readings.of(meters);
    records = readings.records();
    draws++;
    if (!terminal && draws % 2 != 0) {
      return;
    }
    long now = System.nanoTime();
    double rate = (records - recordsAtLastDraw) / ((now - drawnNanos) / 1e9);
    recordsAtLastDraw = records;
    drawnNanos = now;
    String line =
        String.format(
            Locale.ROOT,
            "%4d s   read %,d (%,.0f a second)   waiting %s   people %s   alerts %d raised, %d over",
            (now - beganNanos) / 1_000_000_000,
            records,
            rate,
            readings.lagByTopic().isEmpty()
                ? "–"
                : String.format(Locale.ROOT, "%,d", readings.lag()),
            readings.participants().isPresent()
                ? String.format(Locale.ROOT, "%,.0f", readings.participants().getAsDouble())
                : String.format(Locale.ROOT, "%,d", participants),
            raised,
            over);
    if (terminal) {
      out.print(CLEAR_LINE + line);
      out.flush();
    } else {
      out.println(line);
    }
  }

  /** What it was, and what to do next. */
  synchronized void end() {
    out.printf(
        Locale.ROOT,
        """
        %s
        That was %d people for %d s: %,d records in, %d alerts raised, %d over. Stopping…

        Next, with data that stay:
          ./zeitgeber up                    everything, with its data in .zeitgeber/
          http://127.0.0.1:8080             its page (`up` prints the port, should that one be taken)
          %s
                                            a person of yours with 150 beats/min: raises an alert
          ./zeitgeber alerts --follow       shows it
        """,
        terminal ? CLEAR_LINE : "",
        participants,
        (System.nanoTime() - beganNanos) / 1_000_000_000,
        records,
        raised,
        over,
        pasteLine());
    out.flush();
  }

  /** Thirteen readings of the last minute, above the limit. */
  private static String pasteLine() {
    return "for i in $(seq 60 -5 0); do printf"
        + " '{\"participant\":\"you\",\"device\":\"my-watch\",\"time\":%d000,\"bpm\":150}\\n'"
        + " $(($(date +%s)-i)); done | ./zeitgeber feed --format json -";
  }
}
