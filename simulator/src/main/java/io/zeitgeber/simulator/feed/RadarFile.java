package io.zeitgeber.simulator.feed;

import static io.zeitgeber.simulator.cli.Failure.wrongInput;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zeitgeber.simulator.cli.Shell;
import java.io.BufferedInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One file of a topic, in whichever form RADAR-base's tools wrote it: a table, JSON lines with
 * {@code key} and {@code value}, or an Avro container.
 */
final class RadarFile {
  private static final String WHOSE = "key.userId";
  private static final ObjectMapper JSON = new ObjectMapper();

  private RadarFile() {}

  /** The topic: the directory that it lies in, or, as Kafka's sinks name files, before the plus. */
  static String topic(Source source) {
    String name = source.shortName();
    int plus = name.indexOf('+');
    if (plus > 0) {
      return name.substring(0, plus);
    }
    for (String directory : source.directories()) {
      if (!directory.startsWith("partition=")) {
        return directory;
      }
    }
    return "";
  }

  static void read(Shell shell, Source source, BadLines badLines, Csv.Line each) {
    try (BufferedInputStream in = source.bytes(shell)) {
      skipMark(in);
      in.mark(1);
      int first = in.read();
      in.reset();
      if (AvroFile.begins(in)) {
        AvroFile.read(source, in, badLines, each);
      } else if (first == '{') {
        json(source, new Lines(in), badLines, each);
      } else {
        table(shell, source, new Lines(in), badLines, each);
      }
    } catch (IOException e) {
      throw wrongInput(source.name() + " can't be read: " + e.getMessage());
    }
  }

  private static void skipMark(BufferedInputStream in) throws IOException {
    in.mark(3);
    if (in.read() != 0xEF || in.read() != 0xBB || in.read() != 0xBF) {
      in.reset();
    }
  }

  private static void table(
      Shell shell, Source source, Lines lines, BadLines badLines, Csv.Line each)
      throws IOException {
    if (!Csv.read(source, lines, badLines, header -> header.has(WHOSE) ? each : null)) {
      if (source.named()) {
        throw wrongInput(
            source.name() + ":" + lines.number() + ": no column " + WHOSE + ", as a topic has it.");
      }
      shell
          .err()
          .println(source.name() + ": no extract of a topic (no column key.userId), not sent");
    }
  }

  private static void json(Source source, Lines lines, BadLines badLines, Csv.Line each)
      throws IOException {
    while (lines.next()) {
      if (lines.blank()) {
        continue;
      }
      JsonNode json = parsed(Csv.text(lines));
      String flaw = json == null ? "no JSON object" : each.take(Flat.of(json));
      if (flaw != null) {
        badLines.add(source, lines.number(), flaw);
      }
    }
  }

  private static @Nullable JsonNode parsed(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      return json != null && json.isObject() ? json : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }
}
