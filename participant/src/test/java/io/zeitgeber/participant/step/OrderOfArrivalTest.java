package io.zeitgeber.participant.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.observation.Source;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.timeline.Entry;
import io.zeitgeber.participant.window.Tumbling;
import io.zeitgeber.participant.window.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Once event time is fixed, the order of arrival is of no account: the same observations, permuted
 * across devices, partitions and slices, give final windows that are equal to the last bit. The
 * seed is the test's name.
 */
final class OrderOfArrivalTest {
  private static final long START = 1_767_571_200_000_000L;
  private static final String[] DEVICES = {"watch-1", "watch-2", "phone-1"};

  static List<Long> seeds() {
    return LongStream.rangeClosed(1, 150).boxed().toList();
  }

  static List<Long> fewSeeds() {
    return LongStream.rangeClosed(1, 60).boxed().toList();
  }

  /** One record, with the received time that travels with it. */
  private record Observed(
      String device, String channel, long micros, long received, long duration, double value) {}

  @ParameterizedTest
  @MethodSource("seeds")
  void windows_ofTrustedDevicesInAnyOrder_areEqualToTheLastBit(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Observed> observations = observations(random);
    Map<List<Object>, Window> inOrder = windows(Protocols.OPEN, observations, random);
    assertThat(inOrder).isNotEmpty();
    List<Observed> shuffled = shuffled(observations, random, 1 + random.nextInt(400));
    assertEqual(windows(Protocols.OPEN, shuffled, random), inOrder);
  }

  @ParameterizedTest
  @MethodSource("fewSeeds")
  void windows_whenOnlyTheInterleavingOfModelledDevicesChanges_areEqual(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Observed> observations = observations(random);
    Map<List<Object>, Window> one = windows(Protocols.MODELLED, observations, random);
    List<Observed> other = new ArrayList<>();
    List<List<Observed>> queues = new ArrayList<>();
    for (String device : DEVICES) {
      queues.add(
          new ArrayList<>(
              observations.stream().filter(each -> each.device.equals(device)).toList()));
    }
    while (queues.removeIf(List::isEmpty) || !queues.isEmpty()) {
      if (!queues.isEmpty()) {
        List<Observed> queue = queues.get(random.nextInt(queues.size()));
        int run = Math.min(queue.size(), 1 + random.nextInt(30));
        other.addAll(queue.subList(0, run));
        queue.subList(0, run).clear();
      }
    }
    assertEqual(windows(Protocols.MODELLED, other, random), one);
  }

  /**
   * Of modelled clocks the order of arrival is evidence itself. Permuted within the disorder of a
   * network, each mark lies where it lay but for what was said of its uncertainty, both times.
   */
  @ParameterizedTest
  @MethodSource("fewSeeds")
  void times_ofModelledDevicesInAnyOrder_differByNoMoreThanTheirStatedUncertainties(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long off = random.nextLong(-86_400, 86_400) * Protocols.SECOND;
    long drift = random.nextLong(-60, 60);
    List<Batch> rows = new ArrayList<>();
    for (int at = 0; at < 2_000; at++) {
      long happened = START + at * 5L * Protocols.SECOND;
      long device = happened + off + (happened - START) / 1_000_000 * drift;
      long received = happened + 60_000 + random.nextLong(400_000);
      Batch.Builder batch =
          new Batch.Builder(new UUID(0, 3), "observations", 0, false, Originals.NONE);
      boolean mark = at % 12 == 0;
      int source = batch.source(new Source("watch-1", mark ? "button" : "heart_rate"));
      batch.record(at, received, source, device);
      rows.add((mark ? batch.code("mark-" + at) : batch.value(60 + at % 9)).build());
    }
    Map<String, Entry> one = marks(rows);
    Map<String, Entry> other = marks(permuted(rows, random, 2 + random.nextInt(20)));
    assertThat(one).hasSize(167);
    assertThat(other.keySet()).isEqualTo(one.keySet());
    int stated = 0;
    for (String mark : one.keySet()) {
      Entry first = Objects.requireNonNull(one.get(mark));
      Entry second = Objects.requireNonNull(other.get(mark));
      Long least = first.uncertaintyMicros();
      Long most = second.uncertaintyMicros();
      if (least != null && most != null) {
        stated++;
        assertThat(Math.abs(first.startMicros() - second.startMicros()))
            .as(mark)
            .isLessThanOrEqualTo(least + most);
      }
    }
    assertThat(stated).isGreaterThan(140);
  }

  /** Stamped anew: a record is received when its turn comes. */
  private static List<Batch> permuted(List<Batch> rows, SplittableRandom random, int far) {
    TreeMap<Long, Batch> places = new TreeMap<>();
    for (int at = 0; at < rows.size(); at++) {
      places.put((((long) at + random.nextInt(far)) << 20) | at, rows.get(at));
    }
    return List.copyOf(places.values());
  }

