package io.zeitgeber.participant.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.step.Arrivals.Arrival;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same arrivals, cut into slices in any way, with ticks between them, with records delivered
 * again and with the state written and read back: the same facts and the same state, to the bit.
 * The seed is the test's name; to see one again, run that seed alone.
 */
final class SlicingHasNoMeaningTest {

  static List<Long> seeds() {
    List<Long> seeds = new ArrayList<>();
    for (long seed = 1; seed <= 300; seed++) {
      seeds.add(seed);
    }
    return seeds;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void facts_ofTheSameArrivalsSlicedInAnyWay_areTheSame(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Arrival> arrivals = Arrivals.seeded(random);
    Run oneByOne = new Run();
    for (Arrival arrival : arrivals) {
      oneByOne.take(arrival.input());
    }
    assertThat(oneByOne.facts()).isNotEmpty();
    for (int way = 0; way < 3; way++) {
      Run sliced = sliced(arrivals, random);
      assertSame(sliced.facts(), oneByOne.facts());
      assertThat(sliced.participant()).isEqualTo(oneByOne.participant());
      assertThat(sliced.participant().digest()).isEqualTo(oneByOne.participant().digest());
    }
  }

  /** Names the first fact that differs rather than thousands of them. */
  private static void assertSame(List<Fact> facts, List<Fact> expected) {
    for (int at = 0; at < Math.min(facts.size(), expected.size()); at++) {
      assertThat(facts.get(at)).as("fact %d", at).isEqualTo(expected.get(at));
    }
    assertThat(facts).hasSameSizeAs(expected);
  }

  private static Run sliced(List<Arrival> arrivals, SplittableRandom random) {
    Run run = new Run();
    int longest = 1 + random.nextInt(60);
    Map<Object, List<Arrival>> taken = new HashMap<>();
    int at = 0;
    while (at < arrivals.size()) {
      int end = at + 1;
      int limit = at + 1 + random.nextInt(longest);
      while (end < Math.min(arrivals.size(), limit)
          && arrivals.get(end).samePartition(arrivals.get(at))) {
        end++;
      }
      List<Arrival> slice = arrivals.subList(at, end);
      List<Arrival> before =
          taken.computeIfAbsent(slice.getFirst().partition(), _ -> new ArrayList<>());
      run.deliver(again(before, slice, random), random);
      slice.stream().filter(Arrival::hasOrigin).forEach(before::add);
      disturb(run, before, random);
      if (random.nextInt(3) == 0) {
        run.take(new Input.Tick(permitted(arrivals, end, random)));
      }
      at = end;
    }
    return run;
  }

  /**
   * A tick that may come between two arrivals: it says that nothing was received until then, so it
   * lies at or below what was received so far, or below the observation that comes next.
   */
  private static long permitted(List<Arrival> arrivals, int next, SplittableRandom random) {
    long soFar = Long.MIN_VALUE;
    for (Arrival arrival : arrivals.subList(0, next)) {
      soFar = Math.max(soFar, received(arrival));
    }
    long most = next == arrivals.size() ? soFar : Math.max(soFar, received(arrivals.get(next)));
    if (most == Long.MIN_VALUE) {
      return most;
    }
    long least = soFar == Long.MIN_VALUE ? most : soFar;
    return random.nextInt(3) == 0 ? most : random.nextLong(least, most + 1);
  }

  private static long received(Arrival arrival) {
    Batch row = arrival.row();
    return row == null ? Long.MIN_VALUE : row.receivedMicros()[0];
  }

  /** The slice, often after some of what its partition delivered before. */
  private static List<Arrival> again(
      List<Arrival> before, List<Arrival> slice, SplittableRandom random) {
    if (before.isEmpty() || random.nextInt(3) > 0) {
      return slice;
    }
    List<Arrival> both =
        new ArrayList<>(before.subList(random.nextInt(before.size()), before.size()));
    both.addAll(slice);
    return both;
  }

  private static void disturb(Run run, List<Arrival> before, SplittableRandom random) {
    if (!before.isEmpty() && random.nextInt(5) == 0) {
      int from = random.nextInt(before.size());
      int to = from + 1 + random.nextInt(before.size() - from);
      run.deliver(before.subList(from, to), random);
    }
    if (random.nextInt(6) == 0) {
      byte[] bytes = run.participant().toBytes();
      run.shell.participant(Participant.fromBytes(bytes, run.participant().protocol()));
      assertThat(run.participant().toBytes()).isEqualTo(bytes);
    }
  }

  /** One participant and the facts so far. */
  private static final class Run {
    private final Shell shell = new Shell(Protocols.WATCHED);
    private int factsBefore;

    Participant participant() {
      return shell.participant();
    }

    List<Fact> facts() {
      return shell.facts();
    }

    void take(Input input) {
      factsBefore = shell.facts().size();
      shell.take(input);
    }

    List<Fact> lastFacts() {
      return shell.facts().subList(factsBefore, shell.facts().size());
    }

    /** Arrivals of one partition in one batch, or as the records of their own that they are. */
    void deliver(List<Arrival> arrivals, SplittableRandom random) {
      if (arrivals.getFirst().row() == null) {
        arrivals.forEach(arrival -> take(arrival.input()));
        return;
      }
      Batch batch = Arrivals.batch(arrivals);
      if (random.nextBoolean()) {
        take(new Input.Observed(batch));
        return;
      }
      Batch fresh = Step.fresh(participant(), batch);
      if (fresh != null) {
        take(new Input.Observed(fresh));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("fewSeeds")
  void state_thatWasSteppedFrom_isLeftAsItWas(long seed) {
    Run run = new Run();
    for (Arrival arrival : Arrivals.seeded(new SplittableRandom(seed))) {
      Participant before = run.participant();
      byte[] bytes = before.toBytes();
      boolean asks = Step.recall(before, arrival.input()) != null;
      Outcome once = Step.step(before, arrival.input());
      byte[] after = once.after().toBytes();
      assertThat(before.toBytes()).isEqualTo(bytes);
      run.take(arrival.input());
      if (!asks) {
        assertThat(run.participant().toBytes()).isEqualTo(after);
        assertThat(run.lastFacts()).isEqualTo(once.facts());
      }
    }
  }

  static List<Long> fewSeeds() {
    return seeds().subList(0, 20);
  }

  @Test
  void arrivals_ofAllSeeds_bringEveryKindOfFact() {
    Set<Class<?>> kinds = new HashSet<>();
    for (long seed : seeds().subList(0, 60)) {
      Run run = new Run();
      Arrivals.seeded(new SplittableRandom(seed)).forEach(arrival -> run.take(arrival.input()));
      run.facts().forEach(fact -> kinds.add(fact.getClass()));
    }
    Set<Class<?>> expected = kinds(Fact.class);
    expected.removeAll(NOT_OF_THESE);
    assertThat(kinds).containsAll(expected);
  }

  /**
   * Clocks are trusted here; old amendments are read and no longer made; nobody is erased; nothing
   * is so far back that it would be deferred; what is taken back was never placed; nobody does
   * anything about an alert.
   */
  private static final Set<Class<?>> NOT_OF_THESE =
      Set.of(
          CustodyFact.Erased.class,
          Fact.AlertHandled.class,
          Fact.WindowAmended.class,
          ClockFact.ClockStepped.class,
          ClockFact.ClockRebased.class,
          ClockFact.ClockConfidenceChanged.class,
          ClockFact.ClockUnknowable.class,
          AmendFact.WindowProvisional.class,
          AmendFact.WindowsFinal.class,
          AmendFact.AmendmentDeferred.class,
          AmendFact.EvidenceMoved.class,
          TimelineFact.EntryWithdrawn.class);

  private static Set<Class<?>> kinds(Class<?> of) {
    Set<Class<?>> kinds = new HashSet<>();
    for (Class<?> each : of.getPermittedSubclasses()) {
      if (each.isSealed()) {
        kinds.addAll(kinds(each));
      } else {
        kinds.add(each);
      }
    }
    return kinds;
  }

  /** The enrolment twin of {@link Step#fresh(Participant, Batch)}. */
  @ParameterizedTest
  @MethodSource("enrolments")
  void enrolment_deliveredAgain_changesNothing(Enrolment enrolment) {
    Participant before = Participant.unknown("S1", "P001", Protocols.OPEN);
    Participant after = Step.step(before, new Input.Enrol(enrolment)).after();
    assertThat(Step.fresh(before, enrolment)).isSameAs(enrolment);
    assertThat(Step.fresh(after, enrolment)).isNull();
    Outcome again = Step.step(after, new Input.Enrol(enrolment));
    assertThat(again.facts()).isEmpty();
    assertThat(again.after()).isSameAs(after);
  }

  static List<Enrolment> enrolments() {
    return List.of(
        new Story.Enrol().status(Enrolment.Status.PAUSED).record(0),
        new Story.Enrol().status(Enrolment.Status.WITHDRAWN).record(17));
  }
}
