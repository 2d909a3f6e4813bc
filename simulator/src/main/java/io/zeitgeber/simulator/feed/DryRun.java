package io.zeitgeber.simulator.feed;

import io.zeitgeber.simulator.cli.Progress;
import io.zeitgeber.simulator.cli.TimeText;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows what would be sent: topic, stamp, key and value of the first records. */
final class DryRun {
  private final PrintStream out;
  private final int most;
  private int shown;
  private boolean more;

  DryRun(PrintStream out, int most) {
    this.out = out;
    this.most = most;
  }

  void enrolments(String topic, List<Feed.Enrolling> enrolments) {
    int enrolmentsShown = Math.min(3, enrolments.size());
    for (Feed.Enrolling each : enrolments.subList(0, enrolmentsShown)) {
      byte[] key = each.participant().getBytes(StandardCharsets.UTF_8);
      show(topic, each.stampMillis(), key, each.value().array());
    }
    if (enrolments.size() > enrolmentsShown) {
      out.printf(Locale.ROOT, "... and %,d more enrolments%n", enrolments.size() - enrolmentsShown);
    }
  }

  boolean take(String topic, long stampMillis, byte @Nullable [] key, byte[] value) {
    if (shown == most) {
      more = true;
      return false;
    }
    shown++;
    show(topic, stampMillis, key, value);
    return true;
  }

  void end(long total) {
    if (total == Progress.UNKNOWN) {
      out.println(more ? "... and more; nothing was sent" : "nothing was sent");
    } else if (total > shown) {
      out.printf(Locale.ROOT, "... and %,d more records; nothing was sent%n", total - shown);
    } else {
      out.println("nothing was sent");
    }
  }

  private void show(String topic, long stampMillis, byte @Nullable [] key, byte[] value) {
    out.printf(
        "%s  %s  key=%s  %s%n",
        topic,
        TimeText.rfc3339(stampMillis),
        key == null ? "none" : new String(key, StandardCharsets.UTF_8),
        new String(value, StandardCharsets.UTF_8));
  }
}
