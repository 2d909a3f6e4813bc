package io.zeitgeber.persistence.erasure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.persistence.key.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Who was erased, in a file beside the keys and outside every backup of the database: one line of
 * JSON each, only ever added to. A restored backup has the erased one's key again; what stands here
 * is erased again before anything is read.
 */
public final class ErasureList {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;

  public ErasureList(Path file) {
    this.file = file;
  }

  /** Adds one; it is on disk when this returns. */
  public void add(Erasure erasure) {
    ObjectNode line = JSON.createObjectNode();
    line.put("study", erasure.study()).put("participant", erasure.participant());
    line.put("by", erasure.by()).put("reason", erasure.reason());
    line.put("erased_micros", erasure.erasedMicros());
    erasure.approvers().forEach(line.putArray("approvers")::add);
    try {
      PrivateFiles.append(file, line.toString());
    } catch (IOException failed) {
      throw new UncheckedIOException(file + " cannot be written: " + failed.getMessage(), failed);
    }
  }

  /** All of them, in the order in which they were added; none where there is no file. */
  public List<Erasure> all() {
    if (!Files.exists(file)) {
      return List.of();
    }
    List<Erasure> all = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        if (!line.isBlank()) {
          all.add(erasure(JSON.readTree(line)));
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(
          file + ", the list of the erased, cannot be read: " + unreadable.getMessage(),
          unreadable);
    }
    return all;
  }

  private static Erasure erasure(JsonNode line) {
    return new Erasure(
        line.path("study").asText(),
        line.path("participant").asText(),
        line.path("by").asText(),
        StreamSupport.stream(line.path("approvers").spliterator(), false)
            .map(JsonNode::asText)
            .toList(),
        line.path("reason").asText(),
        line.path("erased_micros").asLong());
  }
}
