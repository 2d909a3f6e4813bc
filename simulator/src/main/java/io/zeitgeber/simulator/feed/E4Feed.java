package io.zeitgeber.simulator.feed;

import static io.zeitgeber.simulator.cli.Failure.wrongInput;

import io.zeitgeber.simulator.cli.Shell;
import io.zeitgeber.simulator.record.JsonBytes;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The files of Empatica E4 sessions: the first line is the start (epoch seconds), the second the
 * rate, then samples without times. ACC, BVP, EDA and TEMP become chunks of ten seconds, received
 * when their last sample was taken; HR and IBI become samples. No rate is believed that the file
 * does not state: the specification says 32 Hz for BVP, the hardware streams 64.
 */
final class E4Feed extends CollectedFeed {
  private static final String WEARER = "e4-wearer";
  private static final double CHUNK_S = 10;
  private static final double GRAVITY = 64;

  private final Shell shell;
  private final List<Source> sources;
  private final String study;
  private final @Nullable String participant;
  private final String device;
  private final BadLines badLines;

  /**
   * Of these files.
   *
   * @param participant who wore the device; null where the directories tell
   */
  E4Feed(
      Shell shell,
      List<Source> sources,
      String study,
      @Nullable String participant,
      String device,
      BadLines badLines) {
    this.shell = shell;
    this.sources = sources;
    this.study = study;
    this.participant = participant;
    this.device = device;
    this.badLines = badLines;
  }

  @Override
  String reason() {
    return "E4 session of " + sources.size() + " files";
  }

  @Override
  void collect() {
    E4Sessions sessions = new E4Sessions(sources, WEARER);
    if (participant == null && sessions.wearers().size() > 1) {
      shell
          .err()
          .println(
              "sessions in several directories: taken as of "
                  + String.join(", ", sessions.wearers())
                  + " (--participant makes them one wearer's)");
    }
    for (Source source : sources) {
      Who who = new Who(study, participant != null ? participant : sessions.of(source));
      try (Lines lines = source.open(shell)) {
        read(source, lines, who);
      } catch (IOException e) {
        throw wrongInput(source.name() + " can't be read: " + e.getMessage());
      }
    }
  }

  private void read(Source source, Lines lines, Who who) throws IOException {
    String name =
        source.shortName().toUpperCase(Locale.ROOT).replaceFirst("\\.(CSV|TXT)(\\.GZ)?$", "");
    switch (name) {
      case "ACC" -> chunks(source, new E4Table(source, lines, 3), who, "acceleration", GRAVITY);
      case "BVP" -> chunks(source, new E4Table(source, lines, 1), who, "blood_volume_pulse", 1);
      case "EDA" -> chunks(source, new E4Table(source, lines, 1), who, "electrodermal_activity", 1);
      case "TEMP" -> chunks(source, new E4Table(source, lines, 1), who, "skin_temperature", 1);
      case "HR" -> samples(source, new E4Table(source, lines, 1), who);
      case "IBI" -> beats(source, new E4Table(source, lines, 2), who);
      case "TAGS" -> tags(source, new E4Table(source, lines, 1), who);
      case "INFO" -> {} // explains the others
      default -> {
        if (source.named()) {
          throw wrongInput(
              source.name() + ": no file of an E4 session (ACC, BVP, EDA, TEMP, HR, IBI, tags).");
        }
        shell.err().println(source.name() + ": no file of an E4 session, not sent");
      }
    }
  }

  private void chunks(Source source, E4Table table, Who who, String channel, double perUnit)
      throws IOException {
    double startS = table.start();
    if (Double.isNaN(startS)) {
      return; // a session too short for it
    }
    equip(who, device, "watch");
    Chunks chunks = new Chunks(who, channel, startS, table.rate());
    for (List<String> fields = table.next(); !fields.isEmpty(); fields = table.next()) {
      String value = fields.size() == table.columns() ? value(fields, perUnit) : null;
      if (value == null) {
        badLines.add(source, table.number(), "numbers expected: " + table.columns());
      }
      chunks.take(value);
    }
    chunks.flush();
  }

  /** Samples of one file, ten seconds of them in a record. */
  private final class Chunks {
    private final Who who;
    private final String channel;
    private final double startS;
    private final double rateHz;
    private final int size;
    private long index;
    private @Nullable JsonBytes chunk;
    private int filled;

    Chunks(Who who, String channel, double startS, double rateHz) {
      this.who = who;
      this.channel = channel;
      this.startS = startS;
      this.rateHz = rateHz;
      size = (int) Math.max(1, Math.round(CHUNK_S * rateHz));
    }

    /** Takes the next sample; null keeps its place in time, so that those after it keep theirs. */
    void take(@Nullable String value) {
      if (value == null) {
        flush();
        index++;
        return;
      }
      JsonBytes open = chunk;
      if (open == null) {
        open = begin();
        chunk = open;
      }
      open.raw(filled++ == 0 ? "" : ",").raw(value);
      index++;
      if (filled == size) {
        flush();
      }
    }

    private JsonBytes begin() {
      filled = 0;
      return record(who, device, channel, micros(startS + index / rateHz))
          .field("rate_hz")
          .number(rateHz)
          .field("values")
          .raw("[");
    }

    void flush() {
      if (chunk != null) {
        add(who, channel, micros(startS + (index - 1) / rateHz), chunk.raw("]"));
        chunk = null;
      }
    }
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

  private void samples(Source source, E4Table table, Who who) throws IOException {
    double startS = table.start();
    if (Double.isNaN(startS)) {
      return;
    }
    equip(who, device, "watch");
    double rateHz = table.rate();
    long index = 0;
    for (List<String> fields = table.next(); !fields.isEmpty(); fields = table.next()) {
      double atS = startS + index++ / rateHz;
      sample(source, table, who, new Beat("heart_rate", atS, fields.getFirst()));
    }
  }

  private void beats(Source source, E4Table table, Who who) throws IOException {
    double startS = table.start();
    if (Double.isNaN(startS)) {
      return;
    }
    equip(who, device, "watch");
    for (List<String> fields = table.next(); !fields.isEmpty(); fields = table.next()) {
      if (fields.size() == 2) {
        double atS = startS + Csv.parsed(fields.getFirst());
        sample(source, table, who, new Beat("inter_beat_interval", atS, fields.getLast()));
      } else {
        badLines.add(source, table.number(), "numbers expected: 2");
      }
    }
  }

  private void tags(Source source, E4Table table, Who who) throws IOException {
    for (List<String> fields = table.next(); !fields.isEmpty(); fields = table.next()) {
      double atS = RadarFeed.seconds(Csv.parsed(fields.getFirst()));
      if (atS > 0) {
        equip(who, device, "watch");
        JsonBytes json = record(who, device, "button", micros(atS)).field("code").text("TAG");
        add(who, "button", micros(atS), json);
      } else {
        badLines.add(source, table.number(), "not a time in epoch seconds");
      }
    }
  }

  private record Beat(String channel, double atS, String text) {}

  private void sample(Source source, E4Table table, Who who, Beat beat) {
    double value = Csv.parsed(beat.text());
    if (!Double.isFinite(value) || !Double.isFinite(beat.atS())) {
      badLines.add(source, table.number(), "not a number");
      return;
    }
    long micros = micros(beat.atS());
    JsonBytes json = record(who, device, beat.channel(), micros).field("value").number(value);
    add(who, beat.channel(), micros, json);
  }

  private static long micros(double seconds) {
    return Math.round(seconds * 1e6);
  }
}
