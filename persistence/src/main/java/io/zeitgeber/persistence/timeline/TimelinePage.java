package io.zeitgeber.persistence.timeline;

import io.zeitgeber.participant.protocol.Channel;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.ClockFact;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.TimelineFact;
import io.zeitgeber.participant.timeline.Entry;
import io.zeitgeber.participant.timeline.Result;
import io.zeitgeber.participant.window.Window;
import io.zeitgeber.persistence.journal.EntryHeader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a page of journal entries says about the timeline; written within the page's transaction.
 */
public final class TimelinePage {
  private final TimelineSink shared;
  private final Function<String, Protocol> protocols;
  private final List<TimelineRow> rows = new ArrayList<>();
  private final Map<LaneKey, String> newLanes = new LinkedHashMap<>();
  private final List<PeopleTables.Change> people = new ArrayList<>();
  private final List<ClocksTable.Concluded> clocks = new ArrayList<>();

  TimelinePage(TimelineSink shared, Function<String, Protocol> protocols) {
    this.shared = shared;
    this.protocols = protocols;
  }

  /** An entry was placed or taken back, or a result stated. */
  public void add(EntryHeader header, TimelineFact fact) {
    switch (fact) {
      case TimelineFact.EntryPlaced placed ->
          observed(
              header,
              placed.entry(),
              placed.arrival(),
              placed.version(),
              placed.version() == 1 ? "final" : "amended",
              placed.replacedMicros());
      case TimelineFact.EntryWithdrawn withdrawn ->
          observed(
              header,
              withdrawn.entry(),
              withdrawn.arrival(),
              withdrawn.version(),
              "withdrawn",
              withdrawn.entry().startMicros());
      case TimelineFact.ResultStated(Result result) -> stated(header, result);
    }
  }

  /** A window says that its channel is on the timeline. */
  public void add(EntryHeader header, Window window) {
    lane(header, window.channel(), window.device());
  }

  /** A field of the enrolment has changed. */
  public void add(EntryHeader header, Fact.Enrolled enrolled) {
    people.add(new PeopleTables.Change(header, enrolled, protocols.apply(header.protocol())));
  }

  /** Something was concluded about a device's clock. */
  public void add(EntryHeader header, ClockFact fact) {
    clocks.add(new ClocksTable.Concluded(header, fact));
  }

  /** To be called before the page's transaction begins. */
  public void prepare() {
    Set<YearMonth> months = new TreeSet<>();
    for (TimelineRow row : rows) {
      Instant start = Instant.EPOCH.plus(row.entry().startMicros(), ChronoUnit.MICROS);
      months.add(YearMonth.from(start.atOffset(ZoneOffset.UTC)));
    }
    shared.prepare(months);
  }

  /** Writes all of it. */
  public void write(Connection connection) throws SQLException {
    new PeopleTables(connection, shared.suffix()).write(people);
    ClocksTable.write(connection, clocks, shared.suffix());
    LanesTable.insert(connection, newLanes, shared.suffix());
    new EntriesTable(connection, shared.suffix()).write(rows);
  }

  /** To be called when the transaction is committed. */
  public void written() {
    shared.known(newLanes.keySet());
  }

  private void observed(
      EntryHeader header, Entry entry, long arrival, int version, String state, long replaced) {
    LaneKey lane = lane(header, entry.channel(), entry.device());
    rows.add(new TimelineRow(lane, entry, arrival, version, state, replaced, null));
  }

  private void stated(EntryHeader header, Result result) {
    Entry entry = result.entry();
    Derivation derivation =
        Derivation.of(result.rule(), protocols.apply(header.protocol()).results());
    LaneKey lane =
        new LaneKey(
            header.study(), header.participant(), entry.channel(), entry.device(), result.rule());
    lane(lane, derivation.unit());
    String state = result.standing().name().toLowerCase(Locale.ROOT);
    rows.add(
        new TimelineRow(
            lane,
            entry,
            entry.startMicros(),
            result.version(),
            state,
            entry.startMicros(),
            derivation.parameters()));
  }

  private LaneKey lane(EntryHeader header, String channel, String device) {
    LaneKey lane = new LaneKey(header.study(), header.participant(), channel, device, "");
    if (!shared.isKnown(lane) && !newLanes.containsKey(lane)) {
      @Nullable Channel known = protocols.apply(header.protocol()).channels().get(channel);
      lane(lane, known == null ? "" : known.unit());
    }
    return lane;
  }

  private void lane(LaneKey lane, String unit) {
    if (!shared.isKnown(lane)) {
      newLanes.put(lane, unit);
    }
  }
}
