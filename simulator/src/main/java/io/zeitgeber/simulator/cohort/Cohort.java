package io.zeitgeber.simulator.cohort;

import io.zeitgeber.simulator.record.Enrolment;
import io.zeitgeber.simulator.record.JsonBytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * People with watches, and what these record, in one order of received time. A pure function of its
 * plan: the same records, to the byte, on every machine and at every speed.
 */
final class Cohort {
  private final Plan plan;
  private final List<Wearer> wearers = new ArrayList<>();
  private final Watch[] byPhase;
  private final Malformed malformed;
  private final JsonBytes json = new JsonBytes();

  /** Takes the records as they are made. */
  interface Outlet {
    /**
     * Waits until a record is due; it is made, and counted, only when it can be sent.
     *
     * @param stampMicros when it is received: the time of a sample, the end of an interval
     * @return whether to go on
     */
    boolean due(long stampMicros);

    /** A watch has read the heart; told before the record of it is taken. */
    default void read(Watch watch, long atMicros) {}

    /** One record. */
    void take(Wearer wearer, long stampMicros, byte[] value);
  }

  /**
   * @param began is told of each episode as it begins
   */
  Cohort(Plan plan, BiConsumer<Person, Episode> began) {
    this.plan = plan;
    this.malformed = new Malformed(plan);
    List<Watch> watches = new ArrayList<>();
    for (int index = 0; index < plan.participants(); index++) {
      Wearer wearer = new Wearer(plan, Person.of(plan, index), began);
      wearers.add(wearer);
      for (int number = 1; number <= wearer.watches(); number++) {
        watches.add(new Watch(plan, wearer, number));
      }
    }
    watches.sort(Comparator.comparingLong(Watch::phaseMicros));
    this.byPhase = watches.toArray(Watch[]::new);
  }

  List<Wearer> wearers() {
    return wearers;
  }

  /** All watches, in the order of their phases. */
  List<Watch> watches() {
    return List.of(byPhase);
  }

  Malformed malformed() {
    return malformed;
  }

  /** How many good records there will be; meaningless for an endless plan. */
  long expectedRecords() {
    long samples = 0;
    for (Watch watch : byPhase) {
      samples += plan.samples(watch.phaseMicros());
    }
    return samples + plan.minutes() * plan.participants();
  }

  /** The enrolment of one person, with every device. */
  Enrolment enrolment(Wearer wearer) {
    Person person = wearer.person();
    StringBuilder devices = new StringBuilder("[{\"device\":\"watch-1\"}");
    devices.append(wearer.watches() == 2 ? ",{\"device\":\"watch-2\"}]" : "]");
    String from = Instant.ofEpochMilli(plan.startMicros() / 1000).toString().substring(0, 10);
    Enrolment enrolment =
        new Enrolment(plan.study(), person.id())
            .with("site", person.site().id)
            .with("zone", person.site().zone)
            .with("from", from)
            .with("status", "active")
            .withJson("devices", devices.toString());
    String thresholds = person.thresholds();
    if (thresholds != null) {
      enrolment.withJson("thresholds", thresholds);
    }
    return enrolment.by("simulate", "seed " + plan.seed()).recorded(plan.recorded());
  }

  /** Records until the span is over or the outlet has had enough. */
  void record(Outlet outlet) {
    long end = plan.endMicros();
    long minute = plan.firstMinute();
    for (long period = plan.startMicros(); period < end; period += plan.everyMicros()) {
      for (Watch watch : byPhase) {
        long at = period + watch.phaseMicros();
        for (; minute * Body.MINUTE <= Math.min(at, end); minute++) {
          if (!passMinute(minute, outlet)) {
            return;
          }
        }
        if (at >= end) {
          break;
        }
        if (!sample(watch, at, outlet)) {
          return;
        }
      }
    }
    for (; minute * Body.MINUTE <= end; minute++) {
      if (!passMinute(minute, outlet)) {
        return;
      }
    }
  }

  private boolean sample(Watch watch, long atMicros, Outlet outlet) {
    if (!outlet.due(atMicros)) {
      return false;
    }
    byte[] record = watch.heartRate(json, atMicros);
    outlet.read(watch, atMicros);
    outlet.take(watch.wearer(), atMicros, record);
    if (malformed.due()) {
      outlet.take(watch.wearer(), atMicros, malformed.record(json, plan, watch, atMicros));
    }
    return true;
  }

  /** Reports the steps of the minute that ends, where it was seen whole, and begins the next. */
  private boolean passMinute(long minute, Outlet outlet) {
    long now = minute * Body.MINUTE;
    boolean whole = minute > plan.firstMinute();
    for (Watch watch : byPhase) {
      if (!watch.first()) {
        continue;
      }
      if (whole) {
        if (!outlet.due(now)) {
          return false;
        }
        outlet.take(watch.wearer(), now, watch.steps(json, now - Body.MINUTE));
      }
      watch.wearer().body().liveMinute(minute);
    }
    return true;
  }
}
