package io.zeitgeber.persistence.protocol;

import java.util.Arrays;
import java.util.List;

/**
 * Every key that a protocol's text may have: the one list behind reading, writing and explaining.
 */
enum Key {
  CANONICAL(Place.TOP, "canonical", "", "Marks a resolved text: nothing is layered under it."),
  ID(Place.TOP, "id", "", "Name of the protocol; a study follows the protocol of its own name."),
  VERSION(Place.TOP, "version", "", "Published once under its digest; a change needs a new one."),
  ENROLMENT(
      Place.TOP, "enrolment", "", "open: unknown participants enrol themselves; closed: refused."),
  DEVICES(Place.TOP, "devices", "", "open: any device is taken; registered: only those enrolled."),
  TIME(
      Place.TOP,
      "time",
      "",
      "live: the wall clock is now; recorded: the newest record is; auto: decided by the records."),
  DISORDER(
      Place.TOP,
      "disorder",
      "duration",
      "A window closes when its device has delivered this much beyond its end."),
  LATENESS(
      Place.TOP, "lateness", "duration", "How long after its end a final window takes late data."),
  FRESHNESS(
      Place.TOP,
      "freshness",
      "duration",
      "An alert decided later than this after its event is retrospective."),
  SILENCE_AFTER(
      Place.TOP,
      "silence_after",
      "duration",
      "A channel that has a rate is silent when nothing was received of it for so long."),
  BATTERY_LOW(Place.TOP, "battery_low", "%", "A battery below it raises low-battery; 0: never."),
  BATTERY_CLEAR(Place.TOP, "battery_clear", "%", "At or above it low-battery resolves."),
  SETTLE_AFTER(
      Place.TOP,
      "settle_after",
      "duration",
      "clock-step and unknown-device resolve when it was not seen again for so long; 0s: off."),
  WEAR_LOW(
      Place.TOP, "wear_low", "h", "A day (UTC) of fewer hours worn raises low-wear; 0: never."),
  WEAR_CLEAR(Place.TOP, "wear_clear", "h", "A day of as many resolves it."),
  MAX_RETROSPECTIVE(
      Place.TOP,
      "max_retrospective",
      "episodes",
      "So many episodes that late data show are alerts of their own; more are one burst."),
  COHORT_SHARE(
      Place.TOP,
      "cohort_share",
      "",
      "A greater share of a study falling silent together is one finding; 1: off."),
  COHORT_WITHIN(Place.TOP, "cohort_within", "duration", "Together: within so long."),
  UNBLINDING(
      Place.TOP,
      "unblinding",
      "",
      "Channels that tell who is treated: blinded roles never see them."),
  CHANNELS(Place.TOP, "channels", "", "Kinds of signal, by name; null takes one away."),
  DEVICE_CLASSES(Place.TOP, "device_classes", "", "Kinds of device, by name."),
  RULES(Place.TOP, "rules", "", "Rules, by name; null takes one away."),
  RESULTS(Place.TOP, "results", "", "What results over several channels are derived with."),
  RESULTS_KEEP(
      Place.TOP,
      "results_keep",
      "duration",
      "How far behind its device's newest data a result is still amended."),

  UNIT(Place.CHANNEL, "unit", "", "The only unit that observations of this channel may have."),
  SHAPE(Place.CHANNEL, "shape", "", "What one observation is."),
  MIN(Place.CHANNEL, "min", "channel's", "Smallest plausible value, inclusive."),
  MAX(Place.CHANNEL, "max", "channel's", "Greatest plausible value, inclusive."),
  RATE_PER_HOUR(
      Place.CHANNEL,
      "rate_per_hour",
      "1/h",
      "Samples that an hour of wearing is expected to bring."),
  SAME_TIME(
      Place.CHANNEL,
      "same_time",
      "",
      "A second value for the same device, start and duration: adds, or revises the first."),
  CHANNEL_SILENCE_AFTER(
      Place.CHANNEL,
      "silence_after",
      "duration",
      "no-data when nothing was received for so long; 0s: never."),
  FLAT_AFTER(
      Place.CHANNEL,
      "flat_after",
      "duration",
      "flat-line when a device said the same value for so long; 0s: never."),
  ZERO_AFTER(
      Place.CHANNEL,
      "zero_after",
      "duration",
      "all-zero when that value was 0 for so long; 0s: 0 is a value as any other."),

  CLOCK(
      Place.DEVICE_CLASS,
      "clock",
      "",
      "trusted: device time is event time; modelled: it is corrected; received: it is ignored."),

  PRIORITY(
      Place.DEVICE_CLASS,
      "priority",
      "",
      "Of two devices that overlap on a channel the one with the lower number is chosen."),

  PULSE(Place.WEAR, "pulse", "", "Channels whose samples only a body gives."),
  JOIN(Place.WEAR, "join", "duration", "A run shorter than this joins the one before it."),
  HOLDS(Place.WEAR, "holds", "duration", "How long an event on_wrist says so at most."),
  RISING(
      Place.WEAR,
      "rising",
      "duration",
      "Battery levels further apart than this say nothing about charging."),
  ASLEEP(Place.SLEEP, "asleep", "", "Codes of sleep_stage that are sleep."),
  GAP(Place.SLEEP, "gap", "duration", "Stretches asleep closer than this are one episode."),
  LEAST(Place.SLEEP, "least", "duration", "Less sleep than this is no episode."),
  ON(Place.SCREEN, "on", "", "Codes of screen after which it is on."),
  OFF(Place.SCREEN, "off", "", "Codes of screen after which it is off."),
  LONGEST(Place.SCREEN, "longest", "duration", "On at most so long without another event."),
  STILL(Place.REST, "still", "duration", "At rest: known to be without a step for so long."),
  LEAST_MINUTES(
      Place.REST, "least_minutes", "min", "An hour with fewer minutes at rest has no value."),

  CHANNEL(Place.RULE, "channel", "", "The channel that the rule watches; its shape is sample."),
  HIGH_RULE(Place.RULE, "high_rule", "", "Name of the alert above the upper limit."),
  LOW_RULE(Place.RULE, "low_rule", "", "Name of the alert below the lower limit."),
  EVERY(
      Place.RULE,
      "every",
      "duration",
      "How often the rule decides: at whole multiples of it since the epoch."),
  WINDOW(
      Place.RULE, "window", "duration", "What the mean is taken over; a whole multiple of every."),
  MIN_SAMPLES(Place.RULE, "min_samples", "samples", "Fewer in the window decide nothing."),
  CLEAR_MARGIN(
      Place.RULE,
      "clear_margin",
      "channel's",
      "How far back inside the limit the mean comes before an alert resolves."),
  HIGH(
      Place.RULE,
      "high",
      "channel's",
      "Upper limit of who has no personal one: mean above raises."),
  LOW(Place.RULE, "low", "channel's", "Lower limit of who has no personal one: mean below raises.");

  /** Where in the text a key stands. */
  enum Place {
    TOP,
    CHANNEL,
    DEVICE_CLASS,
    WEAR,
    SLEEP,
    SCREEN,
    REST,
    RULE;

    List<String> names() {
      return Arrays.stream(Key.values()).filter(k -> k.place == this).map(k -> k.text).toList();
    }
  }

  final Place place;
  final String text;
  final String unit;
  final String meaning;

  Key(Place place, String text, String unit, String meaning) {
    this.place = place;
    this.text = text;
    this.unit = unit;
    this.meaning = meaning;
  }
}
