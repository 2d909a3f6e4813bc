package io.zeitgeber.persistence.journal;

import io.zeitgeber.participant.enrolment.Change;
import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Extra;
import io.zeitgeber.participant.observation.Flaw;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.observation.Refusal;
import io.zeitgeber.participant.observation.Source;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.rule.Alert;
import io.zeitgeber.participant.step.Custody;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.TimelineFact;
import io.zeitgeber.participant.sum.ExactSum;
import io.zeitgeber.participant.timeline.Entry;
import io.zeitgeber.participant.timeline.Result;
import io.zeitgeber.participant.timeline.Standing;
import io.zeitgeber.participant.window.Window;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Inputs and facts of every kind, from a seed. */
public final class Samples {
  public static final UUID TOPIC_ID = new UUID(0x1234_5678_9abc_4defL, 0x8123_4567_89ab_cdefL);
  public static final Protocol PROTOCOL = protocol("default", "ab");
  public static final Protocol NEXT_PROTOCOL = protocol("next", "cd");
  private static final long START = 1_760_000_000_000_000L;
  private static final String[] TEXTS = {"", "a", "watch-1", "Grün", "\uD800", "x\0y", "😀"};

  private final SplittableRandom random;

  public Samples(long seed) {
    this.random = new SplittableRandom(seed);
  }

  private static Protocol protocol(String id, String octet) {
    return new Protocol(
        id, 1, octet.repeat(32), Map.of(), List.of(), 30_000_000, 300_000_000, true, true);
  }

  /** The protocols that samples name, by digest. */
  public static Protocol protocol(String digest) {
    return digest.equals(PROTOCOL.digest()) ? PROTOCOL : NEXT_PROTOCOL;
  }

  public Input input() {
    return switch (random.nextInt(9)) {
      case 0 -> new Input.Enrol(enrolment());
      case 3 ->
          new Input.Readmitted(
              new Input.Observed(batch(1)),
              new Origin(TOPIC_ID, "observations", 5, random.nextInt(1_000)),
              text(),
              text());
      case 1 -> new Input.Activate(NEXT_PROTOCOL, text(), text(), time());
      case 2 -> new Input.Tick(time());
      default -> new Input.Observed(batch(random.nextInt(200)));
    };
  }

  /** Heart rate every 5 s, at offsets and times that go on from batch to batch. */
  public static Batch heartRateAt(long seed, long first, int rows) {
    SplittableRandom random = new SplittableRandom(seed);
    Batch.Builder batch = new Batch.Builder(TOPIC_ID, "observations", 3, false, Originals.NONE);
    int source = batch.source(new Source("watch-1", "heart_rate"));
    for (int row = 0; row < rows; row++) {
      long device = START + (first + row) * 5_000_000;
      batch.record(first + row, device + 300_000, source, device).value(60 + random.nextInt(40));
    }
    return batch.build();
  }

  /** Heart-rate samples, one every five seconds, delivered within half a second. */
  public static Batch heartRate(long seed, int rows) {
    SplittableRandom random = new SplittableRandom(seed);
    Batch.Builder batch = new Batch.Builder(TOPIC_ID, "observations", 3, false, Originals.NONE);
    int source = batch.source(new Source("watch-1", "heart_rate"));
    long offset = random.nextInt(1 << 30);
    long device = START + random.nextInt(1_000) * 1_000L;
    int bpm = 72;
    for (int row = 0; row < rows; row++) {
      offset += 1 + random.nextInt(240);
      bpm = Math.clamp(bpm + random.nextInt(7) - 3, 45, 180);
      batch.record(offset, device + (50 + random.nextInt(450)) * 1_000L, source, device).value(bpm);
      device += 5_000_000;
    }
    return batch.build();
  }

  /**
   * A stream that comes live in a partition that 125 share: delays and pauses that are short mostly,
   * offsets beside a line.
   */
  static Batch live(int rows) {
    SplittableRandom random = new SplittableRandom(7);
    Batch.Builder batch = new Batch.Builder(TOPIC_ID, "observations", 3, false, Originals.NONE);
    int source = batch.source(new Source("watch-1", "heart_rate"));
    long device = START;
    for (int row = 0; row < rows; row++) {
      device += 4_000_000 + waiting(random) * 7_000;
      batch
          .record(
              1_000_000 + row * 125L + random.nextInt(9),
              device + 20_000 + waiting(random) * 1_000,
              source,
              device)
          .value(60 + random.nextInt(40));
    }
    return batch.build();
  }

  private static long waiting(SplittableRandom random) {
    return 70L * Long.numberOfTrailingZeros(random.nextLong()) + random.nextInt(70);
  }

