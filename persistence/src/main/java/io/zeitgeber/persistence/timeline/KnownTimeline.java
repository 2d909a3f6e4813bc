package io.zeitgeber.persistence.timeline;

import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.protocol.Channel;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.protocol.ResultRules;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.participant.step.TimelineFact;
import io.zeitgeber.participant.timeline.Entry;
import io.zeitgeber.participant.timeline.Result;
import io.zeitgeber.persistence.journal.EntryHeader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One participant's timeline as a history leaves it, in memory: what the view {@code timeline} had
 * shown after the same facts. For a range and channels only, and up to a number of entries.
 */
public final class KnownTimeline {
  private static final long DAY_MICROS = 86_400_000_000L;

  /** Entries that begin earlier than this before the range are not looked for. */
  private static final long LONGEST_MICROS = 32 * DAY_MICROS;

  /** Of two entries that overlap, the earlier begins at most so long before the later. */
  private static final long OVERLAP_MICROS = 25 * 3_600_000_000L;

  private static final long MINUTE_MICROS = 60_000_000;

  private final Function<String, Protocol> protocols;
  private final long fromMicros;
  private final long toMicros;
  private final Set<String> channels;
  private final int most;
  private final Map<Name, Kept> newest = new HashMap<>();

  /**
   * @param protocols by digest
   * @param fromMicros what ends later is asked for
   * @param toMicros what begins earlier is asked for
   * @param channels empty for all
   * @param most entries at once; more is {@link TooMany}
   */
  public KnownTimeline(
      Function<String, Protocol> protocols,
      long fromMicros,
      long toMicros,
      Set<String> channels,
      int most) {
    this.protocols = protocols;
    this.fromMicros = fromMicros;
    this.toMicros = toMicros;
    this.channels = Set.copyOf(channels);
    this.most = most;
  }

  /** More entries than may be held at once. */
  public static final class TooMany extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** A minute of samples, which stands on the timeline. */
  public record Minute(
      String channel,
      String device,
      long startMicros,
      @Nullable Double mean,
      long count,
      int version,
      String state) {}

  /** An entry through its versions: by the record that brought it, or its first start. */
  private record Name(String channel, String device, String rule, long entry) {}

  private record Kept(
      Name name,
      Entry entry,
      int version,
      String state,
      String unit,
      @Nullable String parameters) {}

  /** Takes what the next entry concluded. */
  public void heard(EntryHeader header, List<Fact> facts) {
    for (Fact fact : facts) {
      if (fact instanceof TimelineFact placed) {
        add(header, placed);
      }
    }
    if (newest.size() > most) {
      throw new TooMany();
    }
  }

  private void add(EntryHeader header, TimelineFact fact) {
    switch (fact) {
      case TimelineFact.EntryPlaced placed ->
          observed(
              header,
              placed.entry(),
              placed.arrival(),
              placed.version(),
              placed.version() == 1 ? "final" : "amended");
      case TimelineFact.EntryWithdrawn withdrawn ->
          observed(
              header, withdrawn.entry(), withdrawn.arrival(), withdrawn.version(), "withdrawn");
      case TimelineFact.ResultStated(Result result) -> {
        Entry entry = result.entry();
        Derivation derivation =
            Derivation.of(result.rule(), protocols.apply(header.protocol()).results());
        Name name = new Name(entry.channel(), entry.device(), result.rule(), entry.startMicros());
        String state = result.standing().name().toLowerCase(Locale.ROOT);
        keep(
            new Kept(
                name, entry, result.version(), state, derivation.unit(), derivation.parameters()));
      }
    }
  }

  private void observed(EntryHeader header, Entry entry, long arrival, int version, String state) {
    @Nullable Channel channel = protocols.apply(header.protocol()).channels().get(entry.channel());
    Name name = new Name(entry.channel(), entry.device(), "", arrival);
    keep(new Kept(name, entry, version, state, channel == null ? "" : channel.unit(), null));
  }

  private void keep(Kept kept) {
    boolean wanted = channels.isEmpty() || channels.contains(kept.name().channel());
    long start = kept.entry().startMicros();
    boolean inside = start < toMicros && start >= fromMicros - LONGEST_MICROS;
    @Nullable Kept before = newest.get(kept.name());
    if (before != null && before.version() > kept.version()) {
      return;
    }
    if (wanted && inside) {
      newest.put(kept.name(), kept);
    } else {
      newest.remove(kept.name());
    }
  }

