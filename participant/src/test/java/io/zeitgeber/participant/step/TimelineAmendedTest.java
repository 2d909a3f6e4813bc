package io.zeitgeber.participant.step;

import static io.zeitgeber.participant.step.Story.micros;
import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Extra;
import io.zeitgeber.participant.timeline.Entry;
import io.zeitgeber.participant.timeline.Result;
import io.zeitgeber.participant.timeline.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What late, superseded, withdrawn and re-mapped data make of the timeline. Times in seconds. */
final class TimelineAmendedTest {
  private static final int HOUR = 3600;
  private static final long SECOND = Protocols.SECOND;

  @Test
  void lateState_isPlacedOnce_whenItsStretchIsPutRight() {
    Story story = Story.under(Protocols.OPEN);
    stage(story, 0, 1800, 1800, "DEEP");
    stage(story, 5400, 7200, 1800, "LIGHT");
    story.facts();
    stage(story, 1800, 7300, 3600, "REM");
    assertThat(placed(story.facts())).isEmpty();
    assertThat(placed(story.tick(8000).facts())).containsExactly("1800-5400 REM #3 v1");
  }

  @Test
  void stateSentAgain_isPlacedNoSecondTime() {
    Story story = Story.under(Protocols.OPEN);
    stage(story, 0, 1800, 1800, "DEEP");
    stage(story, 1800, 3600, 1800, "LIGHT");
    story.facts();
    stage(story, 0, 3700, 1800, "DEEP");
    stage(story, 1800, 3700, 1800, "LIGHT");
    assertThat(placed(story.tick(5000).facts())).isEmpty();
  }

  @Test
  void supersededState_isTheNextVersionOfTheFirst_andSoIsAnotherAfterIt() {
    Story story = Story.under(Protocols.OPEN);
    stage(story, 0, 1800, 1800, "DEEP");
    stage(story, 1800, 3600, 1800, "LIGHT");
    story.facts();
    stage(story, 0, 3700, 1800, "REM");
    assertThat(placed(story.tick(5000).facts())).containsExactly("0-1800 REM #1 next");
    stage(story, 0, 5100, 1800, "AWAKE");
    assertThat(placed(story.tick(6000).facts())).containsExactly("0-1800 AWAKE #1 next");
  }

  @Test
  void withdrawnState_isTakenBack_once() {
    Story story = Story.under(Protocols.OPEN);
    stage(story, 0, 1800, 1800, "DEEP");
    stage(story, 1800, 3600, 1800, "LIGHT");
    story.facts();
    Extra back = new Extra(null, null, null, null, true, null, 0);
    story.record(
        "watch-1",
        "sleep_stage",
        0,
        micros(3700),
        b -> b.duration(micros(1800)).code("DEEP").extra(back));
    assertThat(placed(story.tick(5000).facts())).containsExactly("0-1800 DEEP #1 withdrawn");
  }

  @Test
  void lateNap_thatIsTakenBackBeforeItWasPlaced_leavesNothing() {
    Story story = Story.under(Protocols.OPEN);
    stage(story, 7200, 9000, 1800, "DEEP");
    story.facts();
    stage(story, 0, 9100, 1800, "LIGHT");
    Extra back = new Extra(null, null, null, null, true, null, 0);
    story.record(
        "watch-1",
        "sleep_stage",
        0,
        micros(9150),
        b -> b.duration(micros(1800)).code("LIGHT").extra(back));
    assertThat(placed(story.tick(12_000).facts())).isEmpty();
  }

  @Test
  void revisedStages_deriveTheSleepAgain() {
    Story story = Story.under(Protocols.OPEN);
    for (int at = 0; at < 4 * HOUR; at += 1800) {
      stage(story, at, at + 1800, 1800, "DEEP");
    }
    stage(story, 4 * HOUR, 8 * HOUR, 4 * HOUR, "AWAKE");
    assertThat(results(story.facts(), "sleep")).containsExactly("0-14400 240.0 v1 FINAL");
    stage(story, 3 * HOUR, 8 * HOUR + 10, 1800, "AWAKE");
    stage(story, 3 * HOUR + 1800, 8 * HOUR + 10, 1800, "AWAKE");
    assertThat(results(story.tick(9 * HOUR).facts(), "sleep"))
        .containsExactly("0-10800 180.0 v2 AMENDED");
  }

  @Test
  void lateHeartRate_derivesTheWearAgain_andItsWithdrawalToo() {
    Story story = Story.under(Protocols.FORGIVING);
    beats(story, 0, HOUR, 0);
    beats(story, 2 * HOUR, 4 * HOUR, 0);
    assertThat(wear(story)).containsExactly("0-3600 worn", "3600-7200 not_worn", "7200-… worn");
    beats(story, HOUR, 2 * HOUR, 4 * HOUR);
    story.tick(5 * HOUR);
    assertThat(wear(story)).containsExactly("0-… worn");
    Extra back = new Extra(null, null, null, null, true, null, 0);
    for (int at = HOUR; at < 2 * HOUR; at += 20) {
      long device = micros(at);
      story.record("watch-1", "heart_rate", device, micros(5 * HOUR), b -> b.extra(back));
    }
    story.tick(6 * HOUR);
    assertThat(wear(story)).containsExactly("0-3600 worn", "3600-7200 not_worn", "7200-… worn");
  }

