package io.zeitgeber.simulator.feed;

import com.fasterxml.jackson.databind.JsonNode;
import io.zeitgeber.simulator.feed.CollectedFeed.Who;
import io.zeitgeber.simulator.record.Ids;
import io.zeitgeber.simulator.record.JsonBytes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a data point's body says, in the channels of here. Known by its fields, as the versions of a
 * schema have the same. What is measured and has no channel here goes on under its own name, and a
 * statistic of an interval as {@code NAME.STATISTIC}: it is no sample.
 */
final class OpenMhealthBody {
  private static final double METRES_PER_S2 = 9.80665;
  private static final double METRES_PER_MILE = 1609.344;

  /** What is kept beside a value. */
  private static final List<String> ABOUT =
      List.of(
          "temporal_relationship_to_sleep",
          "temporal_relationship_to_physical_activity",
          "user_notes");

  /** Channels of samples by their fields, with the unit that both have. */
  private static final Map<String, Sampled> SAMPLES =
      Map.of(
          "heart_rate", new Sampled("heart_rate", "beats/min", "beats/min"),
          "oxygen_saturation", new Sampled("oxygen_saturation", "%", "%"),
          "respiratory_rate", new Sampled("respiratory_rate", "breaths/min", "breaths/min"),
          "ambient_temperature", new Sampled("ambient_temperature", "C", "Cel"),
          "skin_temperature", new Sampled("skin_temperature", "C", "Cel"),
          "body_temperature", new Sampled("body_temperature", "C", "Cel"),
          "ambient_light", new Sampled("light", "lux", "lx"));

  /** Fields that only a sleep episode has (IEEE 1752.1, sleep-episode 1.x). */
  private static final List<String> OF_SLEEP =
      List.of(
          "total_sleep_time",
          "sleep_duration",
          "is_main_sleep",
          "number_of_awakenings",
          "latency_to_sleep_onset",
          "latency_to_arising",
          "wake_after_sleep_onset",
          "sleep_maintenance_efficiency_percentage");

  private final CollectedFeed feed;
  private final Who who;
  private final String device;
  private final JsonNode header;
  private final OpenMhealthFrame frame;

  OpenMhealthBody(
      CollectedFeed feed, Who who, String device, JsonNode header, OpenMhealthFrame frame) {
    this.feed = feed;
    this.who = who;
    this.device = device;
    this.header = header;
    this.frame = frame;
  }

  private record Sampled(String channel, String unit, String ours) {}

  /** Sends what it says; returns what is wrong with it, or null. */
  @Nullable String take(JsonNode body) {
    if (body.has("step_count")) {
      JsonNode count = body.path("step_count");
      JsonNode value = count.isNumber() ? count : count.path("value");
      return interval(body, "steps", value, unit(count, "steps", "steps"), 1);
    }
    if (body.has("kcal_burned")) {
      JsonNode burned = body.path("kcal_burned");
      return interval(body, "energy", burned.path("value"), unit(burned, "kcal", "kcal"), 1);
    }
    if (body.has("rr_interval")) {
      JsonNode beat = body.path("rr_interval");
      double seconds = OpenMhealthFrame.seconds(beat);
      return Double.isFinite(seconds)
          ? sample(body, "inter_beat_interval", seconds, null)
          : "rr_interval: a value and ms or sec";
    }
    if (body.has("activity_name")) {
      return activity(body);
    }
    if (body.has("acceleration_x")) {
      return vector(body, "acceleration", "acceleration_x", "acceleration_y", "acceleration_z");
    }
    if (body.has("latitude")) {
      return place(body);
    }
    // The average of a month's nights is no night.
    boolean night = OF_SLEEP.stream().anyMatch(body::has) && !body.has("descriptive_statistic");
    return night ? sleep(body) : measured(body);
  }

  /** Each field that is a value with a unit. */
  private @Nullable String measured(JsonNode body) {
    int found = 0;
    for (Map.Entry<String, JsonNode> field : body.properties()) {
      JsonNode value = field.getValue().path("value");
      if (field.getValue().has("value")) {
        if (!value.isNumber() || !Ids.valid(field.getKey())) {
          return field.getKey() + ".value: not a number";
        }
        Sampled known = SAMPLES.get(field.getKey());
        String unit = field.getValue().path("unit").asText();
        if (unit.isEmpty()) {
          return field.getKey() + ".unit: missing";
        }
        String channel = known == null ? field.getKey() : known.channel;
        String ours = known != null && known.unit.equals(unit) ? null : unit;
        sample(body, channel, value.asDouble(), ours);
        found++;
      }
    }
    return found > 0 ? null : "body: nothing that is known here: " + String.join(", ", names(body));
  }

  private static List<String> names(JsonNode body) {
    return body.properties().stream().map(Map.Entry::getKey).sorted().toList();
  }

  /** The unit as it is stated, where it is another than the channel's: Zeitgeber refuses it. */
  private static @Nullable String unit(JsonNode quantity, String theirs, String ours) {
    String unit = quantity.path("unit").asText(theirs);
    return unit.equals(theirs) || unit.equals(ours) ? null : unit;
  }

