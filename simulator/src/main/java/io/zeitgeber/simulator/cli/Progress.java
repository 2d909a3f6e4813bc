package io.zeitgeber.simulator.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says how far the work is: one line written over on a terminal, a plain line every ten seconds
 * elsewhere. Looks at the count from a thread of its own, so that the work pays nothing for it.
 */
public final class Progress implements AutoCloseable {
  private static final int BAR = 24;
  private static final long LIVE_NANOS = 200_000_000L;
  private static final long PLAIN_NANOS = 10_000_000_000L;

  /** For work whose end is not known. */
  public static final long UNKNOWN = -1;

  private final Shell shell;
  private final String verb;
  private final long total;
  private final LongSupplier done;
  private final long startNanos = System.nanoTime();
  private final StopSignal ended = new StopSignal();
  private final Thread thread;
  private int shownLength;

  private Progress(Shell shell, String verb, long total, LongSupplier done) {
    this.shell = shell;
    this.verb = verb;
    this.total = total;
    this.done = done;
    this.thread = Thread.ofPlatform().daemon().name("progress").unstarted(this::show);
  }

  /** Starts to say how many of {@code total} records are done. */
  public static Progress of(Shell shell, String verb, long total, LongSupplier done) {
    Progress progress = new Progress(shell, verb, total, done);
    progress.thread.start();
    return progress;
  }

  @Override
  public void close() {
    ended.request();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void show() {
    while (!ended.await(shell.live() ? LIVE_NANOS : PLAIN_NANOS)) {
      String line = line(done.getAsLong(), System.nanoTime() - startNanos);
      if (shell.live()) {
        overwrite(line);
      } else {
        shell.err().println(line);
      }
    }
    if (shell.live()) {
      overwrite("");
      shell.err().print('\r');
      shell.err().flush();
    }
  }

  private void overwrite(String line) {
    String padding = " ".repeat(Math.max(0, shownLength - line.length()));
    shell.err().print("\r" + line + padding);
    shell.err().flush();
    shownLength = line.length();
  }

  /** The line for a moment: what is done, how fast, how long it will take. */
  String line(long count, long nanos) {
    double perSecond = nanos <= 0 ? 0 : count * 1e9 / nanos;
    String rate = rate(perSecond);
    if (total <= 0) {
      return String.format(Locale.ROOT, "%s  %,d records  %s", verb, count, rate);
    }
    double share = Math.min(1, (double) count / total);
    String eta = eta(total - count, perSecond);
    String bar = shell.live() ? bar(share) + " " : "";
    return String.format(
        Locale.ROOT,
        "%s  %s%3d%%  %,d of %,d  %s%s",
        verb,
        bar,
        (int) (share * 100),
        count,
        total,
        rate,
        eta == null ? "" : "  " + eta);
  }

  private static String bar(double share) {
    int filled = (int) (share * BAR);
    return "[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "]";
  }

  private static @Nullable String eta(long remaining, double perSecond) {
    if (perSecond <= 0 || remaining <= 0) {
      return null;
    }
    return TimeText.words(Duration.ofSeconds((long) Math.ceil(remaining / perSecond))) + " left";
  }

  /** A count with its noun: {@code 1 participant}, {@code 1,200 participants}. */
  public static String counted(long count, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
  }

  /** Records a second as people read it: three digits are enough. */
  public static String rate(double perSecond) {
    if (perSecond < 10) {
      return String.format(Locale.ROOT, "%.1f records/s", perSecond);
    }
    double unit = Math.pow(10, Math.max(0, Math.floor(Math.log10(perSecond)) - 2));
    return String.format(
        Locale.ROOT, "%,d records/s", (long) (Math.round(perSecond / unit) * unit));
  }
}
