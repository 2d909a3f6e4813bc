package io.zeitgeber.simulator.truth;

import io.zeitgeber.simulator.cli.Failure;
import io.zeitgeber.simulator.cli.TimeText;
import io.zeitgeber.simulator.record.JsonBytes;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/** Writes the truth, a JSON object a line. */
public final class TruthFiles implements AutoCloseable {
  public static final String RUN = "run.jsonl";
  public static final String PARTICIPANTS = "participants.jsonl";
  public static final String DEVICES = "devices.jsonl";
  public static final String CLOCK_STEPS = "clock_steps.jsonl";
  public static final String EPISODES = "episodes.jsonl";
  public static final String ALERTS = "alerts.jsonl";
  public static final String TIMES = "times.jsonl.gz";
  public static final String MINUTES = "minutes.jsonl.gz";
  public static final String SAMPLES = "samples.jsonl";
  public static final String MALFORMED = "malformed.jsonl";

  private final Path directory;
  private final Map<String, BufferedWriter> open = new TreeMap<>();

  /**
   * Makes the directory where it is missing, and empties the files of an earlier truth.
   *
   * @throws Failure when it can't be written to
   */
  public TruthFiles(Path directory) {
    this.directory = directory;
    try {
      Files.createDirectories(directory);
      for (String file :
          new String[] {
            RUN,
            PARTICIPANTS,
            DEVICES,
            CLOCK_STEPS,
            EPISODES,
            ALERTS,
            TIMES,
            MINUTES,
            SAMPLES,
            MALFORMED
          }) {
        Files.deleteIfExists(directory.resolve(file));
      }
    } catch (IOException e) {
      throw Failure.wrongInput("The truth can't be written to " + directory + ": " + e);
    }
  }

  /** Adds a line to a file, whose names are the constants of this class. */
  public void line(String file, JsonBytes json) {
    try {
      BufferedWriter writer = open.get(file);
      if (writer == null) {
        writer = writer(file);
        open.put(file, writer);
      }
      writer.write(json.toString());
      writer.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException("The truth can't be written to " + directory, e);
    }
  }

  private BufferedWriter writer(String file) throws IOException {
    OutputStream out = Files.newOutputStream(directory.resolve(file));
    OutputStream packed = file.endsWith(".gz") ? new GZIPOutputStream(out, 1 << 16) : out;
    return new BufferedWriter(new OutputStreamWriter(packed, StandardCharsets.UTF_8), 1 << 16);
  }

  /** Whose: the first fields of most lines. */
  static JsonBytes of(String study, String participant) {
    return new JsonBytes()
        .raw("{")
        .field("study")
        .text(study)
        .field("participant")
        .text(participant);
  }

  /** A device takes part. */
  public void device(TrueDevice device) {
    JsonBytes json = of(device.study(), device.participant());
    json.field("device").text(device.device()).field("kind").text(device.kind());
    json.field("regime").text(device.regime());
    json.field("first_error_ms").number(device.firstErrorMicros() / 1000.0);
    line(DEVICES, json.raw("}"));
  }

  /** An episode by the rule has ended. */
  public void alert(TrueAlert alert) {
    JsonBytes json = of(alert.study(), alert.participant());
    json.field("device").text(alert.device()).field("rule").text(alert.rule());
    json.field("raised").text(TimeText.rfc3339(alert.raisedMillis()));
    json.field("resolved");
    if (alert.resolvedMillis() == TrueAlert.UNRESOLVED) {
      json.raw("null");
    } else {
      json.text(TimeText.rfc3339(alert.resolvedMillis()));
    }
    json.field("mean").number(alert.mean());
    json.field("decidable").text(TimeText.rfc3339(alert.decidableMillis()));
    json.field("timeliness").text(alert.live() ? "live" : "retrospective");
    line(ALERTS, json.raw("}"));
  }

  @Override
  public void close() {
    IOException first = null;
    for (BufferedWriter writer : open.values()) {
      try {
        writer.close();
      } catch (IOException e) {
        first = first == null ? e : first;
      }
    }
    open.clear();
    if (first != null) {
      throw new UncheckedIOException("The truth can't be written to " + directory, first);
    }
  }
}
