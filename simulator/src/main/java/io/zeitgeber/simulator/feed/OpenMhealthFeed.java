package io.zeitgeber.simulator.feed;

import static io.zeitgeber.simulator.cli.Failure.wrongInput;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zeitgeber.simulator.cli.Shell;
import io.zeitgeber.simulator.record.Ids;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Data points of Open mHealth and IEEE 1752.1: {@code header} and {@code body}, or a body alone;
 * one a file, one a line, in an array, or in the {@code body} of what Shimmer answers. Whose it is,
 * the header's {@code user_id} says; received when {@code creation_date_time} says, unless that
 * lies before its end.
 */
final class OpenMhealthFeed extends CollectedFeed {
  static final List<String> ENDINGS = List.of(".json", ".jsonl", ".ndjson");

  private static final String DEVICE = "open-mhealth";
  private static final int LONGEST_ID = 64;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Shell shell;
  private final List<Source> sources;
  private final String study;
  private final @Nullable String participant;
  private final @Nullable String device;
  private final BadLines badLines;

  /**
   * What the command line says of the data points.
   *
   * @param participant of those whose header names none
   * @param device of all; null for the name of each one's source
   */
  record Settings(
      List<Source> sources, String study, @Nullable String participant, @Nullable String device) {}

  OpenMhealthFeed(Shell shell, Settings settings, BadLines badLines) {
    this.shell = shell;
    this.sources = settings.sources();
    this.study = settings.study();
    this.participant = settings.participant();
    this.device = settings.device();
    this.badLines = badLines;
  }

  @Override
  String reason() {
    return "Open mHealth data points of " + sources.size() + " files";
  }

  @Override
  void collect() {
    for (Source source : sources) {
      try (BufferedInputStream in = source.bytes(shell)) {
        skipMark(in);
        documents(source, in);
      } catch (IOException e) {
        throw wrongInput(source.name() + " can't be read: " + e.getMessage());
      }
    }
  }

  private static void skipMark(BufferedInputStream in) throws IOException {
    in.mark(3);
    boolean mark = in.read() == 0xEF && in.read() == 0xBB && in.read() == 0xBF;
    if (!mark) {
      in.reset();
    }
  }

  private void documents(Source source, BufferedInputStream in) throws IOException {
    long line = 1;
    try (MappingIterator<JsonNode> documents = JSON.readerFor(JsonNode.class).readValues(in)) {
      while (documents.hasNextValue() && !shell.stop().requested()) {
        line = documents.getCurrentLocation().getLineNr();
        document(source, line, documents.nextValue());
      }
    } catch (JsonProcessingException e) {
      // Where one document ends that is broken off, nobody knows: the rest of the file is lost too.
      badLines.add(source, Math.max(line, e.getLocation().getLineNr()), "no JSON from here on");
    }
  }

  private void document(Source source, long line, JsonNode json) {
    JsonNode inner = json.path("body");
    if (json.isArray() || inner.isArray()) {
      (json.isArray() ? json : inner).forEach(each -> document(source, line, each));
      return;
    }
    boolean enveloped = json.has("header") || json.has("body");
    String flaw;
    if (!enveloped && json.has("creation_date_time")) {
      flaw = "a header alone: nothing was measured";
    } else {
      flaw = enveloped ? take(json.path("header"), inner) : take(JSON.createObjectNode(), json);
    }
    if (flaw != null) {
      badLines.add(source, line, flaw);
    }
  }

  private @Nullable String take(JsonNode header, JsonNode body) {
    if (!body.isObject() || body.isEmpty()) {
      return "body: missing or empty";
    }
    String user = header.path("user_id").asText();
    String who = user.isEmpty() ? participant : user;
    if (who == null) {
      return "header.user_id: missing; --participant names whose it is";
    }
    if (!Ids.valid(who)) {
      return "header.user_id: not an id (letters, digits, . _ : @ -, at most 64)";
    }
    OpenMhealthFrame frame;
    try {
      frame = OpenMhealthFrame.of(body);
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
    String from = device != null ? device : deviceOf(header);
    Who of = new Who(study, who);
    OpenMhealthBody records = new OpenMhealthBody(this, of, from, header, frame);
    String flaw = records.take(body);
    if (flaw == null) {
      equip(of, from, "other");
    }
    return flaw;
  }

  private static String deviceOf(JsonNode header) {
    String name = header.path("acquisition_provenance").path("source_name").asText();
    String id = name.isEmpty() ? DEVICE : name.strip().replaceAll("[^A-Za-z0-9._:@-]+", "-");
    return id.substring(0, Math.min(LONGEST_ID, id.length()));
  }
}