  @Test
  void clockStep_movesTheEntriesToWhereTheyHappened_andSaysHowSureThatIs() {
    Shell shell = new Shell(Protocols.MODELLED_WATCHED);
    long start = 1_774_744_200_000_000L;
    Batch.Builder batch = Story.batch();
    for (int at = 0; at < 7200; at++) {
      long happened = start + at * SECOND;
      long device = happened + (at < 3600 ? 0 : HOUR * SECOND);
      String channel = at % 60 == 0 ? "button" : "heart_rate";
      int source =
          batch.source(new io.zeitgeber.participant.observation.Source("watch-1", channel));
      batch.record(at, happened + 200_000, source, device);
      if (at % 60 == 0) {
        batch.code("mark-" + at / 60);
      } else {
        batch.value(70 + at % 7);
      }
      if (batch.size() == 50) {
        shell.take(new Input.Observed(batch.build()));
        batch = Story.batch();
      }
    }
    shell.take(new Input.Tick(start + 8000 * SECOND));
    Map<String, Entry> marks = new TreeMap<>();
    for (Fact fact : shell.facts()) {
      if (fact instanceof TimelineFact.EntryPlaced placed) {
        marks.put(String.valueOf(placed.entry().code()), placed.entry());
      }
    }
    assertThat(marks).hasSize(120);
    for (int mark = 5; mark < 120; mark++) {
      Entry entry = marks.get("mark-" + mark);
      assertThat(entry).isNotNull();
      long off = Math.abs(entry.startMicros() - start - mark * 60L * SECOND);
      assertThat(off).as("mark %d", mark).isLessThan(SECOND);
      assertThat(entry.uncertaintyMicros()).as("mark %d", mark).isNotNull();
      assertThat(off).isLessThanOrEqualTo(entry.uncertaintyMicros());
    }
  }

  /** Beats every twenty seconds, received as they come or all at once. */
  private static void beats(Story story, int from, int to, int receivedSeconds) {
    for (int at = from; at < to; at += 20) {
      double beat = 60 + at % 9;
      long device = micros(at);
      long received = receivedSeconds == 0 ? device : micros(receivedSeconds);
      story.record("watch-1", "heart_rate", device, received, b -> b.value(beat));
    }
  }

  private static void stage(Story story, int from, int received, int seconds, String code) {
    Consumer<Batch.Builder> stage = b -> b.duration(micros(seconds)).code(code);
    story.record("watch-1", "sleep_stage", micros(from), micros(received), stage);
  }

  private static List<String> placed(List<Fact> facts) {
    List<String> placed = new ArrayList<>();
    for (Fact fact : facts) {
      if (fact instanceof TimelineFact.EntryPlaced each) {
        String version = each.version() == TimelineFact.NEXT ? "next" : "v" + each.version();
        placed.add(text(each.entry()) + " #" + each.arrival() + " " + version);
      } else if (fact instanceof TimelineFact.EntryWithdrawn each) {
        placed.add(text(each.entry()) + " #" + each.arrival() + " withdrawn");
      }
    }
    return placed;
  }

  private static String text(Entry entry) {
    return entry.startMicros() / SECOND + "-" + entry.endMicros() / SECOND + " " + entry.code();
  }

  private static List<String> results(List<Fact> facts, String channel) {
    List<String> results = new ArrayList<>();
    for (Fact fact : facts) {
      if (fact instanceof TimelineFact.ResultStated(Result result)
          && result.entry().channel().equals(channel)) {
        Entry entry = result.entry();
        results.add(
            entry.startMicros() / SECOND
                + "-"
                + entry.endMicros() / SECOND
                + " "
                + entry.value()
                + " v"
                + result.version()
                + " "
                + result.standing());
      }
    }
    return results;
  }

  /** The wear that stands, of all facts so far. */
  private List<String> wear(Story story) {
    for (Fact fact : story.facts()) {
      if (fact instanceof TimelineFact.ResultStated(Result result)
          && result.rule().equals("wear")) {
        wear.put(result.entry().startMicros(), result);
      }
    }
    List<String> rows = new ArrayList<>();
    for (Result result : wear.values()) {
      if (result.standing() != Standing.WITHDRAWN) {
        String end = result.goesOn() ? "…" : Long.toString(result.entry().endMicros() / SECOND);
        rows.add(result.entry().startMicros() / SECOND + "-" + end + " " + result.entry().code());
      }
    }
    return rows;
  }

  private final Map<Long, Result> wear = new TreeMap<>();
}
