package io.zeitgeber.service.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.observation.Source;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.service.journal.EntityId;
import io.zeitgeber.service.participant.Taken;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Model-checks the rule that makes deduplication by last offset sound: messages are lost, doubled,
 * delayed and overtaken; sessions end at any moment and go on sending as zombies while new ones
 * start from the receipts. Every record must be taken once, in offset order in each partition. The
 * seed names the run.
 */
final class DeduplicationModelTest {
  private static final UUID TOPIC = new UUID(7, 7);
  private static final int PARTITIONS = 3;
  private static final int PARTICIPANTS = 4;
  private static final int RECORDS = 60;
  private static final int MOST_STEPS = 200_000;

  static LongStream seeds() {
    return LongStream.range(1, 301);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void sessions_zombiesDelaysAndLosses_everyRecordOnceInOrder(long seed) {
    World world = new World(seed);
    for (int step = 0; !world.finished(); step++) {
      assertThat(step).as("it comes to an end").isLessThan(MOST_STEPS);
      world.step();
    }
    world.check();
  }

  private record Message(Runnable deliver) {}

  private static final class World {
    private final SplittableRandom random;
    private final int[][] owner = new int[PARTITIONS][RECORDS];
    private final List<List<long[]>> journal = new ArrayList<>();
    private final long[][] last = new long[PARTICIPANTS][PARTITIONS];
    private final long[] receipts = new long[PARTITIONS];
    private final List<Message> network = new ArrayList<>();
    private final List<Session> sessions = new ArrayList<>();
    private long nowNanos = 1;

    World(long seed) {
      random = new SplittableRandom(seed);
      for (int[] partition : owner) {
        Arrays.setAll(partition, _ -> random.nextInt(PARTICIPANTS));
      }
      for (int participant = 0; participant < PARTICIPANTS; participant++) {
        journal.add(new ArrayList<>());
        Arrays.fill(last[participant], -1);
      }
      sessions.add(new Session(this));
    }

    void step() {
      nowNanos += random.nextLong(1, 1_000_000_000L);
      int what = random.nextInt(100);
      boolean refused = sessions.getLast().refused; // a worker that finds out starts anew
      if (what < 2 && (refused || sessions.size() < 6)) {
        sessions.add(new Session(this)); // all before it are zombies from here on
      } else if (what < 50 && !network.isEmpty()) {
        Message message = network.remove(random.nextInt(network.size()));
        int fate = random.nextInt(10);
        if (fate > 0) {
          message.deliver().run();
        }
        if (fate > 8) {
          network.add(message);
        }
      } else {
        Session any =
            random.nextInt(4) == 0
                ? sessions.get(random.nextInt(sessions.size()))
                : sessions.getLast();
        any.proceed();
      }
    }

    boolean finished() {
      return Arrays.stream(receipts).allMatch(next -> next == RECORDS);
    }

    /** The participant's actor: drops what is at or below its last offset, journals, answers. */
    void take(int participant, Batch batch, long question, Session from) {
      int partition = batch.partition();
      for (long offset : batch.offsets()) {
        if (offset > last[participant][partition]) {
          last[participant][partition] = offset;
          journal.get(participant).add(new long[] {partition, offset});
        }
      }
      network.add(
          new Message(
              () -> from.questions.answered(new Taken(question, batch.size(), 0, 0, null))));
    }

    boolean receipt(int partition, long first, long next) {
      if (receipts[partition] != first) {
        return false;
      }
      receipts[partition] = next;
      return true;
    }

    void check() {
      int taken = 0;
      for (int participant = 0; participant < PARTICIPANTS; participant++) {
        Map<Long, Long> before = new HashMap<>();
        for (long[] record : journal.get(participant)) {
          assertThat(owner[(int) record[0]][(int) record[1]]).isEqualTo(participant);
          assertThat(record[1]).isGreaterThan(before.getOrDefault(record[0], -1L));
          before.put(record[0], record[1]);
          taken++;
        }
      }
      assertThat(taken).isEqualTo(PARTITIONS * RECORDS);
    }
  }

  /** One worker's session, with the real {@link Questions}. */
  private static final class Session {
    private final World world;
    private final Questions questions;
    private final long[] position;
    private final long[] cutFrom;
    private boolean flying;
    private boolean refused;

    Session(World world) {
      this.world = world;
      this.position = world.receipts.clone();
      this.cutFrom = world.receipts.clone();
      this.questions =
          new Questions(
              (share, part, question) ->
                  world.network.add(
                      new Message(
                          () ->
                              world.take(
                                  Integer.parseInt(share.id().participant()),
                                  ((Input.Observed) part).batch(),
                                  question,
                                  this))),
              (_, _, _) -> {
                throw new AssertionError("nobody is halted here");
              },
              new IngestMeter(new SimpleMeterRegistry()),
              2);
    }

    void proceed() {
      if (refused) {
        questions.proceed(world.nowNanos); // a zombie that does not know it yet
        return;
      }
      questions.proceed(world.nowNanos);
      if (flying && questions.isDone()) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
          refused |=
              position[partition] > cutFrom[partition]
                  && !world.receipt(partition, cutFrom[partition], position[partition]);
          cutFrom[partition] = position[partition];
        }
        flying = false;
      }
      if (!flying && !refused) {
        depart();
      }
    }

    private void depart() {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        int next = (int) Math.min(RECORDS, position[partition] + world.random.nextInt(8));
        for (int participant = 0; participant < PARTICIPANTS; participant++) {
          List<Input> parts = parts(partition, (int) position[partition], next, participant);
          if (!parts.isEmpty()) {
            questions.add(new Share(new EntityId("S", Integer.toString(participant)), parts));
          }
        }
        position[partition] = next;
      }
      flying = true;
    }

    private List<Input> parts(int partition, int from, int to, int participant) {
      List<Input> parts = new ArrayList<>();
      Batch.Builder builder = builder(partition);
      for (int offset = from; offset < to; offset++) {
        if (world.owner[partition][offset] == participant) {
          builder.record(offset, offset, builder.source(new Source("d", "c")), offset).value(1);
          if (builder.size() == 2) {
            parts.add(new Input.Observed(builder.build()));
            builder = builder(partition);
          }
        }
      }
      if (builder.size() > 0) {
        parts.add(new Input.Observed(builder.build()));
      }
      return parts;
    }

    private static Batch.Builder builder(int partition) {
      return new Batch.Builder(TOPIC, "t", partition, false, Originals.NONE);
    }
  }
}