  private @Nullable String sample(
      JsonNode body, String channel, double value, @Nullable String unit) {
    JsonBytes json = begin(body, named(body, channel), frame.endMicros());
    if (frame.lasts()) {
      json.field("over_s").number((frame.endMicros() - frame.startMicros()) / 1e6);
    }
    json.field("value").number(value);
    return add(named(body, channel), unit == null ? json : json.field("unit").text(unit));
  }

  private @Nullable String interval(
      JsonNode body, String channel, JsonNode value, @Nullable String unit, double times) {
    if (!value.isNumber()) {
      return channel + ": not a number";
    }
    if (!frame.lasts()) {
      return channel + ": is counted over an interval, and effective_time_frame is an instant";
    }
    JsonBytes json = lasting(body, named(body, channel));
    json.field("value").number(value.asDouble() * times);
    return add(named(body, channel), unit == null ? json : json.field("unit").text(unit));
  }

  private @Nullable String activity(JsonNode body) {
    if (!frame.lasts()) {
      return "activity_name: lasts, and effective_time_frame is an instant";
    }
    String code = body.path("activity_name").asText().strip().toUpperCase(Locale.ROOT);
    JsonBytes json = lasting(body, "activity").field("code").text(code.replace(' ', '_'));
    String flaw = add("activity", json);
    JsonNode distance = body.path("distance");
    if (flaw == null && distance.has("value")) {
      double metres =
          switch (distance.path("unit").asText()) {
            case "mi" -> METRES_PER_MILE;
            case "km" -> 1000;
            default -> 1;
          };
      String unit = metres == 1 ? unit(distance, "m", "m") : null;
      flaw = interval(body, "distance", distance.path("value"), unit, metres);
    }
    return flaw;
  }

  /** What total sleep is less than its frame, lies awake somewhere in it: where is not said. */
  private @Nullable String sleep(JsonNode body) {
    if (!frame.lasts()) {
      return "sleep: lasts, and effective_time_frame is an instant";
    }
    JsonBytes json = lasting(body, "sleep_stage").field("code").text("ASLEEP");
    for (String name : OF_SLEEP) {
      if (body.has(name)) {
        JsonNode field = body.path(name);
        double seconds = OpenMhealthFrame.seconds(field);
        if (field.isObject() && field.path("unit").asText().equals("%")) {
          json.field(name).number(field.path("value").asDouble());
        } else if (field.isObject() && !Double.isFinite(seconds)) {
          return name + ": a value and sec, min or h";
        } else if (field.isObject()) {
          json.field(name + "_s").number(seconds);
        } else {
          json.field(name).raw(field.isTextual() ? "null" : field.toString());
        }
      }
    }
    return add("sleep_stage", json);
  }

  private @Nullable String vector(JsonNode body, String channel, String... fields) {
    JsonBytes json = begin(body, channel, frame.endMicros()).field("value").raw("[");
    for (int at = 0; at < fields.length; at++) {
      JsonNode field = body.path(fields[at]);
      if (!field.path("value").isNumber()) {
        return fields[at] + ".value: not a number";
      }
      boolean metres = field.path("unit").asText().startsWith("m/s");
      json.raw(at == 0 ? "" : ",");
      json.number(field.path("value").asDouble() / (metres ? METRES_PER_S2 : 1));
    }
    return add(channel, json.raw("]"));
  }

  private @Nullable String place(JsonNode body) {
    JsonNode elevation = body.path("elevation");
    String flaw = vector(body, "location", "latitude", "longitude");
    return flaw == null && elevation.path("value").isNumber()
        ? sample(body, "altitude", elevation.path("value").asDouble(), unit(elevation, "m", "m"))
        : flaw;
  }

  private static String named(JsonNode body, String channel) {
    String statistic = body.path("descriptive_statistic").asText();
    return statistic.isEmpty() ? channel : channel + "." + statistic.replace(' ', '_');
  }

  private JsonBytes lasting(JsonNode body, String channel) {
    return begin(body, channel, frame.startMicros())
        .field("duration_s")
        .number((frame.endMicros() - frame.startMicros()) / 1e6);
  }

  private JsonBytes begin(JsonNode body, String channel, long micros) {
    JsonBytes json = CollectedFeed.record(who, device, channel, micros);
    json.field("utc_offset_s").number((long) frame.utcOffsetS());
    String id = header.path("id").asText();
    if (!id.isEmpty()) {
      json.field("id").text(id);
    }
    for (String name : ABOUT) {
      if (body.path(name).isTextual()) {
        json.field(name).text(body.path(name).asText());
      }
    }
    return json;
  }

  private @Nullable String add(String channel, JsonBytes json) {
    long received = Math.max(OpenMhealthFrame.createdMicros(header), frame.endMicros());
    feed.add(who, channel, received, json);
    return null;
  }
}
