package io.zeitgeber.simulator.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CohortTest {
  private static final long START = 1_767_571_200_000_000L; // 2026-01-05T00:00:00Z
  private static final long SECOND = 1_000_000L;
  private static final String GOLDEN =
      "b8423f072a5b8810e28d8c766bd48b6894c772511c8cbad79a9edcb6c4a06b33";

  @Test
  void seed_onEveryMachine_givesTheSameBytes() throws Exception {
    Plan plan = plan(1, 100, START, 1200);
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    new Cohort(plan, (_, _) -> {})
        .record(
            new Taker(100_000) {
              @Override
              void record(Wearer wearer, long stampMicros, byte[] value) {
                digest.update(wearer.key());
                digest.update(Long.toString(stampMicros).getBytes(StandardCharsets.US_ASCII));
                digest.update(value);
              }
            });
    assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(GOLDEN);
  }

  @Test
  void records_areMadeInOrderOfReceivedTimeAndAsManyAsExpected() {
    Plan plan = plan(5, 23, START + 17_123_000, 400);
    Cohort cohort = new Cohort(plan, (_, _) -> {});
    Taker taker =
        new Taker(Long.MAX_VALUE) {
          private long last;

          @Override
          void record(Wearer wearer, long stampMicros, byte[] value) {
            assertThat(stampMicros).isGreaterThanOrEqualTo(last);
            last = stampMicros;
          }
        };
    cohort.record(taker);
    assertThat(taker.taken).isEqualTo(cohort.expectedRecords()).isGreaterThan(23 * 400);
  }

  @Test
  void person_inALargerCohort_livesTheSameDay() throws Exception {
    assertThat(valuesOf("P003", plan(1, 5, START, 600)))
        .isEqualTo(valuesOf("P003", plan(1, 50, START, 600)))
        .hasSizeGreaterThan(600);
  }

  @Test
  void anotherSeed_isAnotherCohort() throws Exception {
    assertThat(valuesOf("P003", plan(1, 5, START, 600)))
        .isNotEqualTo(valuesOf("P003", plan(2, 5, START, 600)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 42})
  void twentyPeople_fromNow_raiseAlertsAtOnceAndAFewEachMinute(long seed) throws Exception {
    Plan plan = plan(seed, 20, 1_795_365_296_165_000L, 600);
    List<Raised> raised = raised(plan);
    assertThat(raised.getFirst().seconds()).isLessThanOrEqualTo(20);
    assertThat(raised.stream().filter(each -> each.seconds() <= 20)).hasSizeGreaterThanOrEqualTo(2);
    assertThat(raised).as("in ten minutes").hasSizeGreaterThanOrEqualTo(25);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 42})
  void everyAlert_isOfAnIntendedEpisode(long seed) throws Exception {
    Plan plan = plan(seed, 30, START + 8 * 3600 * SECOND, 3600);
    Map<String, List<Episode>> truth = new HashMap<>();
    List<Raised> raised =
        raised(
            plan,
            (person, episode) ->
                truth.computeIfAbsent(person.id(), _ -> new ArrayList<>()).add(episode));
    for (Raised each : raised) {
      long at = plan.startMicros() + each.seconds() * SECOND;
      assertThat(truth.getOrDefault(each.participant(), List.of()))
          .as("%s", each)
          .anyMatch(
              episode ->
                  episode.fromMicros() <= at
                      && at <= episode.untilMicros() + 60 * SECOND
                      && (episode.kind() == Episode.Kind.TACHYCARDIA) == each.high());
    }
  }

  @Test
  void quietCohort_neverAlerts() throws Exception {
    Plan quiet = new Plan("S", 30, START, 7200 * SECOND, SECOND, 1, OptionalDouble.of(0), 0, true);
    assertThat(raised(quiet)).isEmpty();
  }

  private record Raised(String participant, boolean high, long seconds) {}

  private static List<Raised> raised(Plan plan) throws Exception {
    return raised(plan, (_, _) -> {});
  }

  /** The published rule, straight: the mean of (t - 60 s, t] at every whole ten seconds. */
  private static List<Raised> raised(
      Plan plan, java.util.function.BiConsumer<Person, Episode> began) throws Exception {
    List<Raised> raised = new ArrayList<>();
    Map<String, Deque<long[]>> windows = new HashMap<>();
    Map<String, boolean[]> open = new HashMap<>();
    ObjectMapper mapper = new ObjectMapper();
    Cohort cohort = new Cohort(plan, began);
    List<JsonNode> nodes = new ArrayList<>();
    Map<String, Person> people = new HashMap<>();
    cohort.wearers().forEach(wearer -> people.put(wearer.person().id(), wearer.person()));
    cohort.record(
        new Taker(Long.MAX_VALUE) {
          @Override
          void record(Wearer wearer, long stampMicros, byte[] value) throws Exception {
            nodes.add(mapper.readTree(value));
          }
        });
    for (JsonNode node : nodes) {
      if (!node.path("channel").asText().equals("heart_rate")) {
        continue;
      }
      String id = node.path("participant").asText();
      String source = id + node.path("device").asText();
      Person person = people.get(id);
      assertThat(person).isNotNull();
      Deque<long[]> window = windows.computeIfAbsent(source, _ -> new ArrayDeque<>());
      boolean[] state = open.computeIfAbsent(source, _ -> new boolean[2]);
      long time = node.path("time").asLong();
      long front = window.isEmpty() ? time : window.getLast()[0];
      for (long t = Math.ceilDiv(front, 10_000L) * 10_000; t < time; t += 10_000) {
        long decided = t;
        window.removeIf(sample -> sample[0] <= decided - 60_000);
        if (window.size() < 3) {
          continue;
        }
        double mean = window.stream().mapToLong(sample -> sample[1]).average().orElseThrow();
        boolean high = state[0] ? mean > person.high() - 5 : mean > person.high();
        boolean low = state[1] ? mean < person.low() + 5 : mean < person.low();
        long seconds = (t - plan.startMicros() / 1000) / 1000;
        if (high && !state[0]) {
          raised.add(new Raised(id, true, seconds));
        }
        if (low && !state[1]) {
          raised.add(new Raised(id, false, seconds));
        }
        state[0] = high;
        state[1] = low;
      }
      window.add(new long[] {time, node.path("value").asLong()});
    }
    return raised;
  }

  private static List<String> valuesOf(String participant, Plan plan) {
    List<String> values = new ArrayList<>();
    new Cohort(plan, (_, _) -> {})
        .record(
            new Taker(Long.MAX_VALUE) {
              @Override
              void record(Wearer wearer, long stampMicros, byte[] value) {
                if (wearer.person().id().equals(participant)) {
                  values.add(new String(value, StandardCharsets.UTF_8));
                }
              }
            });
    return values;
  }

  private static Plan plan(long seed, int participants, long startMicros, long seconds) {
    return new Plan(
        "S",
        participants,
        startMicros,
        seconds * SECOND,
        SECOND,
        seed,
        OptionalDouble.empty(),
        0,
        true);
  }

  /** Takes a number of records. */
  private abstract static class Taker implements Cohort.Outlet {
    private final long most;
    long taken;

    Taker(long most) {
      this.most = most;
    }

    abstract void record(Wearer wearer, long stampMicros, byte[] value) throws Exception;

    @Override
    public boolean due(long stampMicros) {
      return taken < most;
    }

    @Override
    public void take(Wearer wearer, long stampMicros, byte[] value) {
      taken++;
      try {
        record(wearer, stampMicros, value);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }
}
