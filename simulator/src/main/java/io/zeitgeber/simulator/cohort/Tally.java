package io.zeitgeber.simulator.cohort;

import io.zeitgeber.simulator.cli.ExitCode;
import io.zeitgeber.simulator.kafka.Sender;

/** What happened, for the summary. */
final class Tally {
  long records;
  long acknowledged;
  long lastMicros;
  long tachycardias;
  long bradycardias;
  long tookNanos;
  private long startNanos;

  void began(Episode episode) {
    switch (episode.kind()) {
      case TACHYCARDIA -> tachycardias++;
      case BRADYCARDIA -> bradycardias++;
    }
  }

  void start() {
    startNanos = System.nanoTime();
  }

  void sent(long stampMicros) {
    records++;
    lastMicros = stampMicros;
  }

  void end(long acknowledgedRecords) {
    acknowledged = acknowledgedRecords;
    tookNanos = System.nanoTime() - startNanos;
  }

  static int exitCode(Sender sender) {
    if (sender.broken()) {
      return sender.exitCode();
    }
    return sender.failed() > 0 ? ExitCode.FOUND : ExitCode.DONE;
  }
}
