package io.zeitgeber.persistence.replay;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Extra;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.observation.Source;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Outcome;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.participant.step.Recall;
import io.zeitgeber.participant.step.Step;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.PastEntries;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.key.Keys;
import io.zeitgeber.persistence.protocol.ProtocolText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Two days and a half of one wearer, with everything that rules can conclude: a watch whose clock
 * jumps by an hour, a phone that starts in 1970, sleep that is revised and withdrawn, uploads that
 * come late and twice, a day sent again with its old stamps, a battery that empties, two silences.
 * Written once for each version of the rules; what was written stays in the repository as data.
 */
final class GoldenHistory implements Histories {
  private static final String ENTITY = "S1/P1";
  private static final UUID TOPIC = new UUID(0x1234_5678_9abc_4defL, 0x8123_4567_89ab_cdefL);
  private static final long SECOND = 1_000_000;
  private static final long HOUR = 3600 * SECOND;

  /** 2026-03-28T18:00Z. */
  private static final long START = 1_774_720_800_000_000L;

  private final List<StoredEntry> entries = new ArrayList<>();
  private final Protocol protocol = ProtocolText.standard().core();
  private final EntryCodec codec = new EntryCodec("golden");
  private final PastEntries past =
      new PastEntries((_, from, to) -> entries.subList((int) from - 1, (int) to));
  private final SplittableRandom random = new SplittableRandom(2026);
  private Participant participant = Participant.unknown("S1", "P1", protocol);
  private long offset;
  private Batch.Builder batch = batch();

  private GoldenHistory() {}

