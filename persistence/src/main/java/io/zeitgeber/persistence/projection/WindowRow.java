package io.zeitgeber.persistence.projection;

import io.zeitgeber.participant.sum.ExactSum;
import io.zeitgeber.participant.window.Window;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A window while facts are merged into it. Sums are exact, so the order of merging is of no
 * account.
 */
public final class WindowRow {
  static final String PROVISIONAL = "provisional";
  static final String FINAL = "final";
  static final String AMENDED = "amended";

  private final WindowKey key;
  private int version;
  private long count;
  private @Nullable ExactSum sum;
  private @Nullable ExactSum squares;
  private double min = Double.NaN;
  private double max = Double.NaN;
  private long firstMicros = Long.MAX_VALUE;
  private long lastMicros = Long.MIN_VALUE;
  private @Nullable Double expected;
  private boolean occurrences;
  private boolean replaces;
  private boolean revised;
  private boolean changed = true;
  private boolean amends;
  private String state = FINAL;
  private final Map<String, Long> codes = new TreeMap<>();

  WindowRow(WindowKey key) {
    this.key = key;
  }

  /**
   * Adds what one fact says: one version more.
   *
   * @param whole whether the fact is about this very window, not about a minute inside it
   * @param countsCodes whether codes are counted rather than timed
   */
  void add(Window window, boolean whole, boolean countsCodes) {
    version++;
    count += window.count();
    sum = sum(sum, window.sum());
    squares = sum(squares, window.sumOfSquares());
    min = lesser(min, window.min());
    max = greater(max, window.max());
    firstMicros = Math.min(firstMicros, window.firstMicros());
    lastMicros = Math.max(lastMicros, window.lastMicros());
    if (whole && expected == null) {
      expected = window.expected();
    }
    occurrences |= countsCodes;
    window.codeMicros().forEach((code, amount) -> codes.merge(code, amount, Long::sum));
  }

  /** It is said of a window that closed before. */
  void amends() {
    amends = true;
  }

  /** Whether nothing is stored of it, but by a window that closes twice. */
  boolean isFirst() {
    return version == 1 && !replaces && !amends;
  }

  /** As it closed while the clock was in doubt. */
  void addProvisional(Window window, boolean countsCodes) {
    add(window, true, countsCodes);
    state = PROVISIONAL;
  }

  /** Stands in place of all that was said before, stored or not. */
  void revise(Window window, boolean countsCodes) {
    int before = version;
    forget();
    add(window, true, countsCodes);
    version = before + 1;
    replaces = true;
    revised = true;
  }

  /** Stands in place of what is stored; parts are then added. */
  static WindowRow merged(WindowKey key) {
    WindowRow row = new WindowRow(key);
    row.replaces = true;
    row.revised = true;
    return row;
  }

  /** Adds a stored part. */
  void addPart(WindowRow part) {
    addContent(part);
    version = 1;
  }

  /** The watermark has passed it. */
  void settle(long throughMicros) {
    boolean passed = key.startMicros() + key.sizeSeconds() * 1_000_000L <= throughMicros;
    state = passed && state.equals(PROVISIONAL) ? FINAL : state;
  }

  private void forget() {
    count = 0;
    sum = null;
    squares = null;
    min = Double.NaN;
    max = Double.NaN;
    firstMicros = Long.MAX_VALUE;
    lastMicros = Long.MIN_VALUE;
    codes.clear();
  }

  /** Adds what is stored already, all its versions. */
  void addStored(WindowRow stored) {
    if (replaces) {
      changed = !hasContentOf(stored);
      version = stored.version + (changed ? 1 : 0);
      expected = stored.expected == null ? expected : stored.expected;
    } else {
      version += stored.version;
      addContent(stored);
      expected = stored.expected == null ? expected : stored.expected;
    }
    boolean doubted = stored.state.equals(PROVISIONAL);
    state = !changed ? stored.state : doubted && revised ? PROVISIONAL : AMENDED;
  }

  /** Whether what is stored has to be written anew. */
  boolean isChanged() {
    return changed;
  }

  private boolean hasContentOf(WindowRow other) {
    return count == other.count
        && Objects.equals(sum, other.sum)
        && Objects.equals(squares, other.squares)
        && Double.compare(min, other.min) == 0
        && Double.compare(max, other.max) == 0
        && firstMicros == other.firstMicros
        && lastMicros == other.lastMicros
        && codes.equals(other.codes);
  }

