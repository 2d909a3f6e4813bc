package io.zeitgeber.simulator.truth;

import io.zeitgeber.simulator.body.Minutes;
import io.zeitgeber.simulator.cli.TimeText;
import io.zeitgeber.simulator.record.JsonBytes;
import java.util.Locale;

/** One person's minutes, a day a line, each channel as runs of [code, how many minutes]. */
final class LivedMinutes {
  private static final int DAY = 1440;

  private final TruthFiles files;
  private final String study;
  private final String participant;
  private final Runs wear = new Runs();
  private final Runs sleep = new Runs();
  private final Runs screen = new Runs();
  private final Runs steps = new Runs();
  private long firstMillis;
  private int size;

  LivedMinutes(TruthFiles files, String study, String participant) {
    this.files = files;
    this.study = study;
    this.participant = participant;
  }

  /** Runs of equal codes, as JSON. */
  private static final class Runs {
    private final StringBuilder json = new StringBuilder();
    private String code = "";
    private int length;

    void add(String next) {
      if (!next.equals(code)) {
        close();
        code = next;
      }
      length++;
    }

    private void close() {
      if (length > 0) {
        json.append(json.isEmpty() ? "" : ",").append('[').append(code).append(',').append(length);
        json.append(']');
      }
      length = 0;
    }

    String take() {
      close();
      String all = "[" + json + "]";
      json.setLength(0);
      code = "";
      return all;
    }
  }

  void add(Minutes minutes) {
    for (int i = 0; i < Minutes.LENGTH; i++) {
      if (size == 0) {
        firstMillis = minutes.fromMillis() + i * Minutes.MINUTE;
      }
      wear.add('"' + minutes.wear(i).name().toLowerCase(Locale.ROOT) + '"');
      sleep.add('"' + minutes.stage(i).name() + '"');
      screen.add(minutes.screen(i) ? "\"ON\"" : "\"OFF\"");
      steps.add(Integer.toString(minutes.steps(i)));
      size++;
      if (size == DAY) {
        flush();
      }
    }
  }

  void flush() {
    if (size == 0) {
      return;
    }
    JsonBytes json = TruthFiles.of(study, participant);
    json.field("from").text(TimeText.rfc3339(firstMillis)).field("minutes").number(size);
    json.field("wear").raw(wear.take()).field("sleep").raw(sleep.take());
    json.field("screen").raw(screen.take()).field("steps").raw(steps.take());
    files.line(TruthFiles.MINUTES, json.raw("}"));
    size = 0;
  }
}
