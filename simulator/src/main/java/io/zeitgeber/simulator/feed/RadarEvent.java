package io.zeitgeber.simulator.feed;

import org.jspecify.annotations.Nullable;

/**
 * A record of a RADAR-base topic that tells an event.
 *
 * @param about the package of an application; null of other events
 */
record RadarEvent(String channel, String code, @Nullable String about) {

  /** What a record tells; null where it is no event that is known here. */
  static @Nullable RadarEvent of(String topic, Columns record) {
    if (record.has("value.interactionState")) {
      // RADAR calls the dark screen STANDBY.
      String state = record.field("value.interactionState");
      return of("screen", state.equals("STANDBY") ? "OFF" : state);
    }
    if (record.has("value.eventType") && record.has("value.packageName")) {
      return new RadarEvent(
          "app_usage", record.field("value.eventType"), record.field("value.packageName"));
    }
    if (record.has("value.sensor") && record.field("value.status").endsWith("ON_WRIST")) {
      return of("on_wrist", record.field("value.status"));
    }
    if (record.has("value.onWrist")) {
      boolean on = record.field("value.onWrist").equalsIgnoreCase("true");
      return of("on_wrist", on ? "ON_WRIST" : "NOT_ON_WRIST");
    }
    if (record.has("value.offset")) {
      return of("time_zone", record.field("value.offset"));
    }
    if (record.has("value.timeZoneOffset") && topic.contains("time_zone")) {
      return of("time_zone", record.field("value.timeZoneOffset"));
    }
    return topic.endsWith("_tag") || topic.endsWith("_tags") ? of("button", "TAG") : null;
  }

  private static RadarEvent of(String channel, String code) {
    return new RadarEvent(channel, code, null);
  }
}
