package io.zeitgeber.service.query;

import io.zeitgeber.persistence.timeline.Adherence;
import io.zeitgeber.service.query.v1.GetAdherenceResponse;
import io.zeitgeber.service.query.v1.GetAdherenceResponse.DaySum;
import io.zeitgeber.service.query.v1.GetAdherenceResponse.RollUp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Days of many participants, summed over all of them and by site. */
final class AdherenceRollUp {
  private static final double HOUR_SECONDS = 3600;

  private final List<DaySum.Builder> days = new ArrayList<>();
  private int participants;

  private AdherenceRollUp() {}

  /**
   * One participant.
   *
   * @param site empty where there is none
   */
  record Part(String site, List<Adherence.Day> days) {
    Part {
      days = List.copyOf(days);
    }
  }

  /** Over all first, then by site in the order of their names. */
  static List<RollUp> of(List<Part> parts) {
    AdherenceRollUp all = new AdherenceRollUp();
    Map<String, AdherenceRollUp> bySite = new TreeMap<>();
    for (Part part : parts) {
      all.add(part.days());
      bySite.computeIfAbsent(part.site(), _ -> new AdherenceRollUp()).add(part.days());
    }
    List<RollUp> rollUps = new ArrayList<>();
    rollUps.add(all.summed().build());
    bySite.forEach((site, sum) -> rollUps.add(sum.summed().setSite(site).build()));
    return rollUps;
  }

  private void add(List<Adherence.Day> its) {
    participants++;
    for (int at = 0; at < its.size(); at++) {
      if (at == days.size()) {
        days.add(DaySum.newBuilder().setDay(its.get(at).date().toString()));
      }
      add(days.get(at), its.get(at));
    }
  }

  private static void add(DaySum.Builder sum, Adherence.Day day) {
    switch (day.amount()) {
      case ENOUGH -> sum.setEnough(sum.getEnough() + 1);
      case LITTLE -> sum.setLittle(sum.getLittle() + 1);
      case NONE -> sum.setNone(sum.getNone() + 1);
      case UNKNOWN -> sum.setUnknown(sum.getUnknown() + 1);
      case NOT_EXPECTED -> sum.setNotExpected(sum.getNotExpected() + 1);
    }
    if (day.amount() != Adherence.Amount.NOT_EXPECTED) {
      sum.setExpectedHours(sum.getExpectedHours() + day.seconds() / HOUR_SECONDS);
    }
    sum.setWornHours(sum.getWornHours() + day.wornSeconds() / HOUR_SECONDS);
  }

  private RollUp.Builder summed() {
    RollUp.Builder rollUp = GetAdherenceResponse.RollUp.newBuilder().setParticipants(participants);
    days.forEach(rollUp::addDays);
    return rollUp;
  }
}