  /** Writes the history of the rules of now, and prints its digest: FILE. */
  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0]);
    GoldenHistory history = new GoldenHistory();
    history.tell();
    ExportedFile.write(file, Replay.of(history, Keys.NONE), List.of(ENTITY), "golden", Keys.NONE);
    System.out.println(GoldenReplay.digest(file));
  }

  private void tell() {
    evening();
    night();
    day();
    silence();
    again();
  }

  /** Live until midnight; the watch is set forward by an hour at 20:00, the phone boots in 1970. */
  private void evening() {
    for (int at = 0; at < 6 * 3600; at += 20) {
      long ahead = at < 2 * 3600 ? 0 : HOUR;
      beat(at, ahead, at % 7200 > 6600 ? 140 : 68);
      if (at % 60 == 0) {
        long now = START + at * SECOND;
        long phone = at < 1800 ? now - START : now;
        double level = 30 - at / 1200;
        record("phone-1", "screen", phone, now + 300_000, b -> b.code(code(now)));
        record("phone-1", "battery", phone, now + 300_000, b -> b.value(level));
      }
      if (at % 1800 == 0) {
        cut();
      }
    }
    cut();
  }

  private static String code(long micros) {
    return micros / (60 * SECOND) % 4 < 2 ? "ON" : "OFF";
  }

  /** Stages come in the morning; two are revised, one is taken back. */
  private void night() {
    long midnight = START + 6 * HOUR;
    String[] codes = {"LIGHT", "DEEP", "LIGHT", "REM", "AWAKE"};
    long morning = midnight + 8 * HOUR;
    for (int stage = 0; stage < 24; stage++) {
      String code = codes[stage % codes.length];
      stage(midnight + stage * 1200L * SECOND, morning, code, false);
    }
    cut();
    stage(midnight + 4 * 1200 * SECOND, morning + HOUR, "LIGHT", false);
    stage(midnight + 23 * 1200 * SECOND, morning + HOUR, codes[23 % codes.length], true);
    cut();
    stage(morning + 2 * HOUR, morning + 2 * HOUR + 1200 * SECOND, "AWAKE", false);
    cut();
    tick(morning + 3 * HOUR);
  }

  private void stage(long startMicros, long receivedMicros, String code, boolean withdrawn) {
    record(
        "ring-1",
        "sleep_stage",
        startMicros,
        receivedMicros,
        b -> {
          b.duration(1200 * SECOND).code(code);
          if (withdrawn) {
            b.extra(new Extra(null, null, null, null, true, null, 0));
          }
        });
  }

  /** The watch was off the network: an upload with an episode in it, half of it sent twice. */
  private void day() {
    for (int at = 18 * 3600; at < 21 * 3600; at += 20) {
      beat(at, HOUR, 72);
    }
    cut();
    long uploaded = START + 21 * HOUR;
    for (int part = 0; part < 2; part++) {
      for (int at = 16 * 3600; at < (part == 0 ? 17 : 16.5) * 3600; at += 20) {
        long device = START + at * SECOND + HOUR;
        double beats = at % 3600 < 900 ? 150 : 75;
        record(
            "watch-1", "heart_rate", device, uploaded + part * 60L * SECOND, b -> b.value(beats));
      }
      cut();
    }
    for (int at = 0; at < 120; at++) {
      long start = START + (16 * 3600 + at * 60) * SECOND;
      double steps = at % 9 == 0 ? 40 : 0;
      record(
          "phone-1",
          "steps",
          start,
          uploaded + 120 * SECOND,
          b -> b.duration(60 * SECOND).value(steps));
    }
    cut();
    tick(uploaded + HOUR);
  }

  private void silence() {
    tick(START + 24 * HOUR + 40 * HOUR);
    for (int at = 65 * 3600; at < 66 * 3600; at += 20) {
      beat(at, HOUR, 70);
    }
    cut();
    tick(START + 110 * HOUR);
  }

  /** An hour is sent again as it was received, a minute of steps otherwise; the recording rests. */
  private void again() {
    for (int at = 65 * 3600; at < 66 * 3600; at += 20) {
      beat(at, HOUR, 70);
    }
    long start = START + 64 * HOUR;
    record("phone-1", "steps", start, start + HOUR, b -> b.duration(60 * SECOND).value(12));
    record("phone-1", "steps", start, start + 2 * HOUR, b -> b.duration(60 * SECOND).value(13));
    cut();
    @Nullable Recall wanted = Step.early(participant);
    while (wanted != null) {
      step(Input.Recalled.of(wanted, past.before(ENTITY, entries.size() + 1L, wanted)));
      wanted = Step.early(participant);
    }
  }

  private void beat(int at, long aheadMicros, int beats) {
    long happened = START + at * SECOND;
    long received = happened + 80_000 + random.nextLong(300_000);
    double value = beats + at / 20 % 5;
    record("watch-1", "heart_rate", happened + aheadMicros, received, b -> b.value(value));
  }

  private void record(
      String device,
      String channel,
      long deviceMicros,
      long receivedMicros,
      Consumer<Batch.Builder> describe) {
    int source = batch.source(new Source(device, channel));
    batch.record(offset++, receivedMicros, source, deviceMicros);
    describe.accept(batch);
  }

  private static Batch.Builder batch() {
    return new Batch.Builder(TOPIC, "observations", 3, false, Originals.NONE);
  }

  private void cut() {
    if (batch.size() > 0) {
      take(new Input.Observed(batch.build()));
      batch = batch();
    }
  }

  private void tick(long micros) {
    take(new Input.Tick(micros));
  }

  /** As the shell does it: what has to be recalled is read and taken first. */
  private void take(Input input) {
    @Nullable Input rest = input;
    while (rest != null) {
      Recall wanted = Step.recall(participant, rest);
      if (wanted != null) {
        step(Input.Recalled.of(wanted, past.before(ENTITY, entries.size() + 1L, wanted)));
      } else {
        step(rest);
        rest = rest(rest);
      }
    }
  }

  private @Nullable Input rest(Input taken) {
    if (taken instanceof Input.Observed(Batch observed)) {
      Batch fresh = Step.fresh(participant, observed);
      return fresh == null ? null : new Input.Observed(fresh);
    }
    return null;
  }

  private void step(Input input) {
    Outcome outcome = Step.step(participant, input);
    byte[] before = entries.isEmpty() ? StoredEntry.noDigest() : entries.getLast().digest();
    Input taken = input;
    if (input instanceof Input.Observed(Batch observed)) {
      int rows = (int) (outcome.after().arrivals() - participant.arrivals());
      taken = new Input.Observed(observed.rows(0, rows));
    }
    entries.add(
        codec.encode("S1", "P1", entries.size() + 1L, before, protocol, taken, outcome.facts()));
    participant = outcome.after();
  }

  @Override
  public List<String> entities() {
    return List.of(ENTITY);
  }

  @Override
  public void read(String entity, Predicate<StoredEntry> reader) {
    for (StoredEntry entry : entries) {
      if (!reader.test(entry)) {
        return;
      }
    }
  }

  @Override
  public Optional<String> protocolText(String digest) {
    return digest.equals(protocol.digest())
        ? Optional.of(ProtocolText.standard().canonical())
        : Optional.empty();
  }
}
