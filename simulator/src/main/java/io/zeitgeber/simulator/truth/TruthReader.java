package io.zeitgeber.simulator.truth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zeitgeber.simulator.cli.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/** Reads a truth directory, as far as {@code score} needs it. */
public final class TruthReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MARKS = "\"channel\":\"button\"";

  private final Path directory;

  /**
   * @throws Failure when there is no complete truth in it
   */
  public TruthReader(Path directory) {
    this.directory = directory;
    if (!Files.exists(directory.resolve(TruthFiles.RUN))) {
      throw Failure.wrongInput(
          directory + " holds no truth: 'simulate --scenario NAME --truth DIR' writes one.");
    }
  }

  /** Which run it is of. */
  public TrueRun run() {
    List<TrueRun> runs = new ArrayList<>();
    read(
        TruthFiles.RUN,
        "",
        json ->
            runs.add(
                new TrueRun(
                    json.path("scenario").asText(),
                    json.path("study").asText(),
                    json.path("participants").asInt(),
                    millis(json, "from"),
                    millis(json, "until"))));
    return runs.getLast();
  }

  /** What is scored. */
  public record TrueRun(
      String scenario, String study, int participants, long fromMillis, long untilMillis) {}

  public List<TrueDevice> devices() {
    List<TrueDevice> devices = new ArrayList<>();
    read(
        TruthFiles.DEVICES,
        "",
        json ->
            devices.add(
                new TrueDevice(
                    json.path("study").asText(),
                    json.path("participant").asText(),
                    json.path("device").asText(),
                    json.path("kind").asText(),
                    json.path("regime").asText(),
                    Math.round(json.path("first_error_ms").asDouble() * 1000))));
    return devices;
  }

  /** The episodes by the rule. */
  public List<TrueAlert> alerts() {
    List<TrueAlert> alerts = new ArrayList<>();
    read(
        TruthFiles.ALERTS,
        "",
        json ->
            alerts.add(
                new TrueAlert(
                    json.path("study").asText(),
                    json.path("participant").asText(),
                    json.path("device").asText(),
                    json.path("rule").asText(),
                    millis(json, "raised"),
                    json.path("resolved").isNull()
                        ? TrueAlert.UNRESOLVED
                        : millis(json, "resolved"),
                    json.path("mean").asDouble(),
                    millis(json, "decidable"))));
    return alerts;
  }

  /** Takes true times of marks. */
  public interface MarkTaker {
    void mark(String participant, String device, String code, long trueMillis);
  }

  /** Every mark that was delivered. */
  public void marks(MarkTaker taker) {
    read(
        TruthFiles.TIMES,
        MARKS,
        json -> {
          long at = 0;
          for (int i = 0; i < json.path("true_ms").size(); i++) {
            at += json.path("true_ms").path(i).asLong();
            taker.mark(
                json.path("participant").asText(),
                json.path("device").asText(),
                "mark-" + json.path("values").path(i).asInt(),
                at);
          }
        });
  }

  /** Takes minutes in runs of one code. */
  public interface MinuteTaker {
    void minutes(String participant, String channel, long fromMillis, int minutes, String code);
  }

  /** Every person's minutes, by channel: wear, sleep, screen, steps. */
  public void minutes(MinuteTaker taker) {
    read(
        TruthFiles.MINUTES,
        "",
        json -> {
          for (String channel : new String[] {"wear", "sleep", "screen", "steps"}) {
            long at = millis(json, "from");
            for (JsonNode run : json.path(channel)) {
              int length = run.path(1).asInt();
              String who = json.path("participant").asText();
              taker.minutes(who, channel, at, length, run.path(0).asText());
              at += length * 60_000L;
            }
          }
        });
  }

  private static long millis(JsonNode json, String field) {
    return Instant.parse(json.path(field).asText()).toEpochMilli();
  }

  private void read(String file, String containing, Consumer<JsonNode> line) {
    Path path = directory.resolve(file);
    if (!Files.exists(path)) {
      return;
    }
    try (InputStream in = Files.newInputStream(path);
        InputStream unpacked = file.endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in;
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(unpacked, StandardCharsets.UTF_8))) {
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        if (text.contains(containing)) {
          line.accept(JSON.readTree(text));
        }
      }
    } catch (IOException | java.time.DateTimeException e) {
      throw Failure.wrongInput(path + " can't be read as truth: " + e.getMessage());
    }
  }
}