  /** The last version of each mark. */
  private static Map<String, Entry> marks(List<Batch> rows) {
    Shell shell = new Shell(Protocols.MODELLED_WATCHED);
    long received = Long.MIN_VALUE;
    for (int at = 0; at < rows.size(); at++) {
      Batch row = rows.get(at);
      received = Math.max(received, row.receivedMicros()[0]);
      Batch.Builder batch =
          new Batch.Builder(new UUID(0, 3), "observations", 0, false, Originals.NONE);
      Source source = row.sources().getFirst();
      batch.record(at, received, batch.source(source), row.deviceMicros()[0]);
      if (source.channel().equals("button")) {
        batch.code(Objects.requireNonNull(Shapes.code(row, 0)));
      } else {
        batch.value(row.values()[0]);
      }
      shell.take(new Input.Observed(batch.build()));
    }
    shell.take(new Input.Tick(received + Tumbling.DAY_MICROS));
    Map<String, Entry> marks = new TreeMap<>();
    for (Fact fact : shell.facts()) {
      if (fact instanceof TimelineFact.EntryPlaced placed) {
        marks.put(String.valueOf(placed.entry().code()), placed.entry());
      }
    }
    return marks;
  }

  private static List<Observed> observations(SplittableRandom random) {
    List<Observed> all = new ArrayList<>();
    for (String device : DEVICES) {
      long at = START + random.nextLong(600) * Protocols.SECOND;
      long steps = at;
      int records = 150 + random.nextInt(150);
      for (int record = 0; record < records; record++) {
        at += (1 + random.nextLong(random.nextInt(30) == 0 ? 3_000 : 20)) * Protocols.SECOND;
        long received = at + random.nextLong(2 * Protocols.SECOND);
        double value = Math.rint(600 + 100 * random.nextDouble()) / 10;
        all.add(new Observed(device, "heart_rate", at, received, Batch.NONE, value));
        if (random.nextInt(5) == 0 && steps + 60 * Protocols.SECOND <= at) {
          double count = random.nextInt(100);
          long duration = 60 * Protocols.SECOND;
          all.add(new Observed(device, "steps", steps, received, duration, count));
          steps += 60 * Protocols.SECOND;
        }
      }
    }
    all.sort((one, other) -> Long.compare(one.received, other.received));
    return all;
  }

  /** Each record goes at most so many places from where it was. */
  private static List<Observed> shuffled(List<Observed> from, SplittableRandom random, int far) {
    TreeMap<Long, Observed> places = new TreeMap<>();
    for (int at = 0; at < from.size(); at++) {
      long place = ((long) at + random.nextInt(far)) << 20;
      places.put(place | at, from.get(at));
    }
    return List.copyOf(places.values());
  }

  /** The last version of each minute; of everything, at the very end. */
  private static Map<List<Object>, Window> windows(
      Protocol protocol, List<Observed> observations, SplittableRandom random) {
    Shell shell = new Shell(protocol);
    long[] offsets = new long[3];
    int at = 0;
    while (at < observations.size()) {
      int end = Math.min(observations.size(), at + 1 + random.nextInt(40));
      int partition = random.nextInt(3);
      Batch.Builder batch =
          new Batch.Builder(new UUID(0, 3), "observations", partition, false, Originals.NONE);
      for (Observed each : observations.subList(at, end)) {
        add(batch, offsets[partition]++, each);
      }
      shell.take(new Input.Observed(batch.build()));
      at = end;
    }
    finish(shell, offsets[0]);
    Map<List<Object>, Window> last = new HashMap<>();
    for (Fact fact : shell.facts()) {
      Window window =
          switch (fact) {
            case Fact.WindowClosed closed -> closed.window();
            case AmendFact.WindowProvisional provisional -> provisional.window();
            case AmendFact.WindowRevised revised -> revised.window();
            default -> null;
          };
      if (window != null && window.sizeMicros() == Tumbling.MINUTE_MICROS) {
        last.put(List.of(window.device(), window.channel(), window.startMicros()), window);
      }
    }
    return last;
  }

  private static void add(Batch.Builder batch, long offset, Observed each) {
    int source = batch.source(new Source(each.device, each.channel));
    batch.record(offset, each.received, source, each.micros).value(each.value);
    if (each.duration != Batch.NONE) {
      batch.duration(each.duration);
    }
  }

  private static void finish(Shell shell, long offset) {
    long far = START + 10 * Tumbling.DAY_MICROS;
    shell.take(new Input.Tick(far));
    Batch.Builder batch =
        new Batch.Builder(new UUID(0, 3), "observations", 0, false, Originals.NONE);
    long next = offset;
    for (String device : DEVICES) {
      add(batch, next++, new Observed(device, "heart_rate", far, far, Batch.NONE, 70));
      add(batch, next++, new Observed(device, "steps", far, far, 0, 0));
    }
    shell.take(new Input.Observed(batch.build()));
    shell.take(new Input.Tick(far + Tumbling.DAY_MICROS));
  }

  private static void assertEqual(
      Map<List<Object>, Window> windows, Map<List<Object>, Window> expected) {
    expected.forEach((key, window) -> assertThat(windows.get(key)).isEqualTo(window));
    assertThat(windows).hasSameSizeAs(expected);
  }
}
