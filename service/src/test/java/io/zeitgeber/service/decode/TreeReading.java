package io.zeitgeber.service.decode;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.zeitgeber.participant.observation.Batch;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * Another way to the content of a sound record: a tree, decimal arithmetic and {@code java.time},
 * with no code of the decoder.
 */
final class TreeReading {
  private static final ObjectMapper TREES =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();
  private static final List<String> KNOWN =
      List.of(
          "study",
          "participant",
          "device",
          "channel",
          "time",
          "duration_s",
          "rate_hz",
          "value",
          "values",
          "code",
          "sent_at",
          "utc_offset_s",
          "id",
          "unit",
          "quality",
          "firmware",
          "withdrawn");

  private TreeReading() {}

  /** What a batch of one sound record must hold, as text. */
  static String expected(byte[] record) throws Exception {
    JsonNode tree = TREES.readTree(record);
    boolean shorthand = tree.has("bpm") && !tree.has("channel");
    List<String> numbers = new ArrayList<>();
    for (String name : new String[] {"value", "values", shorthand ? "bpm" : "value"}) {
      if (numbers.isEmpty() && tree.has(name)) {
        numbers(tree.get(name), numbers);
      }
    }
    TreeMap<String, JsonNode> unknown = new TreeMap<>();
    tree.properties().stream()
        .filter(f -> !KNOWN.contains(f.getKey()) && !(shorthand && f.getKey().equals("bpm")))
        .forEach(f -> unknown.put(f.getKey(), f.getValue()));
    return text(tree, "participant")
        + " "
        + (tree.path("study").isTextual() ? text(tree, "study") : "default")
        + " "
        + text(tree, "device")
        + " "
        + (shorthand ? "heart_rate" : text(tree, "channel"))
        + " "
        + micros(tree.path("time"))
        + " "
        + (tree.hasNonNull("sent_at") ? micros(tree.get("sent_at")) : Batch.NONE)
        + " "
        + seconds(tree.path("duration_s"))
        + " "
        + rate(tree)
        + " "
        + numbers
        + " "
        + text(tree, "code")
        + text(tree, "id")
        + text(tree, "unit")
        + text(tree, "firmware")
        + tree.path("withdrawn").asBoolean()
        + " "
        + unknown;
  }

  /** What a batch of one record does hold, as the same text. */
  static String found(Share share) throws Exception {
    Batch batch = share.parts().getFirst();
    var extras = batch.extras();
    var extra = extras == null ? null : extras[0];
    var codes = batch.codes();
    var ids = batch.ids();
    var sentAt = batch.sentAtMicros();
    var durations = batch.durationMicros();
    var rates = batch.rateHz();
    String json = extra == null || extra.unknown() == null ? "{}" : extra.unknown();
    TreeMap<String, JsonNode> unknown = new TreeMap<>();
    TREES
        .readTree(json.getBytes(StandardCharsets.UTF_8))
        .properties()
        .forEach(f -> unknown.put(f.getKey(), f.getValue()));
    return share.participant()
        + " "
        + share.study()
        + " "
        + batch.sources().getFirst().device()
        + " "
        + batch.sources().getFirst().channel()
        + " "
        + batch.deviceMicros()[0]
        + " "
        + (sentAt == null ? Batch.NONE : sentAt[0])
        + " "
        + (durations == null ? Batch.NONE : durations[0])
        + " "
        + (rates == null ? Double.NaN : rates[0])
        + " "
        + Arrays.stream(batch.values()).boxed().toList()
        + " "
        + (codes == null ? "" : codes[0])
        + (ids == null ? "" : ids[0])
        + (extra == null || extra.unit() == null ? "" : extra.unit())
        + (extra == null || extra.firmware() == null ? "" : extra.firmware())
        + (extra != null && extra.withdrawn())
        + " "
        + unknown;
  }

  private static double rate(JsonNode tree) {
    JsonNode rate = tree.path("rate_hz");
    return rate.isNumber() ? Double.parseDouble(rate.asText()) : Double.NaN;
  }

  private static String text(JsonNode tree, String name) {
    return tree.hasNonNull(name) ? tree.get(name).asText() : "";
  }

  private static void numbers(JsonNode node, List<String> into) {
    if (node.isArray()) {
      node.forEach(element -> numbers(element, into));
    } else {
      into.add(Double.toString(Double.parseDouble(node.asText()) + 0.0));
    }
  }

  private static long micros(JsonNode time) {
    if (time.isTextual()) {
      return ChronoUnit.MICROS.between(
          OffsetDateTime.parse("1970-01-01T00:00:00Z"), OffsetDateTime.parse(time.textValue()));
    }
    return new BigDecimal(time.asText())
        .movePointRight(3)
        .setScale(0, RoundingMode.FLOOR)
        .longValueExact();
  }

  private static long seconds(JsonNode duration) {
    return duration.isNumber()
        ? new BigDecimal(duration.asText())
            .movePointRight(6)
            .setScale(0, RoundingMode.FLOOR)
            .longValueExact()
        : Batch.NONE;
  }
}
