package io.zeitgeber.simulator.feed;

import static io.zeitgeber.simulator.cli.Failure.wrongInput;

import io.zeitgeber.simulator.cli.Shell;
import io.zeitgeber.simulator.record.JsonBytes;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The files of an Empatica E4 session: the first line is the start (epoch seconds), the second the
 * rate, then samples without times. ACC, BVP, EDA and TEMP become chunks of ten seconds, received
 * when their last sample was taken; HR and IBI become samples. No rate is believed that the file
 * does not state: the specification says 32 Hz for BVP, the hardware streams 64.
 */
final class E4Feed extends CollectedFeed {
  private static final double CHUNK_S = 10;
  private static final double GRAVITY = 64;

  private final Shell shell;
  private final List<Source> sources;
  private final Who who;
  private final String device;
  private final BadLines badLines;

  E4Feed(Shell shell, List<Source> sources, Who who, String device, BadLines badLines) {
    this.shell = shell;
    this.sources = sources;
    this.who = who;
    this.device = device;
    this.badLines = badLines;
  }

  @Override
  String reason() {
    return "E4 session of " + sources.size() + " files";
  }

  @Override
  void collect() {
    equip(who, device, "watch");
    for (Source source : sources) {
      String name =
          source.shortName().toUpperCase(Locale.ROOT).replaceFirst("\\.(CSV|TXT)(\\.GZ)?$", "");
      try (Lines lines = source.open(shell)) {
        switch (name) {
          case "ACC" -> chunks(source, lines, "acceleration", GRAVITY);
          case "BVP" -> chunks(source, lines, "blood_volume_pulse", 1);
          case "EDA" -> chunks(source, lines, "electrodermal_activity", 1);
          case "TEMP" -> chunks(source, lines, "skin_temperature", 1);
          case "HR" -> samples(source, lines);
          case "IBI" -> beats(source, lines);
          case "TAGS" -> tags(source, lines);
          case "INFO" -> {} // explains the others
          default ->
              throw wrongInput(
                  source.name()
                      + ": no file of an E4 session (ACC, BVP, EDA, TEMP, HR, IBI, tags).");
        }
      } catch (IOException e) {
        throw wrongInput(source.name() + " can't be read: " + e.getMessage());
      }
    }
  }

  /** The fields of the next line that is not blank; none at the end. */
  private static List<String> next(Lines lines) throws IOException {
    while (lines.next()) {
      if (!lines.blank()) {
        return Csv.split(Csv.text(lines));
      }
    }
    return List.of();
  }

  private static double first(List<String> fields) {
    return fields.isEmpty() ? Double.NaN : Csv.parsed(fields.getFirst());
  }

  private static double start(Source source, double seconds) {
    if (!(seconds > 0 && seconds < 4.5e9)) {
      throw wrongInput(source.name() + ": its first line is no time in epoch seconds.");
    }
    return seconds;
  }

  private static double rate(Source source, double rateHz) {
    if (!(rateHz > 0)) {
      throw wrongInput(source.name() + ": its second line is no rate in Hz.");
    }
    return rateHz;
  }

  private void chunks(Source source, Lines lines, String channel, double perUnit)
      throws IOException {
    List<String> header = next(lines);
    if (header.isEmpty()) {
      return; // a session too short for it
    }
    double startS = start(source, first(header));
    double rateHz = rate(source, first(next(lines)));
    long index = 0;
    int size = (int) Math.max(1, Math.round(CHUNK_S * rateHz));
    JsonBytes chunk = null;
    int filled = 0;
    for (List<String> fields = next(lines); !fields.isEmpty(); fields = next(lines)) {
      String value = fields.size() == header.size() ? value(fields, perUnit) : null;
      if (value == null) {
        badLines.add(source, lines.number(), header.size() + " numbers expected");
        // Its place in time stays: the samples after it keep their times.
        chunk = flush(channel, chunk, startS, rateHz, index);
        filled = 0;
        index++;
        continue;
      }
      if (chunk == null) {
        chunk =
            record(who, device, channel, micros(startS + index / rateHz))
                .field("rate_hz")
                .number(rateHz)
                .field("values")
                .raw("[");
      }
      chunk.raw(filled++ == 0 ? "" : ",").raw(value);
      index++;
      if (filled == size) {
        chunk = flush(channel, chunk, startS, rateHz, index);
        filled = 0;
      }
    }
    flush(channel, chunk, startS, rateHz, index);
  }

  private @Nullable JsonBytes flush(
      String channel, @Nullable JsonBytes chunk, double startS, double rateHz, long index) {
    if (chunk != null) {
      add(who, channel, micros(startS + index / rateHz), chunk.raw("]"));
    }
    return null;
  }

  /** A number, or a vector of them, in the channel's unit; null where it is neither. */
  private static @Nullable String value(List<String> fields, double perUnit) {
    JsonBytes json = new JsonBytes().raw(fields.size() > 1 ? "[" : "");
    for (int i = 0; i < fields.size(); i++) {
      double number = Csv.parsed(fields.get(i)) / perUnit;
      if (!Double.isFinite(number)) {
        return null;
      }
      json.raw(i == 0 ? "" : ",").number(number);
    }
    return json.raw(fields.size() > 1 ? "]" : "").toString();
  }

  private void samples(Source source, Lines lines) throws IOException {
    List<String> header = next(lines);
    if (header.isEmpty()) {
      return;
    }
    double startS = start(source, first(header));
    double rateHz = rate(source, first(next(lines)));
    long index = 0;
    for (List<String> fields = next(lines); !fields.isEmpty(); fields = next(lines)) {
      sample(source, lines, "heart_rate", startS + index++ / rateHz, fields.getFirst());
    }
  }

  private void beats(Source source, Lines lines) throws IOException {
    List<String> header = next(lines);
    if (header.isEmpty()) {
      return;
    }
    double startS = start(source, first(header));
    for (List<String> fields = next(lines); !fields.isEmpty(); fields = next(lines)) {
      if (fields.size() == 2) {
        double afterS = first(fields);
        sample(source, lines, "inter_beat_interval", startS + afterS, fields.getLast());
      } else {
        badLines.add(source, lines.number(), "2 numbers expected");
      }
    }
  }

  private void tags(Source source, Lines lines) throws IOException {
    for (List<String> fields = next(lines); !fields.isEmpty(); fields = next(lines)) {
      double atS = first(fields);
      if (atS > 0 && atS < 4.5e9) {
        JsonBytes json = record(who, device, "button", micros(atS)).field("code").text("TAG");
        add(who, "button", micros(atS), json);
      } else {
        badLines.add(source, lines.number(), "not a time in epoch seconds");
      }
    }
  }

  private void sample(Source source, Lines lines, String channel, double atS, String text) {
    double value = Csv.parsed(text.strip());
    if (!Double.isFinite(value) || !Double.isFinite(atS)) {
      badLines.add(source, lines.number(), "not a number");
      return;
    }
    JsonBytes json = record(who, device, channel, micros(atS)).field("value").number(value);
    add(who, channel, micros(atS), json);
  }

  private static long micros(double seconds) {
    return Math.round(seconds * 1e6);
  }
}
