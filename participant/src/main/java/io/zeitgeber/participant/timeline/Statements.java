package io.zeitgeber.participant.timeline;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was stated on one lane of results, as far back as it may still be restated. Compares what is
 * found now with it and states the difference: never the same thing twice.
 *
 * <pre>
 *   (nothing) ── found ──▶ PROVISIONAL ── complete ──▶ FINAL ── otherwise ──▶ AMENDED
 *                              │ otherwise: version + 1  │                      │
 *                              └──────── gone ───────────┴──▶ WITHDRAWN ◀───────┘
 * </pre>
 *
 * <p>A result that is found again at the start of a withdrawn one is its next version.
 */
public final class Statements {
  private static final int MOST = 256;

  private List<Row> rows;

  public Statements() {
    this(new ArrayList<>(4));
  }

  private Statements(List<Row> rows) {
    this.rows = rows;
  }

  public Statements copy() {
    return new Statements(new ArrayList<>(rows));
  }

  /**
   * States how what is found from an instant on differs from what was stated of it.
   *
   * @param found in ascending order of start, all of them at or after {@code fromMicros}
   * @param fromMicros what was stated before it is left alone
   * @param growing whether what goes on is restated because it has grown
   */
  public void restate(
      Lane lane, List<Candidate> found, long fromMicros, boolean growing, ResultSink sink) {
    List<Row> next = new ArrayList<>(rows.size() + 2);
    int at = 0;
    while (at < rows.size() && rows.get(at).startMicros < fromMicros) {
      next.add(rows.get(at++));
    }
    for (Candidate each : found) {
      while (at < rows.size() && rows.get(at).startMicros < each.startMicros()) {
        next.add(withdrawn(lane, rows.get(at++), sink));
      }
      boolean known = at < rows.size() && rows.get(at).startMicros == each.startMicros();
      Row before = known ? rows.get(at++) : null;
      Row after = before == null ? Row.first(each) : before.becoming(each, growing);
      if (before == null || !after.equals(before)) {
        sink.stated(after.result(lane));
      }
      next.add(after);
    }
    while (at < rows.size()) {
      next.add(withdrawn(lane, rows.get(at++), sink));
    }
    rows = next;
    while (rows.size() > MOST) {
      settle(lane, rows.removeFirst(), sink);
    }
  }

  /** Forgets what ends at or before then; what was provisional is as final as it gets. */
  public void forgetBefore(Lane lane, long micros, ResultSink sink) {
    while (!rows.isEmpty() && rows.getFirst().endMicros <= micros && !rows.getFirst().goesOn) {
      settle(lane, rows.removeFirst(), sink);
    }
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Start of the last result that starts at or before then; the earliest one's if none does. */
  public long startAtOrBefore(long micros) {
    long start = rows.getFirst().startMicros;
    for (Row row : rows) {
      if (row.startMicros <= micros && row.standing != Standing.WITHDRAWN) {
        start = row.startMicros;
      }
    }
    return start;
  }

  /** What was stated of the latest time; null where nothing is. */
  public @Nullable Latest latest() {
    for (Row row : rows.reversed()) {
      if (row.standing != Standing.WITHDRAWN) {
        return new Latest(row.code, row.endMicros);
      }
    }
    return null;
  }

  /**
   * The latest result.
   *
   * @param endMicros up to where it is known
   */
  public record Latest(@Nullable String code, long endMicros) {}

  public void write(CanonicalWriter to) {
    to.number(rows.size());
    rows.forEach(row -> row.write(to));
  }

  public static Statements read(CanonicalReader from) {
    List<Row> rows = new ArrayList<>();
    for (int left = from.count(); left > 0; left--) {
      rows.add(Row.read(from));
    }
    return new Statements(rows);
  }

  private static Row withdrawn(Lane lane, Row row, ResultSink sink) {
    if (row.standing == Standing.WITHDRAWN) {
      return row;
    }
    Row after = row.as(row.version + 1, Standing.WITHDRAWN);
    sink.stated(after.result(lane));
    return after;
  }

  private static void settle(Lane lane, Row row, ResultSink sink) {
    if (row.standing == Standing.PROVISIONAL) {
      sink.stated(row.as(row.version, Standing.FINAL).result(lane));
    }
  }

  /** One result as it was stated last. */
  private record Row(
      long startMicros,
      long endMicros,
      double value,
      @Nullable String code,
      int version,
      Standing standing,
      boolean goesOn) {

    static Row first(Candidate found) {
      return of(found, 1, found.complete() ? Standing.FINAL : Standing.PROVISIONAL);
    }

    private static Row of(Candidate found, int version, Standing standing) {
      return new Row(
          found.startMicros(),
          found.endMicros(),
          found.value(),
          found.code(),
          version,
          standing,
          found.goesOn());
    }

    Row as(int nextVersion, Standing next) {
      return new Row(startMicros, endMicros, value, code, nextVersion, next, false);
    }

    /** What it is after another look; this very row if there is nothing to say. */
    Row becoming(Candidate found, boolean growing) {
      boolean sameCode = Objects.equals(code, found.code());
      boolean sameValue = Double.compare(value, found.value()) == 0;
      if (standing == Standing.WITHDRAWN) {
        return of(found, version + 1, Standing.AMENDED);
      }
      if (sameCode && sameValue && goesOn && found.endMicros() >= endMicros) {
        boolean quiet = found.goesOn() && (!growing || found.endMicros() == endMicros);
        return quiet ? this : of(found, version, later(found));
      }
      if (sameCode && sameValue && found.endMicros() == endMicros && found.goesOn() == goesOn) {
        return standing == Standing.PROVISIONAL && found.complete()
            ? of(found, version, Standing.FINAL)
            : this;
      }
      return of(found, version + 1, later(found));
    }

    private Standing later(Candidate found) {
      return switch (standing) {
        case PROVISIONAL -> found.complete() ? Standing.FINAL : Standing.PROVISIONAL;
        case FINAL, AMENDED, WITHDRAWN -> Standing.AMENDED;
      };
    }

    Result result(Lane lane) {
      Entry entry =
          new Entry(
              lane.channel(),
              lane.device(),
              startMicros,
              endMicros,
              Double.isNaN(value) ? null : (Double) value,
              code,
              null);
      return new Result(lane.rule(), entry, version, standing, goesOn);
    }

    void write(CanonicalWriter to) {
      to.number(startMicros).number(endMicros - startMicros).decimal(value).optionalText(code);
      to.number(version).text(standing.name()).flag(goesOn);
    }

    static Row read(CanonicalReader from) {
      long start = from.number();
      long end = start + from.number();
      double value = from.decimal();
      String code = from.optionalText();
      int version = from.integer();
      Standing standing = Standing.valueOf(from.text());
      return new Row(start, end, value, code, version, standing, from.flag());
    }
  }
}
