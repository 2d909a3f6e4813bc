package io.zeitgeber.persistence.projection;

import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.AmendFact;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.persistence.journal.EntryFacts;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/**
 * The table of windows. Compared are the numbers, and whether a window is final: how many revisions
 * fell into one page of the tail decides how many versions a row counts, so versions are not.
 */
public final class WindowsRebuilding implements Rebuilding {
  private static final String COLUMNS =
      """
      study || '/' || participant || ', ' || channel || ' of ' || device || ', ' || size_s
        || ' s from ' || start::text || ', count ' || count as what,
      state = 'provisional' as provisional, sum, mean, min, max, sd, first_time, last_time,
      expected, seconds_by_code, occurrences_by_code, sum_exact, squares_exact, late_count,
      late_since\
      """;

  private final Function<String, Protocol> protocols;

  /**
   * Of a journal.
   *
   * @param protocols by digest: asked for the shape of channels
   */
  public WindowsRebuilding(Function<String, Protocol> protocols) {
    this.protocols = protocols;
  }

  @Override
  public List<Compared> tables() {
    return List.of(new Compared("windows", COLUMNS));
  }

  @Override
  public void write(Connection connection, List<EntryFacts> entries) throws SQLException {
    WindowFacts windows = new WindowFacts(protocols);
    for (EntryFacts entry : entries) {
      for (Fact fact : entry.facts()) {
        if (fact instanceof Fact.WindowClosed closed) {
          windows.add(entry.header(), closed);
        } else if (fact instanceof Fact.WindowAmended amended) {
          windows.add(entry.header(), amended);
        } else if (fact instanceof AmendFact amend) {
          windows.add(entry.header(), amend);
        }
      }
    }
    windows.write(new WindowsTable(connection, "windows" + SUFFIX));
  }
}