  private void addContent(WindowRow stored) {
    count += stored.count;
    sum = sum(sum, stored.sum);
    squares = sum(squares, stored.squares);
    min = lesser(min, stored.min);
    max = greater(max, stored.max);
    firstMicros = Math.min(firstMicros, stored.firstMicros);
    lastMicros = Math.max(lastMicros, stored.lastMicros);
    occurrences |= stored.occurrences;
    stored.codes.forEach((code, amount) -> codes.merge(code, amount, Long::sum));
  }

  /** A row as it was read. */
  static WindowRow stored(
      WindowKey key,
      int version,
      long count,
      @Nullable ExactSum sum,
      @Nullable ExactSum squares,
      double min,
      double max,
      long firstMicros,
      long lastMicros,
      @Nullable Double expected,
      String state) {
    WindowRow row = new WindowRow(key);
    row.version = version;
    row.count = count;
    row.sum = sum;
    row.squares = squares;
    row.min = min;
    row.max = max;
    row.firstMicros = firstMicros;
    row.lastMicros = lastMicros;
    row.expected = expected;
    row.state = state;
    return row;
  }

  /** The same as it would be read again. */
  WindowRow asStored() {
    WindowRow row =
        stored(
            key,
            version,
            count,
            sum,
            squares,
            min,
            max,
            firstMicros,
            lastMicros,
            expected,
            state());
    codes.forEach((code, amount) -> row.addCode(code, amount, occurrences));
    return row;
  }

  /** Adds a stored code's amount: microseconds, or occurrences. */
  void addCode(String code, long amount, boolean counted) {
    occurrences |= counted;
    codes.merge(code, amount, Long::sum);
  }

  private static @Nullable ExactSum sum(@Nullable ExactSum one, @Nullable ExactSum other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.add(other);
  }

  /** Of what are numbers. */
  private static double lesser(double one, double other) {
    return Double.isNaN(one) ? other : Double.isNaN(other) ? one : Math.min(one, other);
  }

  private static double greater(double one, double other) {
    return Double.isNaN(one) ? other : Double.isNaN(other) ? one : Math.max(one, other);
  }

  public WindowKey key() {
    return key;
  }

  public int version() {
    return version;
  }

  public String state() {
    return state.equals(FINAL) && version > 1 && !replaces ? AMENDED : state;
  }

  public long count() {
    return count;
  }

  public @Nullable Double sumRounded() {
    return sum == null ? null : sum.doubleValue();
  }

  /** Only where there are squares: for intervals a mean over observations would mislead. */
  public @Nullable Double mean() {
    return sum == null || squares == null || count == 0 ? null : sum.mean(count);
  }

  public double min() {
    return min;
  }

  public double max() {
    return max;
  }

  public @Nullable Double deviation() {
    return sum == null || squares == null || count < 2
        ? null
        : ExactSum.deviation(sum, squares, count);
  }

  public long firstMicros() {
    return firstMicros;
  }

  public long lastMicros() {
    return lastMicros;
  }

  public @Nullable Double expected() {
    return expected;
  }

  /** Seconds, or occurrences, by code. */
  public Map<String, Double> amountsByCode() {
    Map<String, Double> amounts = new TreeMap<>();
    codes.forEach((code, amount) -> amounts.put(code, occurrences ? amount : amount / 1e6));
    return amounts;
  }

  public @Nullable String secondsByCode() {
    return occurrences || codes.isEmpty() ? null : codesAsJson();
  }

  public @Nullable String occurrencesByCode() {
    return occurrences && !codes.isEmpty() ? codesAsJson() : null;
  }

  private String codesAsJson() {
    Json json = new Json().begin('{');
    codes.forEach(
        (code, amount) -> {
          if (occurrences) {
            json.field(code, amount);
          } else {
            json.seconds(code, amount);
          }
        });
    return json.end('}').toString();
  }

  byte @Nullable [] sumExact() {
    return sum == null ? null : sum.toBytes();
  }

  byte @Nullable [] squaresExact() {
    return squares == null ? null : squares.toBytes();
  }
}
