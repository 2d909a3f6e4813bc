package io.zeitgeber.persistence.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.persistence.journal.CorruptJournal;
import io.zeitgeber.persistence.journal.Entry;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.EntryHeader;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.key.DataKey;
import io.zeitgeber.persistence.key.Keys;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * One or more histories in a file of JSON Lines, compressed where its name ends in {@code .gz}: a
 * line that says what it is, a line for each protocol, and for each participant their entries.
 * {@code docs/schemas/export.schema.json} has the fields, {@code docs/replay.md} how to check the
 * file without our code.
 */
public final class ExportedFile implements Histories {
  private static final int FORMAT = 1;
  private static final HexFormat HEX = HexFormat.of();

  private final Path file;
  private final List<String> entities;
  private final Map<String, String> protocols;
  private final Map<String, DataKey> keys;

  private ExportedFile(
      Path file, List<String> entities, Map<String, String> protocols, Map<String, DataKey> keys) {
    this.file = file;
    this.entities = entities;
    this.protocols = protocols;
    this.keys = keys;
  }

  /** What was written. */
  public record Written(long entries, long bytes, int protocols) {}

  /**
   * Writes the histories of some participants.
   *
   * @param keys whose key material goes along; {@link Keys#NONE} leaves sealed what is sealed
   */
  public static Written write(
      Path file, Replay replay, List<String> entities, String version, Keys keys)
      throws IOException {
    Histories from = replay.histories();
    SortedSet<String> digests = new TreeSet<>();
    for (String entity : entities) {
      from.read(entity, stored -> note(digests, replay, stored));
    }
    long entries = 0;
    try (BufferedWriter out = writer(file)) {
      ObjectNode head = CanonicalJson.object();
      head.put("export", FORMAT).put("code", version);
      head.put("participants", entities.size()).put("protocols", digests.size());
      line(out, head);
      for (String digest : digests) {
        String text =
            from.protocolText(digest)
                .orElseThrow(() -> new IllegalStateException("no protocol " + digest));
        line(out, CanonicalJson.object().put("protocol", digest).put("text", text));
      }
      for (String entity : entities) {
        entries += history(out, from, entity, keys);
      }
    }
    return new Written(entries, Files.size(file), digests.size());
  }

  // The protocol that an entry ran under, and the one that it activates.
  private static boolean note(SortedSet<String> digests, Replay replay, StoredEntry stored) {
    EntryHeader header = EntryCodec.decodeHeader(stored.payload());
    digests.add(header.protocol());
    if (header.kind() == EntryHeader.Kind.ACTIVATE) {
      replay
          .opening()
          .open(stored)
          .map(Entry::input)
          .filter(Input.Activate.class::isInstance)
          .map(Input.Activate.class::cast)
          .ifPresent(activate -> digests.add(activate.protocol().digest()));
    }
    return true;
  }

  private static long history(BufferedWriter out, Histories from, String entity, Keys keys)
      throws IOException {
    ObjectNode begin = CanonicalJson.object();
    begin.put("study", entity.substring(0, entity.indexOf('/')));
    begin.put("participant", entity.substring(entity.indexOf('/') + 1));
    @Nullable DataKey key = keys.of(entity);
    if (key != null) {
      begin.put("key", HEX.formatHex(key.exported()));
    }
    line(out, begin);
    long[] entries = new long[1];
    try {
      from.read(
          entity,
          stored -> {
            entries[0]++;
            try {
              line(out, EntryJson.line(stored));
            } catch (IOException full) {
              throw new UncheckedIOException(full);
            }
            return true;
          });
    } catch (UncheckedIOException full) {
      throw full.getCause();
    }
    return entries[0];
  }

  /**
   * Opens a file that was exported.
   *
   * @throws IOException where it can't be read
   * @throws IllegalArgumentException where it is something else
   */
  public static ExportedFile open(Path file) throws IOException {
    List<String> entities = new ArrayList<>();
    Map<String, String> protocols = new HashMap<>();
    Map<String, DataKey> keys = new HashMap<>();
    try (BufferedReader in = reader(file)) {
      @Nullable String first = in.readLine();
      if (first == null || parse(first, 1).path("export").asInt() != FORMAT) {
        throw new IllegalArgumentException(file + " is no export of form " + FORMAT);
      }
      long number = 1;
      for (@Nullable String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        // Entries are most of the lines, and are read when they are asked for.
        if (line.startsWith("{\"sequence\"")) {
          continue;
        }
        JsonNode json = parse(line, number);
        if (json.has("protocol")) {
          protocols.put(json.path("protocol").asText(), json.path("text").asText());
        } else if (json.has("participant")) {
          String entity = json.path("study").asText() + "/" + json.path("participant").asText();
          entities.add(entity);
          if (json.has("key")) {
            keys.put(entity, DataKey.imported(HEX.parseHex(json.path("key").asText())));
          }
        }
      }
    }
    return new ExportedFile(file, entities, protocols, keys);
  }

  /** Whether key material came along; without it only the chains can be checked. */
  public boolean hasKeys() {
    return !keys.isEmpty();
  }

  /** The key material that came along. */
  public Keys keys() {
    return keys::get;
  }

  @Override
  public List<String> entities() {
    return List.copyOf(entities);
  }

  @Override
  public void read(String entity, Predicate<StoredEntry> each) {
    try (BufferedReader in = reader(file)) {
      boolean inside = false;
      long number = 0;
      for (@Nullable String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        if (line.startsWith("{\"sequence\"")) {
          if (inside && !each.test(entry(entity, parse(line, number), number))) {
            return;
          }
        } else {
          JsonNode json = parse(line, number);
          inside =
              entity.equals(json.path("study").asText() + "/" + json.path("participant").asText());
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Override
  public Optional<String> protocolText(String digest) {
    return Optional.ofNullable(protocols.get(digest));
  }

  private static StoredEntry entry(String entity, JsonNode json, long number) {
    try {
      return EntryJson.entry(
          entity,
          json.path("sequence").asLong(),
          Base64.getDecoder().decode(json.path("payload").asText()),
          HEX.parseHex(json.path("digest").asText()));
    } catch (IllegalArgumentException malformed) {
      throw new CorruptJournal(
          entity, json.path("sequence").asLong(), "line " + number + " is no entry", malformed);
    }
  }

  private static JsonNode parse(String line, long number) {
    try {
      return CanonicalJson.MAPPER.readTree(line);
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException("line " + number + " is not JSON", malformed);
    }
  }

  private static void line(BufferedWriter out, JsonNode json) throws IOException {
    out.write(json.toString());
    out.write('\n');
  }

  private static boolean isCompressed(Path file) {
    return file.toString().endsWith(".gz");
  }

  private static BufferedWriter writer(Path file) throws IOException {
    var out = Files.newOutputStream(file);
    return new BufferedWriter(
        new OutputStreamWriter(
            isCompressed(file) ? new GZIPOutputStream(out) : out, StandardCharsets.UTF_8));
  }

  private static BufferedReader reader(Path file) throws IOException {
    var in = Files.newInputStream(file);
    return new BufferedReader(
        new InputStreamReader(
            isCompressed(file) ? new GZIPInputStream(in, 1 << 16) : in, StandardCharsets.UTF_8));
  }
}
