package io.zeitgeber.simulator.feed;

import io.zeitgeber.simulator.record.JsonBytes;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a record of a RADAR-base topic says, in the channels of here. What it is of, its fields say
 * (RADAR-Schemas names them), and the topic where two have the same. A topic that is not known goes
 * on whole, as an event of a channel of its name.
 */
final class RadarRecords {
  private static final double LONGEST_STEPS_S = 60;
  private static final double BVP_HZ = 64;
  private static final int LONGEST_CODE = 64;
  private static final Fate TAKEN = new Fate(null, false);
  private static final Fate ASIDE = new Fate(null, true);

  /** Fields that hold a number in the channel's unit. */
  private static final List<Numbered> NUMBERS =
      List.of(
          new Numbered("heartRate", "heart_rate"),
          new Numbered("bpm", "heart_rate"),
          new Numbered("pulseRate", "heart_rate"),
          new Numbered("restingHeartRate", "resting_heart_rate"),
          new Numbered("interBeatInterval", "inter_beat_interval"),
          new Numbered("rmssd", "heart_rate_variability"),
          new Numbered("spo2", "oxygen_saturation"),
          new Numbered("spO2", "oxygen_saturation"),
          new Numbered("respiratoryRate", "respiratory_rate"),
          new Numbered("electroDermalActivity", "electrodermal_activity"),
          new Numbered("uptime", "uptime"),
          new Numbered("externalTime", "external_time"));

  private final CollectedFeed feed;
  private final LocalTimes local;
  private final Map<String, Double> lastSteps = new HashMap<>();
  private final Map<String, String> lastPlugged = new HashMap<>();

  RadarRecords(CollectedFeed feed, @Nullable ZoneId zone) {
    this.feed = feed;
    local = new LocalTimes(zone == null ? ZoneOffset.UTC : zone);
  }

  /**
   * What became of a record.
   *
   * @param flaw what is wrong with it; null where nothing is
   * @param aside whether it is no observation of a channel that is known here
   */
  record Fate(@Nullable String flaw, boolean aside) {}

  private record Numbered(String field, String channel) {}

  /** What its application reports of itself says nothing of the participant. */
  static boolean isOfApplication(String topic) {
    return topic.startsWith("application_");
  }

  /** The kind of device, as the protocol's classes name them. */
  static String kind(String topic) {
    if (topic.startsWith("connect_fitbit")) {
      return "fitbit";
    }
    boolean worn = topic.contains("empatica") || topic.contains("garmin");
    return worn || topic.contains("ticwatch") ? "watch" : "phone";
  }