  /** The windows that {@link #heartRate} would close, a minute each. */
  public static List<Fact> windowsOf(Batch batch) {
    List<Fact> facts = new ArrayList<>();
    int from = 0;
    for (int row = 1; row < batch.size(); row++) {
      long minute = Math.floorDiv(batch.deviceMicros()[from], 60_000_000L);
      if (Math.floorDiv(batch.deviceMicros()[row], 60_000_000L) != minute) {
        facts.add(new Fact.WindowClosed(window(batch, from, row, minute * 60_000_000L)));
        from = row;
      }
    }
    return facts;
  }

  private static Window window(Batch batch, int from, int to, long start) {
    ExactSum sum = ExactSum.ZERO;
    ExactSum squares = ExactSum.ZERO;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (int row = from; row < to; row++) {
      double value = batch.values()[row];
      sum = sum.add(value);
      squares = squares.addSquare(value);
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    return new Window(
        "watch-1",
        "heart_rate",
        start,
        60_000_000,
        to - from,
        sum,
        squares,
        min,
        max,
        batch.deviceMicros()[from],
        batch.deviceMicros()[to - 1],
        Map.of(),
        12.0);
  }

  public Batch batch(int rows) {
    Batch.Builder batch =
        new Batch.Builder(
            TOPIC_ID,
            "observations",
            random.nextInt(64),
            random.nextBoolean(),
            SamplesOriginals.INSTANCE);
    boolean rare = random.nextBoolean();
    long offset = random.nextInt(1 << 30);
    for (int row = 0; row < rows; row++) {
      offset += 1 + random.nextInt(300);
      int source =
          random.nextInt(20) == 0 ? -1 : batch.source(new Source(text(), "c" + random.nextInt(3)));
      batch.record(offset, time(), source, source < 0 ? random.nextLong() : time());
      addValues(batch);
      if (rare) {
        addRare(batch);
      }
      if (source < 0 || random.nextInt(15) == 0) {
        batch.flaw(new Flaw(reason(), text()));
      }
    }
    return batch.build();
  }

  private void addValues(Batch.Builder batch) {
    int values = random.nextInt(10) == 0 ? random.nextInt(12) : 1;
    for (int at = 0; at < values; at++) {
      batch.value(
          random.nextInt(20) == 0
              ? Double.longBitsToDouble(random.nextLong())
              : random.nextInt(400) / 10.0);
    }
  }

  private void addRare(Batch.Builder batch) {
    if (random.nextInt(3) == 0) {
      batch.duration(random.nextInt(90) * 1_000_000L);
    }
    if (random.nextInt(3) == 0) {
      batch.code("code" + random.nextInt(4));
    }
    if (random.nextInt(9) == 0) {
      batch.rate(random.nextBoolean() ? 32 : 0.1);
    }
    if (random.nextInt(4) == 0) {
      batch.sentAt(time());
    }
    if (random.nextInt(4) == 0) {
      batch.id(text() + random.nextInt(1_000));
    }
    if (random.nextInt(6) == 0) {
      batch.extra(
          new Extra(
              maybe(this::text),
              maybe(this::text),
              maybe(this::text),
              maybe(() -> random.nextInt(-50_000, 50_000)),
              random.nextBoolean(),
              maybe(() -> "{\"steps\":" + random.nextInt() + "}"),
              random.nextInt(3) * 1_000));
    }
  }

  public Enrolment enrolment() {
    return new Enrolment(
        new Origin(TOPIC_ID, "participants", random.nextInt(3), random.nextInt(1_000_000)),
        time(),
        random.nextBoolean() ? "topic" : "cli",
        maybe(this::text),
        maybe(this::text),
        change(this::text),
        change(this::text),
        change(this::text),
        change(this::text),
        change(() -> List.of(Enrolment.Status.values()).get(random.nextInt(4))),
        change(
            () ->
                List.of(
                    new Enrolment.Device(
                        text(), maybe(this::text), maybe(this::time), maybe(this::time)),
                    new Enrolment.Device("phone-1", null, null, null))),
        Map.of(
            "heart_rate",
                new Enrolment.Limits(change(random::nextDouble), change(random::nextDouble)),
            "steps", new Enrolment.Limits(Change.absent(), Change.cleared())),
        Change.absent(),
        maybe(() -> new Flaw(reason(), text())),
        SamplesOriginals.INSTANCE);
  }

  /** Facts that an input could have led to, of every kind. */
  public List<Fact> facts(Input input) {
    List<Fact> facts = new ArrayList<>();
    for (int count = random.nextInt(12); count > 0; count--) {
      facts.add(fact());
    }
    switch (input) {
      case Input.Observed(Batch batch) -> addRefusals(batch, facts);
      case Input.Enrol(Enrolment enrolment) -> {
        if (random.nextBoolean()) {
          facts.add(
              new Fact.Refused(enrolment.origin(), Refusal.BAD_ENROLMENT, text(), time(), null));
        }
      }
      case Input.Readmitted _,
          Input.Activate _,
          Input.Tick _,
          Input.Recalled _,
          Input.Handle _,
          Custody _ -> {}
    }
    return facts;
  }

  private void addRefusals(Batch batch, List<Fact> facts) {
    for (int row = 0; row < batch.size(); row++) {
      if (random.nextInt(20) == 0) {
        facts.add(
            new Fact.Refused(
                batch.origin(row),
                reason(),
                text(),
                batch.receivedMicros()[row],
                maybe(this::text)));
      }
    }
  }

  public Fact fact() {
    return switch (random.nextInt(12)) {
      case 0 ->
          new Fact.Enrolled(
              "site",
              maybe(this::text),
              maybe(this::text),
              maybe(this::text),
              maybe(this::text),
              "topic",
              time());
      case 1 ->
          new Fact.ThresholdChanged(
              "heart_rate",
              "high",
              maybe(random::nextDouble),
              maybe(random::nextDouble),
              maybe(this::text),
              maybe(this::text),
              "cli",
              time());
      case 2 -> new Fact.DeviceChanged(text(), maybe(this::text), text(), time());
      case 3 -> new Fact.ProtocolActivated("default@1", "next@1", text(), text(), time());
      case 4 ->
          new Fact.Refused(
              new Origin(new UUID(1, 2), "elsewhere", 7, random.nextLong() >>> 1),
              reason(),
              text(),
              time(),
              maybe(this::text));
      case 5 -> new Fact.WindowClosed(window());
      case 6 -> new Fact.WindowAmended(window(), random.nextBoolean(), random.nextBoolean());
      case 7 -> new Fact.AlertRaised(alert());
      case 8 ->
          new TimelineFact.EntryPlaced(
              entry(), random.nextInt(9_000), 1 + random.nextInt(3), time());
      case 9 -> new TimelineFact.EntryWithdrawn(entry(), random.nextInt(9_000), 2);
      case 10 ->
          new TimelineFact.ResultStated(
              new Result(
                  "wear",
                  entry(),
                  1 + random.nextInt(3),
                  List.of(Standing.values()).get(random.nextInt(4)),
                  random.nextBoolean()));
      default -> new Fact.AlertResolved(alert(), time());
    };
  }

  private Entry entry() {
    long start = time();
    return new Entry(
        "wear",
        text(),
        start,
        start + random.nextInt(1_000_000),
        maybe(random::nextDouble),
        maybe(this::text),
        maybe(() -> 1_000L));
  }

  public Window window() {
    long size = new long[] {60_000_000L, 3_600_000_000L, 86_400_000_000L}[random.nextInt(3)];
    return new Window(
        text(),
        "heart_rate",
        random.nextInt(9) == 0 ? time() : Math.floorDiv(time(), size) * size,
        size,
        random.nextInt(1_000),
        maybe(() -> ExactSum.of(random.nextDouble(), random.nextInt(500))),
        maybe(() -> ExactSum.ZERO.addSquare(random.nextDouble() * 1e9)),
        random.nextBoolean() ? Double.NaN : random.nextDouble(),
        random.nextBoolean() ? -0.0 : random.nextDouble(),
        time(),
        time(),
        random.nextBoolean() ? Map.of() : Map.of("asleep", 60_000_000L, text(), random.nextLong()),
        maybe(() -> 12.0));
  }

  public Alert alert() {
    return new Alert(
        "0123456789abcdef0123456789abcdef",
        maybe(this::text),
        "watch-1",
        "high-heart-rate",
        "heart_rate",
        "beats/min",
        time(),
        random.nextDouble() * 200,
        120,
        115,
        60_000_000,
        random.nextInt(60),
        time(),
        time(),
        random.nextBoolean(),
        time(),
        random.nextLong() >>> 1,
        "default@1",
        List.of(
            new Alert.Evidence(TOPIC_ID, "observations", 3, 100, 131, 11),
            new Alert.Evidence(new UUID(3, 4), "other", 0, 0, random.nextInt(1_000), 2)));
  }

  private Refusal reason() {
    List<Refusal> reasons = List.of(Refusal.values());
    return reasons.get(random.nextInt(reasons.size()));
  }

  private String text() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private long time() {
    return START + random.nextLong(1L << 40) / (random.nextBoolean() ? 1 : 1_000) * 1_000;
  }

  private <T> @Nullable T maybe(Supplier<T> value) {
    return random.nextBoolean() ? value.get() : null;
  }

  private <T> Change<T> change(Supplier<T> value) {
    return switch (random.nextInt(3)) {
      case 0 -> Change.absent();
      case 1 -> Change.cleared();
      default -> Change.to(value.get());
    };
  }

  /** Bytes for every offset, derived from it. */
  enum SamplesOriginals implements Originals {
    INSTANCE;

    @Override
    public byte[] of(long offset) {
      return ("record " + offset).getBytes(StandardCharsets.UTF_8);
    }
  }
}
