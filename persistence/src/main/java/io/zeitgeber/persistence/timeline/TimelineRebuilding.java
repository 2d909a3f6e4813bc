package io.zeitgeber.persistence.timeline;

import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.TimelineFact;
import io.zeitgeber.persistence.journal.EntryFacts;
import io.zeitgeber.persistence.projection.Rebuilding;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;

/** The tables of the timeline; the minutes of samples on it are windows. */
public final class TimelineRebuilding implements Rebuilding {
  private static final String WHOSE = "study || '/' || participant || ', '";

  private final TimelineSink sink;

  /**
   * Of a journal.
   *
   * @param protocols by digest: asked for units and for what rules run with
   */
  public TimelineRebuilding(DataSource dataSource, Function<String, Protocol> protocols) {
    this.sink = TimelineSink.beside(dataSource, protocols, SUFFIX);
  }

  @Override
  public List<Compared> tables() {
    return List.of(
        new Compared(
            "timeline_entries",
            WHOSE
                + "|| channel || ' of ' || device || ' ' || rule || ' from ' || start::text"
                + " || ', version ' || version as what, \"end\", entry, state, newest, value, code,"
                + " uncertainty_micros, parameters"),
        new Compared(
            "timeline_lanes",
            WHOSE + "|| channel || ' of ' || device || ' ' || rule as what, unit"),
        new Compared("timeline_devices", WHOSE + "|| device as what, kind, priority, confidence"),
        new Compared(
            "timeline_people",
            "study || '/' || participant as what, zone, from_day, until_day, status"));
  }

  @Override
  public void write(Connection connection, List<EntryFacts> entries) throws SQLException {
    TimelinePage page = sink.page();
    for (EntryFacts entry : entries) {
      for (Fact fact : entry.facts()) {
        if (fact instanceof TimelineFact placed) {
          page.add(entry.header(), placed);
        } else if (fact instanceof Fact.Enrolled enrolled) {
          page.add(entry.header(), enrolled);
        } else if (fact instanceof Fact.WindowClosed closed) {
          page.add(entry.header(), closed.window());
        } else if (fact instanceof Fact.WindowAmended amended) {
          page.add(entry.header(), amended.late());
        }
      }
    }
    page.write(connection);
  }
}