  /** When it was, by the device, in epoch seconds; where it names none, when it was received. */
  double seconds(Columns record, double receivedS) {
    if (record.has("value.time")) {
      return RadarFeed.seconds(record.number("value.time"));
    }
    // Fitbit's sleep and resting heart rate: local, without a zone.
    String text = record.field(record.has("value.dateTime") ? "value.dateTime" : "value.date");
    if (text.isEmpty()) {
      return receivedS;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long seconds = local.read(bytes, 0, bytes.length);
    return seconds == LocalTimes.NONE ? Double.NaN : seconds;
  }

  Fate take(RadarKey key, Columns record) {
    if (record.has("value.x") && record.has("value.z")) {
      return vector(key, vectorChannel(key.topic()), record, "x", "y", "z");
    }
    if (record.has("value.batteryLevel")) {
      return battery(key, record);
    }
    if (record.has("value.steps")) {
      return steps(key, record);
    }
    if (record.has("value.level") && record.has("value.duration")) {
      return sleep(key, record);
    }
    if (record.has("value.bloodVolumePulse")) {
      return pulse(key, record.number("value.bloodVolumePulse"));
    }
    if (record.has("value.latitude") && record.has("value.longitude")) {
      return place(key, record);
    }
    Fate event = event(key, record);
    return event == null ? number(key, record) : event;
  }

  private @Nullable Fate event(RadarKey key, Columns record) {
    RadarEvent event = RadarEvent.of(key.topic(), record);
    return event == null ? null : event(key, event.channel(), event.code(), event.about());
  }

  private Fate number(RadarKey key, Columns record) {
    for (Numbered each : NUMBERS) {
      if (record.has("value." + each.field)) {
        return number(key, each.channel, record.number("value." + each.field));
      }
    }
    if (record.has("value.light") && !record.has("value.sleepConfidence")) {
      return number(key, "light", record.number("value.light"));
    }
    if (record.has("value.temperature")) {
      String channel =
          kind(key.topic()).equals("phone") ? "ambient_temperature" : "skin_temperature";
      return number(key, channel, record.number("value.temperature"));
    }
    return isOfApplication(key.topic()) ? ASIDE : whole(key, record);
  }

  private static String vectorChannel(String topic) {
    if (topic.contains("gyroscope")) {
      return "gyroscope";
    }
    return topic.contains("magnetic") ? "magnetic_field" : "acceleration";
  }

  private Fate vector(RadarKey key, String channel, Columns record, String... fields) {
    JsonBytes json = key.begin(channel).field("value").raw("[");
    for (int at = 0; at < fields.length; at++) {
      double number = record.number("value." + fields[at]);
      if (!Double.isFinite(number)) {
        return flawed("value." + fields[at] + ": not a number");
      }
      json.raw(at == 0 ? "" : ",").number(number);
    }
    return add(key, channel, json.raw("]"));
  }

  /** Where latitude and longitude are shifted by a secret offset, movement alone is true. */
  private Fate place(RadarKey key, Columns record) {
    double altitude = record.number("value.altitude");
    if (Double.isFinite(altitude)) {
      Fate _ = number(key, "altitude", altitude);
    }
    return record.field("value.latitude").isEmpty()
        ? TAKEN
        : vector(key, "location", record, "latitude", "longitude");
  }

  private Fate battery(RadarKey key, Columns record) {
    String plugged = record.field("value.isPlugged").toLowerCase(Locale.ROOT);
    String before = lastPlugged.put(key.device(), plugged);
    if (!plugged.isEmpty() && !plugged.equals(before)) {
      Fate _ =
          event(
              key,
              "charging",
              plugged.equals("true") || plugged.equals("1") ? "PLUGGED" : "UNPLUGGED",
              null);
    }
    double level = record.number("value.batteryLevel");
    return number(key, "battery", Math.rint(level * 1e4) / 100);
  }

  /**
   * Steps of a stated interval (Fitbit), or since the record before: those were taken just now
   * where that is long ago, for the counter tells them within seconds.
   */
  private Fate steps(RadarKey key, Columns record) {
    double steps = record.number("value.steps");
    if (!Double.isFinite(steps)) {
      return flawed("value.steps: not a number");
    }
    double interval = record.number("value.timeInterval");
    if (interval > 0) {
      return add(
          key, "steps", lasting(key, key.timeMicros(), interval).field("value").number(steps));
    }
    Double before = lastSteps.put(key.device(), key.timeS());
    double since = before == null ? 1 : Math.max(0.001, key.timeS() - before);
    double lastedS = Math.rint(Math.min(LONGEST_STEPS_S, since) * 1000) / 1000;
    long start = key.timeMicros() - Math.round(lastedS * 1e6);
    return add(key, "steps", lasting(key, start, lastedS).field("value").number(steps));
  }

  private static JsonBytes lasting(RadarKey key, long startMicros, double lastedS) {
    return CollectedFeed.record(key.who(), key.source(), "steps", startMicros)
        .field("duration_s")
        .number(lastedS);
  }

  private Fate sleep(RadarKey key, Columns record) {
    double lasted = record.number("value.duration");
    String code = record.field("value.level").toUpperCase(Locale.ROOT);
    if (!(lasted > 0) || code.isEmpty()) {
      return flawed("value.duration, value.level: a length in seconds and a stage");
    }
    JsonBytes json = key.begin("sleep_stage").field("duration_s").number(lasted);
    return add(key, "sleep_stage", json.field("code").text(code.equals("WAKE") ? "AWAKE" : code));
  }

  private Fate pulse(RadarKey key, double value) {
    if (!Double.isFinite(value)) {
      return flawed("value.bloodVolumePulse: not a number");
    }
    JsonBytes json = key.begin("blood_volume_pulse").field("rate_hz").number(BVP_HZ);
    return add(key, "blood_volume_pulse", json.field("values").raw("[").number(value).raw("]"));
  }

  private Fate number(RadarKey key, String channel, double value) {
    if (!Double.isFinite(value)) {
      return flawed(channel + ": not a number");
    }
    return add(key, channel, key.begin(channel).field("value").number(value));
  }

  private Fate event(RadarKey key, String channel, String code, @Nullable String about) {
    JsonBytes json = key.begin(channel).field("code").text(code);
    if (about != null && !about.isEmpty()) {
      json.field("package").text(about);
    }
    return add(key, channel, json);
  }

  /** A record that nothing is known of, with all its fields. */
  private Fate whole(RadarKey key, Columns record) {
    String channel = key.topic().replaceAll("[^A-Za-z0-9._:@-]", "_");
    channel = channel.substring(0, Math.min(LONGEST_CODE, channel.length()));
    if (channel.isEmpty()) {
      return flawed("neither its fields nor a directory say which topic it is of");
    }
    JsonBytes json = key.begin(channel).field("code").text("RECORD").field("record").raw("{");
    for (String name : record.names()) {
      if (name.startsWith("value.")) {
        json.raw(json.toString().endsWith("{") ? "" : ",").text(name.substring(6));
        json.raw(":").text(record.field(name));
      }
    }
    Fate _ = add(key, channel, json.raw("}"));
    return ASIDE;
  }

  private Fate add(RadarKey key, String channel, JsonBytes json) {
    feed.add(key.who(), channel, key.receivedMicros(), json);
    return TAKEN;
  }

  private static Fate flawed(String why) {
    return new Fate(why, false);
  }
}
