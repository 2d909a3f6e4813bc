package io.zeitgeber.bench.job;

import java.util.concurrent.atomic.LongAdder;

/** Tells on standard output, ten times a second, how many records the job has dealt with. */
public final class Progress {
  private static final LongAdder RECORDS = new LongAdder();
  private static final long EVERY_MILLIS = 100;

  private Progress() {}

  /** Counts one record: called by the job's last stage. */
  public static void record() {
    RECORDS.increment();
  }

  /** Counts several at once. */
  public static void records(long more) {
    RECORDS.add(more);
  }

  /** Begins to tell. */
  public static void tell() {
    Thread teller =
        new Thread(
            () -> {
              try {
                while (true) {
                  line();
                  Thread.sleep(EVERY_MILLIS);
                }
              } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
              }
            },
            "progress");
    teller.setDaemon(true);
    teller.start();
  }

  /** One line: {@code progress RECORDS}. */
  public static void line() {
    System.out.println("progress " + RECORDS.sum());
  }
}