  /**
   * All that overlaps the range, in order of start, channel and device.
   *
   * @param minutes of samples, of the range
   * @param then the participant as known then
   */
  public List<TimelineEntry> entries(List<Minute> minutes, Participant then) {
    Map<String, NavigableMap<Long, List<Kept>>> byLane = new HashMap<>();
    for (Kept kept : newest.values()) {
      if (!kept.state().equals("withdrawn")) {
        byLane
            .computeIfAbsent(lane(kept.name(), kept.name().device()), _ -> new TreeMap<>())
            .computeIfAbsent(kept.entry().startMicros(), _ -> new ArrayList<>())
            .add(kept);
      }
    }
    List<TimelineEntry> entries = new ArrayList<>();
    for (Kept kept : newest.values()) {
      Entry entry = kept.entry();
      if (entry.endMicros() > fromMicros || entry.startMicros() >= fromMicros) {
        entries.add(entry(kept, chosen(kept, byLane, then)));
      }
    }
    addMinutes(minutes, then, entries);
    entries.sort(
        Comparator.comparingLong(TimelineEntry::startMicros)
            .thenComparing(TimelineEntry::channel)
            .thenComparing(TimelineEntry::device)
            .thenComparingInt(TimelineEntry::version));
    return entries;
  }

  private static String lane(Name of, String device) {
    return of.channel() + "\n" + of.rule() + "\n" + device;
  }

  private static boolean chosen(
      Kept kept, Map<String, NavigableMap<Long, List<Kept>>> byLane, Participant then) {
    if (kept.state().equals("withdrawn")) {
      return false;
    }
    Entry entry = kept.entry();
    for (String better : betterThan(entry.device(), then)) {
      @Nullable NavigableMap<Long, List<Kept>> others = byLane.get(lane(kept.name(), better));
      if (others == null) {
        continue;
      }
      for (List<Kept> at :
          others
              .subMap(entry.startMicros() - OVERLAP_MICROS, false, entry.endMicros(), true)
              .values()) {
        for (Kept other : at) {
          Entry o = other.entry();
          boolean overlaps =
              o.startMicros() < entry.endMicros() && o.endMicros() > entry.startMicros();
          if (overlaps || o.startMicros() == entry.startMicros()) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /** Devices that go before another one: lower priority, then name. */
  private static List<String> betterThan(String device, Participant then) {
    List<String> better = new ArrayList<>();
    int own = priority(device, then);
    for (String other : then.devices()) {
      int its = priority(other, then);
      if (its < own || (its == own && other.compareTo(device) < 0)) {
        better.add(other);
      }
    }
    return better;
  }

  private static int priority(String device, Participant then) {
    @Nullable List<Enrolment.Device> registered = then.registration().devices();
    ResultRules rules = then.protocol().results();
    for (Enrolment.Device each : registered == null ? List.<Enrolment.Device>of() : registered) {
      @Nullable String kind = each.kind();
      if (each.device().equals(device) && kind != null) {
        return rules.priorities().getOrDefault(kind, ResultRules.USUAL_PRIORITY);
      }
    }
    return ResultRules.USUAL_PRIORITY;
  }

  private static TimelineEntry entry(Kept kept, boolean chosen) {
    Entry entry = kept.entry();
    return new TimelineEntry(
        entry.channel(),
        entry.device(),
        entry.startMicros(),
        entry.endMicros(),
        entry.value(),
        entry.code(),
        kept.unit().isEmpty() ? null : kept.unit(),
        null,
        entry.uncertaintyMicros(),
        kept.version(),
        kept.state(),
        kept.name().rule().isEmpty() ? null : kept.name().rule(),
        kept.parameters(),
        chosen);
  }

  private static void addMinutes(List<Minute> minutes, Participant then, List<TimelineEntry> to) {
    Map<String, Set<String>> devices = new HashMap<>();
    for (Minute each : minutes) {
      devices.computeIfAbsent(place(each), _ -> new HashSet<>()).add(each.device());
    }
    for (Minute each : minutes) {
      Set<String> there = devices.getOrDefault(place(each), Set.of());
      boolean chosen =
          there.size() == 1 || betterThan(each.device(), then).stream().noneMatch(there::contains);
      to.add(entry(each, then, chosen));
    }
  }

  private static String place(Minute of) {
    return of.channel() + "\n" + of.startMicros();
  }

  private static TimelineEntry entry(Minute it, Participant then, boolean chosen) {
    @Nullable Channel channel = then.protocol().channels().get(it.channel());
    String unit = channel == null ? "" : channel.unit();
    return new TimelineEntry(
        it.channel(),
        it.device(),
        it.startMicros(),
        it.startMicros() + MINUTE_MICROS,
        it.mean(),
        null,
        unit.isEmpty() ? null : unit,
        it.count(),
        null,
        it.version(),
        it.state(),
        null,
        null,
        chosen);
  }
}
